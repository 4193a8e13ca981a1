import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseBulk } from '../../src/scim/bulk.ts';
import { ScimError } from '../../src/scim/errors.ts';
import { applyPatch, parsePatch } from '../../src/scim/patch.ts';
import type { Json, JsonObject } from '../../src/scim/resource.ts';
import { GROUP, type ResourceType, USER } from '../../src/scim/resource-types.ts';
import { readResource, replaceResource } from '../../src/scim/validate.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const names = fc.constantFrom(
  'schemas',
  'id',
  'externalId',
  'userName',
  'USERNAME',
  'name',
  'name.givenName',
  'active',
  'password',
  'title',
  'emails',
  'emails.value',
  'emails[type eq "work"]',
  'emails[type eq "work"].value',
  'emails[primary eq true]',
  'roles',
  'addresses',
  'x509Certificates',
  'groups',
  'meta',
  'displayName',
  'members',
  'members[value eq "1"]',
  'manager',
  ENTERPRISE,
  `${ENTERPRISE}:department`,
  `${ENTERPRISE}:manager`,
  `${ENTERPRISE}:manager.value`,
  'value',
  'type',
  'primary',
  '$ref',
  'givenName',
  'Operations',
  'op',
  'path',
  '__proto__',
  'constructor',
  'x[',
  '',
);
const scalars = fc.oneof(
  fc.constantFrom(
    null,
    '',
    true,
    false,
    'True',
    'work',
    'home',
    'ann@example.com',
    'add',
    'replace',
    'remove',
    7,
    -0,
  ),
  names,
  fc.string({ unit: 'binary' }),
);
/** JSON made of the words of SCIM, so that it comes far. */
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    scalars,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
}));
const anyJson = fc.oneof(json, fc.jsonValue({ maxDepth: 4 }));
const types = fc.constantFrom(USER, GROUP);

const operations = fc.array(
  fc.record(
    {
      op: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('add', 'Replace', 'remove') }, anyJson),
      path: fc.oneof({ weight: 9, arbitrary: names }, anyJson),
      value: anyJson,
    },
    { requiredKeys: ['op'] },
  ),
  { minLength: 1, maxLength: 6 },
);

/** Resources of which much survives. */
const users = json.map((body) => ({
  ...(typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {}),
  schemas: undefined,
  userName: 'ann',
}));

function orScimError<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof ScimError, `${error instanceof Error ? error.stack : error}`);
    assert.ok(error.message.length > 0 && error.message.length < 10_000);
    return undefined;
  }
}

function assertCanonical(attributes: JsonObject, type: ResourceType): void {
  const again: Record<string, Json> = { ...readResource(attributes, type).attributes };
  // Reading a user anew says of one without a state what that means.
  if (!('active' in attributes)) delete again['active'];
  assert.equal(JSON.stringify(again), JSON.stringify(attributes));
  for (const value of Object.values(attributes)) {
    const elements: readonly unknown[] = Array.isArray(value) ? value : [];
    const primary = elements.filter((each) => (each as JsonObject)['primary'] === true);
    assert.ok(primary.length <= 1);
  }
}

describe('any JSON at all', () => {
  test('is a resource in canonical form, or a ScimError', () => {
    fc.assert(
      fc.property(fc.oneof(anyJson, users), types, (body, type) => {
        const change = orScimError(() => readResource(body, type));
        if (change !== undefined) assertCanonical(change.attributes, type);
      }),
      { numRuns: 1000 },
    );
  });

  test('replaces a resource by one in canonical form, or is a ScimError', () => {
    fc.assert(
      fc.property(users, fc.oneof(anyJson, users), (first, second) => {
        const current = orScimError(() => readResource(first, USER));
        const change = current && orScimError(() => replaceResource(current.attributes, second, USER));
        if (change !== undefined) assertCanonical(change.attributes, USER);
      }),
      { numRuns: 500 },
    );
  });

  test('makes of a PATCH a resource in canonical form, or a ScimError', () => {
    fc.assert(
      fc.property(users, fc.oneof(operations, anyJson), (body, Operations) => {
        const current = orScimError(() => readResource(body, USER))?.attributes;
        if (current === undefined) return;
        const change = orScimError(() => applyPatch(current, parsePatch({ Operations }, USER), USER));
        if (change !== undefined) assertCanonical(change.attributes, USER);
      }),
      { numRuns: 2000 },
    );
  });

  test('is a PATCH of a group, or a ScimError', () => {
    const current = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'all' };
    fc.assert(
      fc.property(operations, (Operations) => {
        const change = orScimError(() => applyPatch(current, parsePatch({ Operations }, GROUP), GROUP));
        if (change !== undefined) assertCanonical(change.attributes, GROUP);
      }),
      { numRuns: 1000 },
    );
  });

  test('is a bulk request, or a ScimError', () => {
    const limits = { maxOperations: 3, types: [USER, GROUP] };
    fc.assert(
      fc.property(anyJson, fc.array(anyJson, { maxLength: 4 }), (body, Operations) => {
        orScimError(() => parseBulk(body, limits));
        orScimError(() => parseBulk({ Operations }, limits));
      }),
    );
  });
});

/** What PATCH means for three attributes, written down as plainly as can be. */
interface Model {
  title?: string;
  name: { givenName?: string; familyName?: string };
  /** Types by address. */
  emails: Map<string, string>;
}

const texts = fc.constantFrom('a', 'b', 'c');
const kinds = fc.constantFrom('work', 'home');
type Step = readonly [operation: object, follow: (model: Model) => void];

const steps: fc.Arbitrary<Step> = fc.oneof(
  texts.map(
    (value): Step => [
      { op: 'replace', path: 'title', value },
      (model) => {
        model.title = value;
      },
    ],
  ),
  fc.constant<Step>([
    { op: 'remove', path: 'title' },
    (model) => {
      delete model.title;
    },
  ]),
  texts.map(
    (value): Step => [
      { op: 'add', value: { 'name.givenName': value } },
      (model) => {
        model.name.givenName = value;
      },
    ],
  ),
  texts.map(
    (familyName): Step => [
      { op: 'replace', value: { name: { familyName } } },
      (model) => {
        model.name.familyName = familyName;
      },
    ],
  ),
  texts.map(
    (givenName): Step => [
      { op: 'replace', path: 'name', value: { givenName } },
      (model) => {
        model.name.givenName = givenName;
      },
    ],
  ),
  fc.constant<Step>([
    { op: 'remove', path: 'name.givenName' },
    (model) => {
      delete model.name.givenName;
    },
  ]),
  texts.map(
    (value): Step => [
      { op: 'add', path: 'emails', value: [{ value, type: 'work' }] },
      (model) => {
        model.emails.set(`${value} work`, 'work');
      },
    ],
  ),
  texts.map(
    (value): Step => [
      { op: 'add', path: 'emails', value: { value, type: 'home' } },
      (model) => {
        model.emails.set(`${value} home`, 'home');
      },
    ],
  ),
  texts.map(
    (value): Step => [
      { op: 'replace', path: 'emails', value: [{ value, type: 'home' }] },
      (model) => {
        model.emails = new Map([[`${value} home`, 'home']]);
      },
    ],
  ),
  kinds.map(
    (type): Step => [
      { op: 'remove', path: `emails[type eq "${type}"]` },
      (model) => {
        model.emails = new Map([...model.emails].filter(([, each]) => each !== type));
      },
    ],
  ),
  texts.map(
    (value): Step => [
      { op: 'remove', path: 'emails', value: [{ value }] },
      (model) => {
        model.emails = new Map([...model.emails].filter(([key]) => !key.startsWith(`${value} `)));
      },
    ],
  ),
  fc.tuple(texts, kinds).map(
    ([value, type]): Step => [
      { op: 'replace', path: `emails[type eq "${type}"].value`, value },
      (model) => {
        const others = [...model.emails].map(([key, each]): [string, string] => [
          each === type ? `${value} ${type}` : key,
          each,
        ]);
        model.emails = new Map(others).set(`${value} ${type}`, type);
      },
    ],
  ),
);

describe('operations in any sequence', () => {
  test('do what the RFC says, as one request or one by one', () => {
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 12 }), (sequence) => {
        const start = readResource({ userName: 'ann' }, USER).attributes;
        const model: Model = { name: {}, emails: new Map() };
        for (const [, follow] of sequence) follow(model);
        const emails = [...model.emails].map(([key, type]) => ({ value: key.split(' ')[0], type }));
        const expected = {
          ...start,
          ...(model.title && { title: model.title }),
          ...(Object.keys(model.name).length > 0 && { name: model.name }),
          ...(emails.length > 0 && { emails }),
        };
        const patch = (current: JsonObject, Operations: readonly object[]) =>
          applyPatch(current, parsePatch({ Operations }, USER), USER).attributes;
        const together = patch(
          start,
          sequence.map(([operation]) => operation),
        );
        const apart = sequence.reduce((current, [operation]) => patch(current, [operation]), start);
        assert.deepEqual(together, expected);
        assert.deepEqual(apart, expected);
      }),
      { numRuns: 500 },
    );
  });
});
