import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { redact } from '../../src/console/redact.ts';
import { GROUP, USER } from '../../src/scim/resource-types.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const TYPES = [USER, GROUP];

function shown(body: unknown, fault?: string, types = [USER]): Record<string, string> {
  const { values } = redact(body, { types, fault });
  return Object.fromEntries(
    values.map(({ path, shown, isAtFault }) => [path, isAtFault ? `${shown} !` : shown]),
  );
}

describe('a refused body', () => {
  test('is shown by what its schema knows to be harmless, and of all else only the kind', () => {
    const body = {
      schemas: [USER.schema.id],
      userName: 'ada@example.com',
      password: 'correct horse',
      active: 'TRUE',
      emails: [{ value: 'ada@example.com', type: 'work', primary: 'perhaps' }, 'x@y'],
      name: { familyName: 'Lovelace', pet: 'cat' },
      title: null,
      [ENTERPRISE]: { department: 'Research', manager: { value: '17' } },
      favouriteColour: ['blue', { of: 'sky' }],
      age: 36,
    };
    assert.deepEqual(shown(body, 'emails.primary'), {
      'emails[0].primary': '7 characters !',
      'schemas[0]': `"${USER.schema.id}"`,
      userName: '15 characters',
      password: 'not shown',
      active: '"TRUE"',
      'emails[0].value': '15 characters',
      'emails[0].type': '"work"',
      'emails[1]': '3 characters',
      'name.familyName': '8 characters',
      'name.pet': '3 characters',
      title: 'null',
      [`${ENTERPRISE}:department`]: '8 characters',
      [`${ENTERPRISE}:manager.value`]: '2 characters',
      favouriteColour: 'a list of 2',
      age: 'a number',
    });
  });

  test('says what is missing', () => {
    assert.deepEqual(shown({ displayName: 'Ada' }, 'userName'), {
      userName: 'missing !',
      displayName: '3 characters',
    });
  });

  test('of a PATCH has each operation, with what its path names', () => {
    const Operations = [
      { op: 'Replace', path: 'emails[type eq "secret"].value', value: 7 },
      { op: 'replace', value: { active: 'no', password: 'secret' } },
      { op: 'add', path: 'password', value: 'secret' },
      { op: 'steal', path: 'secret', value: { secret: 'secret' } },
      'secret',
    ];
    assert.deepEqual(shown({ Operations }, 'active'), {
      'Operations[1].value.active': '2 characters !',
      'Operations[0].op': '"Replace"',
      'Operations[0].path': '30 characters',
      'Operations[0].value → emails.value': 'a number',
      'Operations[1].op': '"replace"',
      'Operations[1].value.password': 'not shown',
      'Operations[2].op': '"add"',
      'Operations[2].path': '8 characters',
      'Operations[2].value → password': 'not shown',
      'Operations[3].op': '5 characters',
      'Operations[3].path': '6 characters',
      'Operations[3].value': 'an object of 1',
      'Operations[4]': '6 characters',
    });
  });

  test('of a bulk request has the data of each operation', () => {
    const data = { userName: 'ada', active: true };
    const Operations = [{ method: 'POST', path: '/Users', bulkId: 'one', data }];
    assert.deepEqual(shown({ Operations }, undefined, TYPES), {
      'Operations[0].method': '"POST"',
      'Operations[0].path': '6 characters',
      'Operations[0].bulkId': '3 characters',
      'Operations[0].data.userName': '3 characters',
      'Operations[0].data.active': 'true',
    });
  });

  test('stays small, and keeps what is at fault', () => {
    const emails = Array.from({ length: 1000 }, (_, index) => ({ value: index === 700 ? 7 : `${index}` }));
    const { values, more } = redact({ emails }, { types: TYPES, fault: 'emails.value' });
    assert.deepEqual(
      [values.length, more, values[0]],
      [30, 970, { path: 'emails[700].value', shown: 'a number', isAtFault: true }],
    );
    for (const body of [null, 7, 'text', [], undefined])
      assert.equal(redact(body, { types: TYPES, fault: undefined }).more, 0);
  });
});
