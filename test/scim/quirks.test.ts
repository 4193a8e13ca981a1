import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { BULK_REQUEST_SCHEMA } from '../../src/scim/bulk.ts';
import { parseFilter } from '../../src/scim/filter/parse.ts';
import { applyPatch, PATCH_SCHEMA, parsePatch } from '../../src/scim/patch.ts';
import { mendBody, mendFilter, quirksOf } from '../../src/scim/quirks/registry.ts';
import { USER } from '../../src/scim/resource-types.ts';
import { readResource } from '../../src/scim/validate.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('a filter of Entra', () => {
  const MENDED: readonly (readonly [text: string, mended: string])[] = [
    ['externalId eq jyoung', 'externalId eq "jyoung"'],
    ['externalId EQ 701984', 'externalId EQ "701984"'],
    [
      'externalId eq j.young@example.com and active eq true',
      'externalId eq "j.young@example.com" and active eq true',
    ],
    ['(externalId eq a\\b) or emails[type eq work]', '(externalId eq "a\\\\b") or emails[type eq "work"]'],
  ];
  for (const [text, mended] of MENDED) {
    test(`has its values put in quotes: ${text}`, () => {
      assert.deepEqual(mendFilter('entra', text), { value: mended, quirks: ['unquoted-filter-value'] });
      assert.doesNotThrow(() => parseFilter(mended));
    });
  }

  test('is read in a time that grows with its length, however its strings are torn', () => {
    const text = `title eq "${'\\"'.repeat(500_000)}`;
    assert.deepEqual(mendFilter('entra', text), { value: text, quirks: [] });
  });

  const PLAIN = [
    'externalId eq "jyoung"',
    'displayName eq "a eq b" and active eq True',
    'title eq "say \\"x eq y\\"" or nickName eq null',
    'userName pr',
    'seq eq "1"',
  ];
  for (const text of PLAIN) {
    test(`is left alone when it is plain: ${text}`, () => {
      assert.deepEqual(mendFilter('entra', text), { value: text, quirks: [] });
    });
  }

  test('is mended once and for all', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('a eq b', 'a eq "b', 'not (a co b) and c[d eq e]')),
        (text) => {
          const { value } = mendFilter('entra', text);
          assert.deepEqual(mendFilter('entra', value), { value, quirks: [] });
        },
      ),
    );
  });
});

describe('a body of Entra', () => {
  const body = (...Operations: readonly object[]) => ({ schemas: [PATCH_SCHEMA], Operations });

  test('may be a PATCH without operations, which changes nothing', () => {
    const { value, quirks } = mendBody('entra', body());
    assert.deepEqual(quirks, ['no-operations']);
    const { attributes } = readResource({ userName: 'ann' }, USER);
    assert.deepEqual(applyPatch(attributes, parsePatch(value, USER), USER), { attributes, members: [] });
  });

  const bulk = { schemas: [BULK_REQUEST_SCHEMA], Operations: [] };
  for (const plain of [body({ op: 'remove', path: 'title' }), bulk, { Operations: [] }, null, 'x']) {
    test(`is left alone when it is plain: ${JSON.stringify(plain)}`, () => {
      assert.deepEqual(mendBody('entra', plain), { value: plain, quirks: [] });
    });
  }
});

describe('a body of OneLogin', () => {
  const body = (manager: unknown) => ({ userName: 'ann', [ENTERPRISE]: { department: 'Sales', manager } });

  test('names the manager by managerId', () => {
    const { value, quirks } = mendBody('onelogin', body({ managerId: '7', displayName: 'Bo' }));
    assert.deepEqual(quirks, ['manager-id']);
    assert.deepEqual(readResource(value, USER).attributes[ENTERPRISE], {
      department: 'Sales',
      manager: { value: '7' },
    });
  });

  for (const plain of [
    body({ value: '7' }),
    body('7'),
    body(null),
    { userName: 'ann', active: 'true' },
    [],
    null,
    'x',
  ]) {
    test(`is left alone when it is plain: ${JSON.stringify(plain)}`, () => {
      const { value, quirks } = mendBody('onelogin', plain);
      assert.equal(value, plain);
      assert.deepEqual(quirks, []);
    });
  }
});

test('the clients of other vendors have no quirks', () => {
  for (const vendor of ['okta', 'generic', 'constructor', '']) {
    assert.deepEqual(quirksOf(vendor), []);
    assert.deepEqual(mendFilter(vendor, 'externalId eq jyoung'), {
      value: 'externalId eq jyoung',
      quirks: [],
    });
  }
});

test('every quirk has a name of its own and says in a sentence what it is', () => {
  const quirks = ['entra', 'onelogin'].flatMap(quirksOf);
  assert.equal(new Set(quirks.map(({ name }) => name)).size, quirks.length);
  for (const { name, description } of quirks) {
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    assert.match(description, /^[A-Z].*\.$/);
  }
});
