import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ScimError, type ScimType } from '../../src/scim/errors.ts';
import { applyPatch, parsePatch } from '../../src/scim/patch.ts';
import type { JsonObject } from '../../src/scim/resource.ts';
import { GROUP } from '../../src/scim/resource-types.ts';

const GROUP_CORE = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const STAFF = { schemas: [GROUP_CORE], displayName: 'Staff' };

function patch(...Operations: readonly object[]) {
  return applyPatch(STAFF, parsePatch({ Operations }, GROUP), GROUP);
}

const MEMBERS: readonly (readonly [title: string, operation: object, expected: readonly object[]])[] = [
  [
    'adds those listed',
    { op: 'add', path: 'members', value: [{ value: '1', display: 'ann' }, { value: '2' }] },
    [{ op: 'add', members: [{ value: '1' }, { value: '2' }] }],
  ],
  [
    'adds each once',
    { op: 'Add', path: 'members', value: [{ $ref: null, value: '1' }, { value: '1' }] },
    [{ op: 'add', members: [{ value: '1' }] }],
  ],
  [
    'adds a single one',
    { op: 'add', path: 'members', value: { value: '1', type: 'group' } },
    [{ op: 'add', members: [{ value: '1', type: 'Group' }] }],
  ],
  [
    'adds without a path',
    { op: 'add', value: { members: [{ value: '1' }] } },
    [{ op: 'add', members: [{ value: '1' }] }],
  ],
  [
    'replaces all by those listed',
    { op: 'replace', path: 'members', value: [{ value: '1' }] },
    [{ op: 'replace', members: [{ value: '1' }] }],
  ],
  [
    'replaces all without a path',
    { op: 'replace', value: { members: [{ value: '1' }] } },
    [{ op: 'replace', members: [{ value: '1' }] }],
  ],
  [
    'empties the group by an empty list',
    { op: 'replace', path: 'members', value: [] },
    [{ op: 'replace', members: [] }],
  ],
  [
    'empties the group by null',
    { op: 'replace', value: { members: null } },
    [{ op: 'replace', members: [] }],
  ],
  [
    'empties the group by a bare removal',
    { op: 'remove', path: 'members' },
    [{ op: 'replace', members: [] }],
  ],
  [
    'removes exactly those listed',
    { op: 'Remove', path: 'members', value: [{ $ref: null, value: '1' }, { value: '2' }] },
    [{ op: 'remove', values: ['1', '2'] }],
  ],
  [
    'removes exactly those listed under the name of the attribute',
    { op: 'remove', path: 'members', value: { Members: [{ value: '1' }, { value: '2' }] } },
    [{ op: 'remove', values: ['1', '2'] }],
  ],
  [
    'removes nobody by an empty list',
    { op: 'remove', path: 'members', value: [] },
    [{ op: 'remove', values: [] }],
  ],
  [
    'removes nobody by empty text',
    { op: 'remove', path: 'members', value: '' },
    [{ op: 'remove', values: [] }],
  ],
  [
    'removes the one of a filter',
    { op: 'remove', path: 'members[value eq "1"]' },
    [{ op: 'remove', values: ['1'] }],
  ],
  [
    'removes the one of a filter in any letter case',
    { op: 'remove', path: 'Members[VALUE EQ "aB"]' },
    [{ op: 'remove', values: ['aB'] }],
  ],
  [
    'removes those of a filter with "or"',
    { op: 'remove', path: 'members[value eq "1" or (value eq "2" or value eq "3")]' },
    [{ op: 'remove', values: ['1', '2', '3'] }],
  ],
  [
    'names members by the schema’s URN',
    { op: 'remove', path: `${GROUP_CORE}:members[value eq "1"]` },
    [{ op: 'remove', values: ['1'] }],
  ],
  [
    'leaves members alone in a rename',
    { op: 'replace', value: { id: 'abf4dd94', displayName: 'Staff' } },
    [],
  ],
];

describe('an operation on members', () => {
  for (const [title, operation, expected] of MEMBERS) {
    test(title, () => {
      const { attributes, members } = patch(operation);
      assert.deepEqual(members, expected);
      assert.deepEqual(attributes, STAFF);
    });
  }

  test('removes those that satisfy another filter', () => {
    const [operation] = patch({ op: 'remove', path: 'members[type eq "user" and display sw "A"]' }).members;
    assert.equal(operation?.op, 'removeWhere');
    const where = operation?.op === 'removeWhere' ? operation.where : undefined;
    const member = (type: string, display: string): JsonObject => ({ value: '1', type, display });
    assert.deepEqual(
      [member('User', 'ann'), member('User', 'bo'), member('Group', 'all')].map((each) => where?.(each)),
      [true, false, false],
    );
  });

  test('looks at each member for a filter of ids and more', () => {
    const [operation] = patch({ op: 'remove', path: 'members[value eq "1" or type eq "Group"]' }).members;
    assert.equal(operation?.op, 'removeWhere');
  });

  test('keeps the order of the request', () => {
    const { members, attributes } = patch(
      { op: 'remove', path: 'members[value eq "1"]' },
      { op: 'replace', path: 'displayName', value: 'All' },
      { op: 'add', path: 'members', value: [{ value: '2' }] },
      { op: 'remove', path: 'members[value eq "3"]' },
    );
    assert.deepEqual(members, [
      { op: 'remove', values: ['1'] },
      { op: 'add', members: [{ value: '2' }] },
      { op: 'remove', values: ['3'] },
    ]);
    assert.equal(attributes['displayName'], 'All');
  });

  test('can name very many', () => {
    const removals = Array.from({ length: 1000 }, (_, index) => ({
      op: 'remove',
      path: `members[value eq "${index}"]`,
    }));
    const value = Array.from({ length: 20_000 }, (_, index) => ({ value: `u${index}` }));
    assert.equal(patch(...removals, { op: 'add', path: 'members', value }).members.length, 1001);
  });

  const REFUSED: readonly (readonly [title: string, operation: object, scimType: ScimType])[] = [
    [
      'a part of a member changed',
      { op: 'replace', path: 'members[value eq "1"].value', value: '2' },
      'mutability',
    ],
    ['a part of all members changed', { op: 'add', path: 'members.type', value: 'User' }, 'mutability'],
    [
      'a read-only part changed',
      { op: 'replace', path: 'members[value eq "1"].display', value: 'x' },
      'mutability',
    ],
    [
      'a member replaced in place',
      { op: 'replace', path: 'members[value eq "1"]', value: { value: '2' } },
      'mutability',
    ],
    ['a member without an id', { op: 'add', path: 'members', value: [{ display: 'ann' }] }, 'invalidValue'],
    [
      'a removal of what has no id',
      { op: 'remove', path: 'members', value: [{ display: 'ann' }] },
      'invalidValue',
    ],
    [
      'a filter on what members do not have',
      { op: 'remove', path: 'members[colour eq "red"]' },
      'invalidFilter',
    ],
    ['a comparison that ids do not take', { op: 'remove', path: 'members[value eq 1]' }, 'invalidFilter'],
  ];
  for (const [title, operation, scimType] of REFUSED) {
    test(`is refused: ${title}`, () => {
      assert.throws(
        () => patch(operation),
        (error) => error instanceof ScimError && error.scimType === scimType,
      );
    });
  }
});
