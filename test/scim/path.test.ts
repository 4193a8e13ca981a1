import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ScimError } from '../../src/scim/errors.ts';
import { formatFilter } from '../../src/scim/filter/format.ts';
import { parsePath } from '../../src/scim/path.ts';
import { GROUP, type ResourceType, USER } from '../../src/scim/resource-types.ts';
import { filterLikeTexts } from './filter/arbitrary.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

interface Expected {
  readonly extension?: string;
  readonly attribute?: string;
  readonly filter?: string;
  readonly sub?: string;
}

const READ: readonly (readonly [string, Expected, ResourceType?])[] = [
  ['userName', { attribute: 'userName' }],
  [' USERNAME ', { attribute: 'userName' }],
  ['name.familyName', { attribute: 'name', sub: 'familyName' }],
  ['emails', { attribute: 'emails' }],
  ['emails.value', { attribute: 'emails', sub: 'value' }],
  ['emails[type eq "work"]', { attribute: 'emails', filter: 'type eq "work"' }],
  ['emails[type EQ "work"].VALUE', { attribute: 'emails', filter: 'type eq "work"', sub: 'value' }],
  [
    'emails[ value eq "]" and type pr ].type',
    { attribute: 'emails', filter: 'value eq "]" and type pr', sub: 'type' },
  ],
  ['emails[value eq "a].b"]', { attribute: 'emails', filter: 'value eq "a].b"' }],
  ['members[value eq "2819c223"]', { attribute: 'members', filter: 'value eq "2819c223"' }, GROUP],
  ['members.$ref', { attribute: 'members', sub: '$ref' }, GROUP],
  [`${CORE}:name.givenName`, { attribute: 'name', sub: 'givenName' }],
  [`${CORE}:emails[primary eq true].value`, { attribute: 'emails', filter: 'primary eq true', sub: 'value' }],
  [CORE, {}],
  [ENTERPRISE, { extension: ENTERPRISE }],
  [`${ENTERPRISE}:department`, { extension: ENTERPRISE, attribute: 'department' }],
  [`${ENTERPRISE}.department`, { extension: ENTERPRISE, attribute: 'department' }],
  [`${ENTERPRISE}:manager.value`, { extension: ENTERPRISE, attribute: 'manager', sub: 'value' }],
  ['manager', { extension: ENTERPRISE, attribute: 'manager' }],
];

const UNKNOWN: readonly string[] = [
  'unknown',
  'name.unknown',
  'userName.value',
  `${ENTERPRISE}:userName`,
  'urn:example:unknown:2.0:User:colour',
  'unknown[type eq "work"].value',
  'emails[type eq "work"].unknown',
];

const REFUSED: readonly (readonly [string, 'invalidPath' | 'invalidFilter'])[] = [
  ['', 'invalidPath'],
  ['/userName', 'invalidPath'],
  ['name familyName', 'invalidPath'],
  ['emails[type eq "work"].', 'invalidPath'],
  ['emails[type eq "work"]value', 'invalidPath'],
  ['emails[type eq "work"', 'invalidPath'],
  ['unknown[type is "work"]', 'invalidFilter'],
  ['[type eq "work"]', 'invalidPath'],
  ['emails.value[type eq "work"]', 'invalidPath'],
  ['name[familyName eq "x"]', 'invalidPath'],
  ['userName[value eq "x"]', 'invalidPath'],
  [`${ENTERPRISE}[department eq "x"]`, 'invalidPath'],
  ['x'.repeat(8193), 'invalidPath'],
  ['emails[]', 'invalidFilter'],
  ['emails[type]', 'invalidFilter'],
  ['emails[type eq work]', 'invalidFilter'],
  ['emails[type eq "work"][value pr]', 'invalidFilter'],
];

describe('parsePath', () => {
  for (const [text, expected, type = USER] of READ) {
    test(`reads ${text}`, () => {
      const path = parsePath(text, type);
      assert.ok(path);
      const { extension, attribute, filter, sub } = path;
      assert.deepEqual(
        { extension, attribute: attribute?.name, filter: filter && formatFilter(filter), sub: sub?.name },
        { extension: undefined, attribute: undefined, filter: undefined, sub: undefined, ...expected },
      );
    });
  }

  for (const text of UNKNOWN) {
    test(`finds nothing at ${text}`, () => {
      assert.equal(parsePath(text, USER), undefined);
    });
  }

  for (const [text, scimType] of REFUSED) {
    test(`refuses ${text.slice(0, 60)} as ${scimType}`, () => {
      assert.throws(() => parsePath(text, USER), { name: 'ScimError', status: 400, scimType });
    });
  }

  test('throws nothing but what the protocol has an answer for, whatever the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      filterLikeTexts.map((text) => `emails[${text}].value`),
      filterLikeTexts,
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parsePath(text, USER);
        } catch (error) {
          assert.ok(error instanceof ScimError && error.status === 400, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });
});
