import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ScimError, type ScimType } from '../../src/scim/errors.ts';
import { GROUP, type ResourceType, USER } from '../../src/scim/resource-types.ts';
import { attribute } from '../../src/scim/schema.ts';
import { readResource, replaceResource } from '../../src/scim/validate.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP_CORE = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A type with every kind of attribute that configuration can add. */
const DEVICE_URN = 'urn:example:schemas:Device';
const OWNER_URN = 'urn:example:schemas:extension:Owner';
const DEVICE: ResourceType = {
  name: 'Device',
  endpoint: '/Devices',
  description: 'Device',
  schema: {
    id: DEVICE_URN,
    name: 'Device',
    description: 'Device',
    attributes: [
      attribute('serial', 'string', 'Serial number.', { required: true, mutability: 'immutable' }),
      attribute('pin', 'string', 'PIN.', { required: true, returned: 'never', mutability: 'writeOnly' }),
      attribute('ports', 'integer', 'Ports.', { multiValued: true }),
      attribute('weight', 'decimal', 'Weight.'),
      attribute('bought', 'dateTime', 'When it was bought.'),
      attribute('seal', 'binary', 'Seal.'),
      attribute('tags', 'string', 'Tags.', { multiValued: true }),
      attribute('place', 'complex', 'Where it is.', {
        subAttributes: [
          attribute('room', 'string', 'Room.', { required: true }),
          attribute('floor', 'integer', 'Floor.'),
        ],
      }),
    ],
  },
  extensions: [
    {
      required: true,
      schema: {
        id: OWNER_URN,
        name: 'Owner',
        description: 'Owner',
        attributes: [attribute('owner', 'string', 'Owner.', { required: true })],
      },
    },
  ],
  indexed: [],
};

function readUser(body: Record<string, unknown>) {
  const {
    schemas: _,
    active: __,
    userName: ___,
    ...rest
  } = readResource({ userName: 'ann', ...body }, USER).attributes;
  return rest;
}

function refuses(run: () => unknown, scimType: ScimType, detail = /./) {
  assert.throws(run, (error) => {
    assert.ok(error instanceof ScimError, String(error));
    assert.deepEqual([error.status, error.scimType], [400, scimType]);
    assert.match(error.message, detail);
    return true;
  });
}

describe('a resource sent by POST', () => {
  const AMBIGUOUS: readonly [title: string, body: Record<string, unknown>][] = [
    ['in two letter cases', { active: true, Active: false }],
    ['with and without its URN', { active: true, [`${CORE}:active`]: false }],
    ['in two letter cases within a complex one', { name: { givenName: 'A', givenname: 'B' } }],
    ['in two letter cases within an element', { emails: [{ value: 'a@b', Value: 'c@d' }] }],
    ['in two letter cases of an extension', { [ENTERPRISE]: { department: 'A', Department: 'B' } }],
  ];
  for (const [title, body] of AMBIGUOUS) {
    test(`is refused when it names an attribute ${title}`, () =>
      refuses(() => readResource({ userName: 'ann', ...body }, USER), 'invalidSyntax', /twice/));
  }

  test('is kept in canonical form, whatever the letter case and order of its names', () => {
    const { attributes, members } = readResource(
      {
        [ENTERPRISE.toUpperCase()]: { Department: 'Sales' },
        EMAILS: [{ PRIMARY: true, Type: 'work', Value: 'ann@example.com' }],
        ACTIVE: true,
        UserName: 'ann',
        externalID: '00u1',
        schemas: [CORE.toUpperCase()],
      },
      USER,
    );
    assert.equal(
      JSON.stringify(attributes),
      JSON.stringify({
        schemas: [CORE, ENTERPRISE],
        externalId: '00u1',
        userName: 'ann',
        active: true,
        emails: [{ value: 'ann@example.com', type: 'work', primary: true }],
        [ENTERPRISE]: { department: 'Sales' },
      }),
    );
    assert.deepEqual(members, []);
  });

  test('in the form that Okta sends is taken, its password and groups left out', () => {
    const { attributes } = readResource(
      {
        schemas: [CORE],
        userName: 'test.user@okta.local',
        name: { givenName: 'Test', familyName: 'User' },
        emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
        displayName: 'Test User',
        locale: 'en-US',
        externalId: '00ujl29u0le5T6Aj10h7',
        groups: [],
        password: '1mz050nq',
        active: true,
      },
      USER,
    );
    assert.deepEqual(attributes, {
      schemas: [CORE],
      externalId: '00ujl29u0le5T6Aj10h7',
      userName: 'test.user@okta.local',
      name: { familyName: 'User', givenName: 'Test' },
      displayName: 'Test User',
      locale: 'en-US',
      active: true,
      emails: [{ value: 'test.user@okta.local', type: 'work', primary: true }],
    });
  });

  test('is active when it does not say', () => {
    assert.equal(readResource({ userName: 'ann' }, USER).attributes['active'], true);
    assert.equal(readResource({ userName: 'ann', active: null }, USER).attributes['active'], true);
    assert.equal(readResource({ userName: 'ann', active: 'FALSE' }, USER).attributes['active'], false);
    assert.equal('active' in readResource({ displayName: 'all' }, GROUP).attributes, false);
  });

  const KEPT: readonly (readonly [title: string, body: Record<string, unknown>, kept: object])[] = [
    ['unknown attributes are ignored', { shoeSize: 43, 'foo bar': 1, 'x[': 1, 'emails[type eq': 1 }, {}],
    [
      'unknown sub-attributes are ignored',
      { name: { givenName: 'Ann', aura: 'red' } },
      { name: { givenName: 'Ann' } },
    ],
    ['read-only attributes are ignored', { id: 7, meta: { version: 'x' }, groups: 'all' }, {}],
    [
      'null, empty text, lists and objects are no values',
      { title: null, nickName: '', emails: [], name: {} },
      {},
    ],
    ['a complex value of empty parts is none', { name: { givenName: '', familyName: null } }, {}],
    [
      'elements without content are none',
      { emails: [null, '', {}, { value: '' }, { value: null, type: 'work', primary: true }] },
      {},
    ],
    [
      'an address with labels alone is none',
      { addresses: [{ type: 'work', primary: true, country: '' }] },
      {},
    ],
    ['a single object stands for a list of it', { emails: { value: 'a@b' } }, { emails: [{ value: 'a@b' }] }],
    [
      'bare values stand for elements',
      { emails: ['a@b', 'c@d'] },
      { emails: [{ value: 'a@b' }, { value: 'c@d' }] },
    ],
    [
      'the word "True" is a boolean',
      { emails: [{ value: 'a@b', primary: 'True' }] },
      { emails: [{ value: 'a@b', primary: true }] },
    ],
    [
      'canonical values are suggestions',
      { emails: [{ value: 'a@b', type: 'boat' }] },
      { emails: [{ value: 'a@b', type: 'boat' }] },
    ],
    [
      'a manager may be a bare id',
      { [ENTERPRISE]: { manager: '26118915' } },
      { [ENTERPRISE]: { manager: { value: '26118915' } } },
    ],
    [
      'a manager may be a list of one',
      { [ENTERPRISE]: { manager: [{ value: '7' }] } },
      { [ENTERPRISE]: { manager: { value: '7' } } },
    ],
    ['a manager of empty text is none', { [ENTERPRISE]: { manager: { value: '' } } }, {}],
    [
      'the manager’s displayName is read-only',
      { [ENTERPRISE]: { manager: { value: '7', displayName: 'Bo' } } },
      { [ENTERPRISE]: { manager: { value: '7' } } },
    ],
    ['an extension of null is none', { [ENTERPRISE]: null }, {}],
    [
      'names may be paths',
      { 'name.givenName': 'Ann', [`${ENTERPRISE}:division`]: 'D' },
      { name: { givenName: 'Ann' }, [ENTERPRISE]: { division: 'D' } },
    ],
    ['the core schema may be named', { [CORE]: { title: 'Dr' } }, { title: 'Dr' }],
    [
      'an element given twice is kept once',
      { emails: [{ value: 'a@b' }, { value: 'a@b' }] },
      { emails: [{ value: 'a@b' }] },
    ],
    [
      'the same value and type is one element, renewed',
      {
        emails: [
          { value: 'a@b', type: 'work', display: 'A' },
          { value: 'A@B', type: 'Work' },
        ],
      },
      { emails: [{ value: 'A@B', display: 'A', type: 'Work' }] },
    ],
    [
      'the same value of two types is two elements',
      {
        emails: [
          { value: 'a@b', type: 'work' },
          { value: 'a@b', type: 'home' },
        ],
      },
      {
        emails: [
          { value: 'a@b', type: 'work' },
          { value: 'a@b', type: 'home' },
        ],
      },
    ],
    [
      'case tells certificates apart',
      { x509Certificates: ['YQ==', 'yq=='] },
      { x509Certificates: [{ value: 'YQ==' }, { value: 'yq==' }] },
    ],
    [
      'the last element that is primary stays so',
      {
        emails: [
          { value: 'a@b', primary: true },
          { value: 'c@d', primary: true },
        ],
      },
      {
        emails: [
          { value: 'a@b', primary: false },
          { value: 'c@d', primary: true },
        ],
      },
    ],
    [
      'names of object members that JavaScript has are harmless',
      JSON.parse('{"__proto__":{"title":"x"},"constructor":1,"name":{"__proto__":1,"givenName":"Ann"}}'),
      { name: { givenName: 'Ann' } },
    ],
    [
      'any text is kept as sent',
      { displayName: ' "Ünï" \\ 𝄞\n', userType: '⅛' },
      { displayName: ' "Ünï" \\ 𝄞\n', userType: '⅛' },
    ],
  ];
  for (const [title, body, kept] of KEPT) test(title, () => assert.deepEqual(readUser(body), kept));

  test('never pollutes a prototype', () => {
    readUser(JSON.parse('{"__proto__":{"polluted":true}}'));
    assert.equal('polluted' in {}, false);
  });

  const REFUSED: readonly (readonly [title: string, body: unknown, scimType: ScimType, detail: RegExp])[] = [
    ['a body that is no object', [], 'invalidSyntax', /JSON object/],
    ['no body', undefined, 'invalidSyntax', /JSON object/],
    ['schemas that are no list', { userName: 'a', schemas: CORE }, 'invalidSyntax', /schemas/],
    ['no schemas in the list', { userName: 'a', schemas: [] }, 'invalidSyntax', /schemas/],
    ['schemas that are no texts', { userName: 'a', schemas: [CORE, 1] }, 'invalidSyntax', /schemas/],
    [
      'an unknown schema alone',
      { userName: 'a', schemas: ['urn:scim:schemas:core:1.0'] },
      'invalidSyntax',
      /core:2\.0:User/,
    ],
    ['the schema of another type', { userName: 'a', schemas: [GROUP_CORE] }, 'invalidSyntax', /schemas/],
    ['no userName', { schemas: [CORE] }, 'invalidValue', /userName is required: a string, such as/],
    ['an empty userName', { userName: '' }, 'invalidValue', /userName is required/],
    ['userName null', { userName: null }, 'invalidValue', /userName is required/],
    [
      'a number for a string',
      { userName: 5 },
      'invalidValue',
      /userName must be a string, such as "text"; this is a number/,
    ],
    ['a list for a single value', { userName: ['a'] }, 'invalidValue', /userName must be a string/],
    ['an object for a string', { userName: { a: 1 } }, 'invalidValue', /userName must be a string/],
    [
      'a word that is no boolean',
      { userName: 'a', active: 'yes' },
      'invalidValue',
      /active must be a boolean, such as true/,
    ],
    ['a number for a boolean', { userName: 'a', active: 1 }, 'invalidValue', /active/],
    [
      'a bare text where no part is called value',
      { userName: 'a', name: 'Ann' },
      'invalidValue',
      /name must be an object, such as \{ "formatted": "text" \}/,
    ],
    [
      'two managers',
      { userName: 'a', [ENTERPRISE]: { manager: ['1', '2'] } },
      'invalidValue',
      /enterprise:2\.0:User:manager must be/,
    ],
    [
      'a wrong part of an element',
      { userName: 'a', emails: [{ value: 1 }] },
      'invalidValue',
      /emails\.value must be a string/,
    ],
    [
      'lists in lists',
      { userName: 'a', emails: [['a@b', 'c@d']] },
      'invalidValue',
      /emails\.value|emails must be/,
    ],
    [
      'an extension that is no object',
      { userName: 'a', [ENTERPRISE]: 'x' },
      'invalidValue',
      /must be an object of its attributes/,
    ],
    [
      'what is not base64',
      { userName: 'a', x509Certificates: [{ value: '%%' }] },
      'invalidValue',
      /x509Certificates\.value must be base64/,
    ],
    ['half of a surrogate pair', { userName: 'a\ud800' }, 'invalidValue', /surrogate/],
    ['a NUL', { userName: 'a\0b' }, 'invalidValue', /NUL/],
    ['a very long text', { userName: 'a'.repeat(65_537) }, 'invalidValue', /longer than 65536/],
    [
      'very many elements',
      { userName: 'a', roles: Array.from({ length: 1001 }, String) },
      'invalidValue',
      /more than 1000/,
    ],
    [
      'a password that is no string',
      { userName: 'a', password: 12_345 },
      'invalidValue',
      /^(?!.*12345).*password/,
    ],
  ];
  for (const [title, body, scimType, detail] of REFUSED) {
    test(`is refused: ${title}`, () => refuses(() => readResource(body, USER), scimType, detail));
  }

  test('keeps a wrong value out of the message, since it may be a secret', () => {
    refuses(() => readResource({ userName: 'a', active: 'hunter2' }, USER), 'invalidValue', /^(?!.*hunter2)/);
  });
});

describe('the members of a group', () => {
  const MEMBERS: readonly (readonly [title: string, members: unknown, read: readonly object[]])[] = [
    ['are read in the form that Okta sends', [{ value: '1', display: 'ann' }], [{ value: '1' }]],
    ['are read in the form that Entra sends', [{ $ref: null, value: '1', display: null }], [{ value: '1' }]],
    ['may be bare ids', ['1', '2'], [{ value: '1' }, { value: '2' }]],
    ['may be a single object', { value: '1' }, [{ value: '1' }]],
    [
      'are each of a type in any letter case',
      [
        { value: '1', type: 'user' },
        { VALUE: '2', TYPE: 'GROUP' },
      ],
      [
        { value: '1', type: 'User' },
        { value: '2', type: 'Group' },
      ],
    ],
    [
      'may be of a type that says nothing',
      [
        { value: '1', type: 'direct' },
        { value: '2', type: '' },
      ],
      [{ value: '1' }, { value: '2' }],
    ],
    ['may be URLs alone', [{ $ref: 'https://scim.example.com/v2/Users/1' }], [{ value: '1' }]],
    [
      'are read once each',
      [{ value: '1' }, { value: '1', type: 'User' }, null],
      [{ value: '1', type: 'User' }],
    ],
  ];
  for (const [title, members, read] of MEMBERS) {
    test(title, () => {
      const created = readResource({ displayName: 'all', members }, GROUP);
      assert.deepEqual(created.members, [{ op: 'add', members: read }]);
      assert.deepEqual(created.attributes, { schemas: [GROUP_CORE], displayName: 'all' });
      const replaced = replaceResource(created.attributes, { displayName: 'all', members }, GROUP);
      assert.deepEqual(replaced.members, [{ op: 'replace', members: read }]);
    });
  }

  for (const element of [{ display: 'ann' }, { value: 5 }, {}, 7, { $ref: 'https://x/Users/' }]) {
    test(`are refused without an id: ${JSON.stringify(element)}`, () => {
      const body = { displayName: 'all', members: [{ value: '1' }, element] };
      refuses(() => readResource(body, GROUP), 'invalidValue', /members/);
    });
  }

  test('are all gone after a PUT without them', () => {
    const current = readResource({ displayName: 'all' }, GROUP).attributes;
    for (const body of [{}, { members: [] }, { members: null }]) {
      const { members } = replaceResource(current, { displayName: 'all', ...body }, GROUP);
      assert.deepEqual(members, [{ op: 'replace', members: [] }]);
    }
  });

  test('are not what a user has', () => {
    const user = readResource({ userName: 'ann', members: [{ value: '1' }] }, USER);
    assert.deepEqual(replaceResource(user.attributes, { userName: 'ann' }, USER).members, []);
  });

  test('can be very many', () => {
    const members = Array.from({ length: 20_000 }, (_, index) => ({ value: String(index) }));
    const [operation] = readResource({ displayName: 'all', members }, GROUP).members;
    assert.equal(operation?.op === 'add' && operation.members.length, 20_000);
  });
});

describe('a resource replaced by PUT', () => {
  const current = readResource(
    {
      externalId: '00u1',
      userName: 'ann',
      name: { givenName: 'Ann', familyName: 'Lee', formatted: 'Ann Lee' },
      active: false,
      emails: [{ value: 'ann@example.com', type: 'work', primary: true }],
      [ENTERPRISE]: { department: 'Sales', manager: { value: '7' } },
    },
    USER,
  ).attributes;

  test('is the same after a PUT of what a GET returned', () => {
    const body = {
      ...current,
      id: '23a35c27',
      groups: [{ value: '1', display: 'all', type: 'direct' }],
      meta: { resourceType: 'User', version: 'W/"1"', lastModified: '2020-01-01T00:00:00Z' },
    };
    assert.deepEqual(replaceResource(current, body, USER), { attributes: current, members: [] });
  });

  test('loses what the body does not name', () => {
    const { attributes } = replaceResource(current, { userName: 'ann', name: { givenName: 'Anna' } }, USER);
    assert.deepEqual(attributes, {
      schemas: [CORE],
      userName: 'ann',
      name: { givenName: 'Anna' },
      active: false,
    });
  });

  for (const body of [{}, { active: null }, { active: '' }]) {
    test(`keeps its state with ${JSON.stringify(body)}`, () => {
      const { attributes } = replaceResource(current, { userName: 'ann', ...body }, USER);
      assert.equal(attributes['active'], false);
    });
  }

  test('takes the state that the body names', () => {
    const { attributes } = replaceResource(current, { userName: 'ann', active: 'True' }, USER);
    assert.equal(attributes['active'], true);
  });

  test('is refused like a POST', () => {
    refuses(() => replaceResource(current, { active: true }, USER), 'invalidValue', /userName/);
    refuses(() => replaceResource(current, { userName: 'ann', schemas: 'x' }, USER), 'invalidSyntax');
  });
});

describe('attributes that configuration adds', () => {
  const body = { serial: 'A1', pin: '0000', [OWNER_URN]: { owner: 'ann' } };
  const read = (more: object) => readResource({ ...body, ...more }, DEVICE).attributes;

  test('are kept by type', () => {
    const values = {
      ports: [80, 443],
      weight: 1.5,
      bought: '2026-01-31T08:30:00+01:00',
      seal: 'aGk=',
      tags: ['a', 'b'],
    };
    assert.deepEqual(read(values), {
      schemas: [DEVICE_URN, OWNER_URN],
      serial: 'A1',
      ...values,
      [OWNER_URN]: { owner: 'ann' },
    });
  });

  test('are lists of simple values without repetition', () => {
    assert.deepEqual(read({ tags: ['a', 'A', 'b', '', null], ports: 80 })['tags'], ['A', 'b']);
  });

  const WRONG: readonly object[] = [
    { ports: [1.5] },
    { ports: ['80'] },
    { ports: [2 ** 60] },
    { weight: '1' },
    { weight: Number.POSITIVE_INFINITY },
    { bought: '2026-02-30T00:00:00Z' },
    { bought: '2026-01-31' },
    { bought: 5 },
    { seal: 'a b' },
    { tags: [{ a: 1 }] },
    { place: { floor: 1 } },
  ];
  for (const values of WRONG) {
    test(`refuse a value of another type: ${JSON.stringify(values)}`, () => {
      refuses(() => read(values), 'invalidValue', new RegExp(Object.keys(values)[0] ?? ''));
    });
  }

  test('can be required though they are never returned, and are not kept', () => {
    const { pin, ...without } = body;
    assert.equal(JSON.stringify(read({})).includes(pin), false);
    refuses(() => readResource(without, DEVICE), 'invalidValue', /pin is required/);
    refuses(() => replaceResource(read({}), without, DEVICE), 'invalidValue', /pin is required/);
  });

  test('can be a required extension', () => {
    refuses(
      () => read({ [OWNER_URN]: null }),
      'invalidValue',
      /extension "urn:example:schemas:extension:Owner"/,
    );
  });

  test('can be immutable: kept when left out, refused with another value', () => {
    const current = read({});
    const { serial: _, ...without } = body;
    assert.deepEqual(replaceResource(current, without, DEVICE).attributes, current);
    assert.deepEqual(replaceResource(current, body, DEVICE).attributes, current);
    refuses(() => replaceResource(current, { ...body, serial: 'B2' }, DEVICE), 'mutability', /serial/);
  });
});
