import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ScimError, type ScimType } from '../../src/scim/errors.ts';
import { applyPatch, parsePatch } from '../../src/scim/patch.ts';
import type { JsonObject } from '../../src/scim/resource.ts';
import { type ResourceType, USER } from '../../src/scim/resource-types.ts';
import { attribute } from '../../src/scim/schema.ts';
import { readResource } from '../../src/scim/validate.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const ANN = {
  schemas: [CORE, ENTERPRISE],
  externalId: '00u1',
  userName: 'ann',
  name: { familyName: 'Lee', givenName: 'Ann' },
  title: 'Dr',
  active: true,
  emails: [
    { value: 'ann@work.example', display: 'Ann', type: 'work', primary: true },
    { value: 'ann@home.example', type: 'home' },
  ],
  [ENTERPRISE]: { department: 'Sales', manager: { value: '7', $ref: 'https://scim.example.com/Users/7' } },
};
const [WORK, HOME] = ANN.emails;

interface PatchOperation {
  readonly op: unknown;
  readonly path?: unknown;
  readonly value?: unknown;
}

function patch(current: JsonObject, operations: readonly PatchOperation[], type: ResourceType = USER) {
  const before = structuredClone(current);
  const { attributes } = applyPatch(
    current,
    parsePatch({ schemas: [PATCH_OP], Operations: operations }, type),
    type,
  );
  assert.deepEqual(current, before, 'the current resource is not touched');
  return attributes;
}

/** What differs from Ann; an attribute that is gone is undefined. */
function changes(attributes: JsonObject): JsonObject {
  const names = new Set([...Object.keys(ANN), ...Object.keys(attributes)]);
  const before: JsonObject = ANN;
  return Object.fromEntries(
    [...names]
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(attributes[name]))
      .map((name) => [name, attributes[name] as never]),
  );
}

function refuses(run: () => unknown, scimType: ScimType, detail = /./) {
  assert.throws(run, (error) => {
    assert.ok(error instanceof ScimError, String(error));
    assert.deepEqual([error.status, error.scimType], [400, scimType]);
    assert.match(error.message, detail);
    return true;
  });
}

type Vector = readonly [title: string, operation: PatchOperation, changed: object];

function vectors(title: string, table: readonly Vector[]) {
  describe(title, () => {
    for (const [name, operation, changed] of table) {
      test(name, () => assert.deepEqual(changes(patch(ANN, [operation])), changed));
    }
  });
}

vectors('an operation without a path', [
  ['deactivates, as Okta does it', { op: 'replace', value: { active: false } }, { active: false }],
  ['takes any letter case', { op: 'REPLACE', value: { ACTIVE: 'False' } }, { active: false }],
  ['with the same values changes nothing', { op: 'replace', value: { userName: 'ann', active: true } }, {}],
  [
    'ignores the id, schemas and meta',
    { op: 'replace', value: { id: 'x', schemas: [CORE], meta: {}, title: 'X' } },
    { title: 'X' },
  ],
  ['ignores a password', { op: 'replace', value: { password: 'secret' } }, {}],
  [
    'ignores what is unknown',
    { op: 'add', value: { shoeSize: 43, 'name.aura': 'red', 'x y[': 1, title: 'X' } },
    { title: 'X' },
  ],
  [
    'leaves the siblings of a nested value alone',
    { op: 'replace', value: { name: { givenName: 'Anna' } } },
    { name: { familyName: 'Lee', givenName: 'Anna' } },
  ],
  [
    'takes away a nested part that is null',
    { op: 'replace', value: { name: { givenName: null } } },
    { name: { familyName: 'Lee' } },
  ],
  ['takes away a complex value that is null', { op: 'replace', value: { name: null } }, { name: undefined }],
  [
    'takes names with dots',
    { op: 'replace', value: { 'name.givenName': 'Anna' } },
    { name: { familyName: 'Lee', givenName: 'Anna' } },
  ],
  [
    'takes names with a URN',
    { op: 'replace', value: { [`${ENTERPRISE}:employeeNumber`]: '7' } },
    { [ENTERPRISE]: { employeeNumber: '7', ...ANN[ENTERPRISE] } },
  ],
  [
    'takes names with a URN and a dot',
    { op: 'replace', value: { [`${ENTERPRISE}:manager.value`]: '8' } },
    { [ENTERPRISE]: { department: 'Sales', manager: { value: '8' } } },
  ],
  [
    'takes names with a filter',
    { op: 'replace', value: { 'emails[type eq "home"].value': 'x@y' } },
    { emails: [WORK, { value: 'x@y', type: 'home' }] },
  ],
  [
    'takes an extension as an object and keeps the rest of it',
    { op: 'replace', value: { [ENTERPRISE]: { division: 'D' } } },
    { [ENTERPRISE]: { division: 'D', ...ANN[ENTERPRISE] } },
  ],
  [
    'takes away an extension that is null',
    { op: 'replace', value: { [ENTERPRISE]: null } },
    { schemas: [CORE], [ENTERPRISE]: undefined },
  ],
  [
    'replaces a list',
    { op: 'replace', value: { emails: [{ value: 'x@y' }] } },
    { emails: [{ value: 'x@y' }] },
  ],
  [
    'adds to a list',
    { op: 'add', value: { emails: [{ value: 'x@y' }] } },
    { emails: [WORK, HOME, { value: 'x@y' }] },
  ],
  ['empties a list', { op: 'replace', value: { emails: [] } }, { emails: undefined }],
  ['adds nothing of null', { op: 'add', value: { emails: null, [ENTERPRISE]: null } }, {}],
  ['of an empty object changes nothing', { op: 'replace', value: {} }, {}],
]);

vectors('an operation with a path', [
  ['sets a single value', { op: 'add', path: 'nickName', value: 'Annie' }, { nickName: 'Annie' }],
  ['replaces a single value', { op: 'replace', path: 'title', value: 'Prof' }, { title: 'Prof' }],
  ['deactivates, as Entra does it', { op: 'Replace', path: 'active', value: 'False' }, { active: false }],
  ['finds a name in any letter case', { op: 'replace', path: 'TITLE', value: 'Prof' }, { title: 'Prof' }],
  ['finds a name by its URN', { op: 'replace', path: `${CORE}:title`, value: 'Prof' }, { title: 'Prof' }],
  ['takes a value away', { op: 'remove', path: 'title' }, { title: undefined }],
  ['takes the state of an active user away', { op: 'remove', path: 'active' }, { active: undefined }],
  [
    'takes a value away whatever value it brings',
    { op: 'Remove', path: 'title', value: 'Dr' },
    { title: undefined },
  ],
  ['takes a value away by null', { op: 'replace', path: 'title', value: null }, { title: undefined }],
  ['takes a value away by empty text', { op: 'replace', path: 'title', value: '' }, { title: undefined }],
  ['takes away what is not there', { op: 'remove', path: 'nickName' }, {}],
  [
    'sets a part',
    { op: 'replace', path: 'name.middleName', value: 'B' },
    { name: { familyName: 'Lee', givenName: 'Ann', middleName: 'B' } },
  ],
  ['takes a part away', { op: 'remove', path: 'name.givenName' }, { name: { familyName: 'Lee' } }],
  [
    'adds parts to a complex value',
    { op: 'add', path: 'name', value: { middleName: 'B' } },
    { name: { familyName: 'Lee', givenName: 'Ann', middleName: 'B' } },
  ],
  [
    'replaces the parts of a complex value that it names, and leaves the others',
    { op: 'replace', path: 'name', value: { middleName: 'B' } },
    { name: { ...ANN.name, middleName: 'B' } },
  ],
  ['ignores an attribute that it does not know', { op: 'replace', path: 'shoeSize', value: 43 }, {}],
  ['ignores a part that it does not know', { op: 'replace', path: 'name.aura', value: 'red' }, {}],
  ['takes a password and keeps none', { op: 'replace', path: 'password', value: 'secret' }, {}],
  ['leaves schemas to follow from the rest', { op: 'add', path: 'schemas', value: ['urn:x'] }, {}],
  ['may have an empty path', { op: 'replace', path: '', value: { title: 'X' } }, { title: 'X' }],
  ['sets the externalId', { op: 'replace', path: 'externalId', value: '00u2' }, { externalId: '00u2' }],
]);

vectors('an operation on an extension', [
  [
    'sets an attribute',
    { op: 'Add', path: `${ENTERPRISE}:employeeNumber`, value: '7' },
    { [ENTERPRISE]: { employeeNumber: '7', ...ANN[ENTERPRISE] } },
  ],
  [
    'takes an attribute away',
    { op: 'remove', path: `${ENTERPRISE}:department` },
    { [ENTERPRISE]: { manager: ANN[ENTERPRISE].manager } },
  ],
  [
    'sets the manager by an object',
    { op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: '8' } },
    { [ENTERPRISE]: { department: 'Sales', manager: { value: '8' } } },
  ],
  [
    'sets the manager by a bare id',
    { op: 'replace', path: `${ENTERPRISE}:manager`, value: '8' },
    { [ENTERPRISE]: { department: 'Sales', manager: { value: '8' } } },
  ],
  [
    'sets the manager by a list of one and without the URN',
    { op: 'Add', path: 'manager', value: [{ $ref: 'https://x/8', value: '8' }] },
    { [ENTERPRISE]: { department: 'Sales', manager: { value: '8', $ref: 'https://x/8' } } },
  ],
  [
    'drops the URL of the manager before',
    { op: 'replace', path: `${ENTERPRISE}:manager.value`, value: '8' },
    { [ENTERPRISE]: { department: 'Sales', manager: { value: '8' } } },
  ],
  [
    'keeps the URL of the same manager',
    { op: 'add', path: `${ENTERPRISE}:manager`, value: { value: '7' } },
    {},
  ],
  [
    'takes the manager away by an empty value',
    { op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: '' } },
    { [ENTERPRISE]: { department: 'Sales' } },
  ],
  [
    'takes the manager away by an empty part',
    { op: 'replace', path: `${ENTERPRISE}:manager.value`, value: '' },
    { [ENTERPRISE]: { department: 'Sales' } },
  ],
  ['takes the whole away', { op: 'remove', path: ENTERPRISE }, { schemas: [CORE], [ENTERPRISE]: undefined }],
  [
    'replaces the whole',
    { op: 'replace', path: ENTERPRISE, value: { division: 'D' } },
    { [ENTERPRISE]: { division: 'D' } },
  ],
  [
    'adds to the whole',
    { op: 'add', path: ENTERPRISE, value: { division: 'D' } },
    { [ENTERPRISE]: { division: 'D', ...ANN[ENTERPRISE] } },
  ],
  ['may name the core schema', { op: 'replace', path: CORE, value: { title: 'X' } }, { title: 'X' }],
]);

vectors('an operation on a list', [
  [
    'appends',
    { op: 'add', path: 'emails', value: [{ value: 'x@y', type: 'other' }] },
    { emails: [WORK, HOME, { value: 'x@y', type: 'other' }] },
  ],
  [
    'appends a single object',
    { op: 'add', path: 'emails', value: { value: 'x@y' } },
    { emails: [WORK, HOME, { value: 'x@y' }] },
  ],
  ['appends nothing that is there', { op: 'add', path: 'emails', value: [HOME] }, {}],
  [
    'renews what is there under another letter case',
    { op: 'add', path: 'emails', value: [{ value: 'ANN@home.example', type: 'home', display: 'H' }] },
    { emails: [WORK, { value: 'ANN@home.example', display: 'H', type: 'home' }] },
  ],
  ['replaces all', { op: 'replace', path: 'emails', value: [HOME] }, { emails: [HOME] }],
  ['empties it', { op: 'replace', path: 'emails', value: [] }, { emails: undefined }],
  ['takes all away', { op: 'remove', path: 'emails' }, { emails: undefined }],
  [
    'takes away exactly what is listed',
    { op: 'remove', path: 'emails', value: [{ value: 'ANN@WORK.example' }] },
    { emails: [HOME] },
  ],
  [
    'takes away only what has all parts of what is listed',
    { op: 'remove', path: 'emails', value: [{ value: 'ann@work.example', type: 'home' }] },
    {},
  ],
  ['takes away nothing of an empty list', { op: 'remove', path: 'emails', value: [] }, {}],
  [
    'takes away a listed single object',
    { op: 'remove', path: 'emails', value: { value: 'ann@home.example' } },
    { emails: [WORK] },
  ],
  [
    'clears the primary mark of others',
    { op: 'add', path: 'emails', value: [{ value: 'x@y', primary: true }] },
    { emails: [{ ...WORK, primary: false }, HOME, { value: 'x@y', primary: true }] },
  ],
  [
    'sets a part of all elements',
    { op: 'replace', path: 'emails.display', value: 'A' },
    {
      emails: [
        { ...WORK, display: 'A' },
        { value: 'ann@home.example', display: 'A', type: 'home' },
      ],
    },
  ],
  [
    'makes an element of a part when there is none',
    { op: 'add', path: 'phoneNumbers.value', value: '1' },
    { phoneNumbers: [{ value: '1' }] },
  ],
]);

vectors('an operation on chosen elements', [
  [
    'replaces a part',
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'x@y' },
    { emails: [{ ...WORK, value: 'x@y' }, HOME] },
  ],
  [
    'adds a part',
    { op: 'add', path: 'emails[type eq "home"].display', value: 'H' },
    { emails: [WORK, { value: 'ann@home.example', display: 'H', type: 'home' }] },
  ],
  [
    'takes a part away',
    { op: 'remove', path: 'emails[type eq "work"].display' },
    { emails: [{ value: 'ann@work.example', type: 'work', primary: true }, HOME] },
  ],
  [
    'takes an element away with its value',
    { op: 'remove', path: 'emails[type eq "work"].value' },
    { emails: [{ display: 'Ann', type: 'work', primary: true }, HOME] },
  ],
  [
    'takes an element away that has only labels left',
    { op: 'replace', path: 'emails[type eq "home"].value', value: '' },
    { emails: [WORK] },
  ],
  ['takes elements away', { op: 'remove', path: 'emails[type eq "home"]' }, { emails: [WORK] }],
  [
    'takes elements away by null',
    { op: 'replace', path: 'emails[type eq "home"]', value: null },
    { emails: [WORK] },
  ],
  ['takes away nothing when none matches', { op: 'remove', path: 'emails[type eq "other"]' }, {}],
  [
    'takes away no part when nothing satisfies any filter',
    { op: 'remove', path: 'emails[value pr and type ne "work" and type ne "home"].value' },
    {},
  ],
  ['takes away no part when none matches', { op: 'remove', path: 'emails[type eq "other"].value' }, {}],
  [
    'replaces an element, what it was chosen by excepted',
    { op: 'replace', path: 'emails[type eq "work"]', value: { value: 'x@y' } },
    { emails: [{ value: 'x@y', type: 'work' }, HOME] },
  ],
  [
    'replaces an element by a list of one',
    { op: 'replace', path: 'emails[type eq "work"]', value: [{ value: 'x@y', type: 'other' }] },
    { emails: [{ value: 'x@y', type: 'other' }, HOME] },
  ],
  [
    'adds parts to an element',
    { op: 'add', path: 'emails[type eq "home"]', value: { display: 'H' } },
    { emails: [WORK, { value: 'ann@home.example', display: 'H', type: 'home' }] },
  ],
  [
    'makes an element that none matches',
    { op: 'replace', path: 'emails[type eq "other"].value', value: 'x@y' },
    { emails: [WORK, HOME, { value: 'x@y', type: 'other' }] },
  ],
  [
    'makes an element of several equalities',
    {
      op: 'add',
      path: 'addresses[type eq "work" and (primary eq "True" and country eq "FR")].locality',
      value: 'Lyon',
    },
    { addresses: [{ locality: 'Lyon', country: 'FR', type: 'work', primary: true }] },
  ],
  [
    'makes an element by add without a part',
    { op: 'add', path: 'emails[type eq "other"]', value: { value: 'x@y' } },
    { emails: [WORK, HOME, { value: 'x@y', type: 'other' }] },
  ],
  [
    'makes the element that is to be primary',
    { op: 'replace', path: 'roles[primary eq "True"].value', value: 'admin' },
    { roles: [{ value: 'admin', primary: true }] },
  ],
  ['makes no element of nothing', { op: 'replace', path: 'emails[type eq "other"].value', value: '' }, {}],
  [
    'finds booleans written as words',
    { op: 'replace', path: 'emails[primary eq "True"].value', value: 'x@y' },
    { emails: [{ ...WORK, value: 'x@y' }, HOME] },
  ],
  [
    'finds booleans',
    { op: 'replace', path: 'emails[primary eq true].value', value: 'x@y' },
    { emails: [{ ...WORK, value: 'x@y' }, HOME] },
  ],
  [
    'moves the primary mark',
    { op: 'replace', path: 'emails[type eq "home"].primary', value: true },
    {
      emails: [
        { ...WORK, primary: false },
        { ...HOME, primary: true },
      ],
    },
  ],
  [
    'leaves the primary mark where it is',
    { op: 'add', path: 'emails[value sw "ann@work"].primary', value: 'true' },
    {},
  ],
  [
    'changes every element that matches',
    { op: 'replace', path: 'emails[value co "example"].display', value: 'A' },
    {
      emails: [
        { ...WORK, display: 'A' },
        { value: 'ann@home.example', display: 'A', type: 'home' },
      ],
    },
  ],
  [
    'leaves one of two that become the same',
    { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'ann@work.example', type: 'work' } },
    { emails: [WORK] },
  ],
]);

describe('operations together', () => {
  test('are done one after the other', () => {
    const operations = [
      { op: 'add', path: 'emails[type eq "other"].primary', value: 'True' },
      { op: 'add', path: 'emails[type eq "other"].value', value: 'x@y' },
      { op: 'remove', path: 'emails[type eq "work"]' },
      { op: 'replace', value: { title: 'A' } },
      { op: 'replace', value: { title: 'B' } },
    ];
    assert.deepEqual(changes(patch(ANN, operations)), {
      title: 'B',
      emails: [HOME, { value: 'x@y', type: 'other', primary: true }],
    });
  });

  test('move the primary mark to and fro', () => {
    const operations = ['home', 'work'].map((type) => ({
      op: 'replace',
      path: `emails[type eq "${type}"].primary`,
      value: true,
    }));
    assert.deepEqual(changes(patch(ANN, operations)), { emails: [WORK, { ...HOME, primary: false }] });
  });

  test('are done all or none', () => {
    const operations = [
      { op: 'replace', path: 'title', value: 'X' },
      { op: 'replace', path: 'emails[type eq "other"]', value: { value: 'x@y' } },
    ];
    refuses(() => patch(ANN, operations), 'noTarget');
  });

  test('may take a required value away and bring another', () => {
    const operations = [
      { op: 'replace', path: 'userName', value: null },
      { op: 'add', path: 'userName', value: 'anna' },
    ];
    assert.deepEqual(changes(patch(ANN, operations)), { userName: 'anna' });
  });

  test('keep the canonical order', () => {
    const operations = [
      { op: 'add', path: 'displayName', value: 'Ann Lee' },
      { op: 'add', path: 'name.formatted', value: 'Ann Lee' },
    ];
    const attributes = patch(ANN, operations);
    assert.deepEqual(Object.keys(attributes).slice(0, 5), [
      'schemas',
      'externalId',
      'userName',
      'name',
      'displayName',
    ]);
    assert.deepEqual(Object.keys(attributes['name'] as object), ['formatted', 'familyName', 'givenName']);
  });

  test('take messages as clients write them', () => {
    const Operations = [{ OP: 'Replace', Path: 'title', VALUE: 'Y', value: 'X' }];
    for (const body of [
      { Operations },
      { operations: Operations },
      { schemas: [PATCH_OP.toUpperCase()], Operations },
    ]) {
      assert.deepEqual(changes(applyPatch(ANN, parsePatch(body, USER), USER).attributes), { title: 'X' });
    }
  });
});

describe('a PATCH request is refused', () => {
  const BODIES: readonly (readonly [title: string, body: unknown, scimType: ScimType])[] = [
    ['when it is no object', [], 'invalidSyntax'],
    [
      'with another schema',
      { schemas: [CORE], Operations: [{ op: 'remove', path: 'title' }] },
      'invalidSyntax',
    ],
    [
      'with schemas of another form',
      { schemas: PATCH_OP, Operations: [{ op: 'remove', path: 'title' }] },
      'invalidSyntax',
    ],
    ['without operations', { schemas: [PATCH_OP] }, 'invalidSyntax'],
    ['with no operation', { Operations: [] }, 'invalidSyntax'],
    ['with operations that are no list', { Operations: { op: 'remove', path: 'title' } }, 'invalidSyntax'],
    ['with an operation that is no object', { Operations: ['remove'] }, 'invalidSyntax'],
    [
      'with very many operations',
      { Operations: Array(5001).fill({ op: 'remove', path: 'title' }) },
      'invalidValue',
    ],
  ];
  for (const [title, body, scimType] of BODIES) {
    test(title, () => refuses(() => parsePatch(body, USER), scimType));
  }

  const OPERATIONS: readonly (readonly [
    title: string,
    operation: PatchOperation,
    scimType: ScimType,
    detail?: RegExp,
  ])[] = [
    ['for an unknown op', { op: 'move', path: 'title' }, 'invalidSyntax', /"add", "replace" or "remove"/],
    ['without an op', { op: undefined, path: 'title' }, 'invalidSyntax'],
    ['for a removal of nothing', { op: 'remove' }, 'noTarget'],
    ['for an addition of nothing', { op: 'add', path: 'title' }, 'invalidValue', /needs a value/],
    ['for no path and a bare value', { op: 'replace', value: 'X' }, 'invalidValue'],
    ['for no path and a list', { op: 'add', value: [{ title: 'X' }] }, 'invalidValue'],
    ['for a path that is no string', { op: 'remove', path: 5 }, 'invalidPath'],
    ['for a path that cannot be read', { op: 'remove', path: 'emails[type eq "work"' }, 'invalidPath'],
    ['for a filter that cannot be read', { op: 'remove', path: 'emails[type is "work"]' }, 'invalidFilter'],
    ['for a filter on what is not there', { op: 'remove', path: 'emails[colour eq "red"]' }, 'invalidFilter'],
    ['for the id', { op: 'replace', path: 'id', value: 'x' }, 'mutability', /id is read-only/],
    ['for meta', { op: 'replace', path: 'meta.version', value: 'x' }, 'mutability'],
    ['for groups', { op: 'add', path: 'groups', value: [{ value: '1' }] }, 'mutability'],
    [
      'for a read-only part',
      { op: 'replace', path: `${ENTERPRISE}:manager.displayName`, value: 'Bo' },
      'mutability',
      /manager\.displayName/,
    ],
    [
      'for the removal of what is required',
      { op: 'remove', path: 'userName' },
      'mutability',
      /userName is required/,
    ],
    [
      'for an empty value of what is required',
      { op: 'replace', path: 'userName', value: '' },
      'invalidValue',
      /userName is required/,
    ],
    [
      'for a wrong type',
      { op: 'replace', path: 'title', value: 5 },
      'invalidValue',
      /title must be a string/,
    ],
    [
      'for a wrong type of a part',
      { op: 'replace', path: 'emails[type eq "work"].primary', value: 'yes' },
      'invalidValue',
      /emails\.primary must be a boolean/,
    ],
    [
      'for one attribute in two ways',
      { op: 'replace', value: { active: false, ACTIVE: true } },
      'invalidSyntax',
    ],
    ['for a wrong type without a path', { op: 'replace', value: { active: 'no' } }, 'invalidValue', /active/],
    [
      'for two values in the place of one',
      { op: 'replace', path: 'emails[type eq "work"]', value: ['a@b', 'c@d'] },
      'invalidValue',
    ],
    [
      'for the replacement of an element that is not there',
      { op: 'replace', path: 'emails[type eq "other"]', value: { value: 'x@y' } },
      'noTarget',
    ],
    [
      'for a part of what no equality describes',
      { op: 'replace', path: 'emails[type ne "work" and type ne "home"].value', value: 'x@y' },
      'noTarget',
    ],
    [
      'for equalities that exclude each other',
      { op: 'replace', path: 'emails[type eq "a" and type eq "b"].value', value: 'x@y' },
      'noTarget',
    ],
    [
      'for a part of an element of a type that is neither there nor heard of',
      { op: 'replace', path: 'emails[type eq "nonexistent"].value', value: 'x@y' },
      'noTarget',
    ],
    [
      'for a new value of an element that is not there',
      { op: 'replace', path: 'emails[value eq "no@where"].value', value: 'x@y' },
      'noTarget',
    ],
    ['for an extension that is no object', { op: 'replace', path: ENTERPRISE, value: 'x' }, 'invalidValue'],
  ];
  for (const [title, operation, scimType, detail] of OPERATIONS) {
    test(title, () => refuses(() => patch(ANN, [operation]), scimType, detail));
  }

  test('when a list becomes too long', () => {
    const roles = (from: number) => Array.from({ length: 600 }, (_, index) => String(from + index));
    const operations = [0, 600].map((from) => ({ op: 'add', path: 'roles', value: roles(from) }));
    refuses(() => patch(ANN, operations), 'invalidValue', /roles has more than 1000/);
  });
});

describe('attributes that configuration adds', () => {
  const TOKEN: ResourceType = {
    name: 'Token',
    endpoint: '/Tokens',
    description: 'Token',
    schema: {
      id: 'urn:example:Token',
      name: 'Token',
      description: 'Token',
      attributes: [
        attribute('serial', 'string', 'Serial number.', { mutability: 'immutable' }),
        attribute('maker', 'complex', 'Maker.', {
          subAttributes: [
            attribute('code', 'string', 'Code.', { mutability: 'immutable' }),
            attribute('city', 'string', 'City.'),
            attribute('phrase', 'string', 'Pass phrase.', { returned: 'never' }),
          ],
        }),
      ],
    },
    extensions: [],
    indexed: [],
  };
  const blank = readResource({}, TOKEN).attributes;
  const made = readResource({ serial: 'A1', maker: { code: 'M' } }, TOKEN).attributes;

  test('are not kept when they are parts that are never returned', () => {
    for (const operation of [
      { op: 'add', path: 'maker.phrase', value: 'secret' },
      { op: 'add', path: 'maker', value: { phrase: 'secret' } },
      { op: 'replace', value: { 'maker.phrase': 'secret' } },
    ]) {
      assert.deepEqual(patch(made, [operation], TOKEN), made);
    }
  });

  test('can be set once when immutable', () => {
    assert.deepEqual(patch(blank, [{ op: 'add', path: 'serial', value: 'A1' }], TOKEN)['serial'], 'A1');
  });

  test('can be set to what they are when immutable', () => {
    const value = { serial: 'A1', maker: { code: 'M', city: 'Lyon' } };
    assert.deepEqual(patch(made, [{ op: 'replace', value }], TOKEN)['maker'], { code: 'M', city: 'Lyon' });
  });

  for (const operation of [
    { op: 'replace', path: 'serial', value: 'B2' },
    { op: 'remove', path: 'serial' },
    { op: 'replace', path: 'maker.code', value: 'N' },
    { op: 'remove', path: 'maker' },
  ]) {
    test(`cannot change when immutable: ${JSON.stringify(operation)}`, () => {
      refuses(() => patch(made, [operation], TOKEN), 'mutability', /immutable/);
    });
  }
});
