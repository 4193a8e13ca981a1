import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type ProjectionParameters, parseProjection, project } from '../../src/scim/project.ts';
import type { JsonObject } from '../../src/scim/resource.ts';
import { GROUP, type ResourceType, USER } from '../../src/scim/resource-types.ts';
import { attribute } from '../../src/scim/schema.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const BARBARA = {
  schemas: [CORE, ENTERPRISE],
  id: '2819c223',
  externalId: 'b',
  userName: 'bjensen',
  name: { familyName: 'Jensen', givenName: 'Barbara' },
  active: true,
  emails: [{ value: 'bjensen@example.com', type: 'work', primary: true }, { value: 'babs@jensen.org' }],
  groups: [{ value: 'g1', display: 'Tour Guides', type: 'direct' }],
  [ENTERPRISE]: { department: 'Tours', manager: { value: 'm1', displayName: 'John' } },
  meta: { resourceType: 'User', version: 'W/"1"', location: 'https://example.com/Users/2819c223' },
} satisfies JsonObject;

const { schemas, id } = BARBARA;

/** The attributes of Barbara but for those named. */
function without(...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(BARBARA).filter(([name]) => !names.includes(name)));
}

function view(
  parameters: ProjectionParameters,
  resource: JsonObject = BARBARA,
  type: ResourceType = USER,
): JsonObject {
  return project(resource, parseProjection(parameters, type));
}

describe('attributes', () => {
  const cases: readonly (readonly [string | readonly string[], JsonObject])[] = [
    ['userName', { userName: 'bjensen' }],
    ['USERNAME , active', { userName: 'bjensen', active: true }],
    [['userName', 'active,meta.version'], { userName: 'bjensen', active: true, meta: { version: 'W/"1"' } }],
    ['name', { name: BARBARA.name }],
    ['name.familyName', { name: { familyName: 'Jensen' } }],
    ['name,name.familyName', { name: BARBARA.name }],
    ['emails.value', { emails: [{ value: 'bjensen@example.com' }, { value: 'babs@jensen.org' }] }],
    ['emails.type', { emails: [{ type: 'work' }] }],
    ['emails.display', {}],
    ['nickName', {}],
    ['unknown', {}],
    ['unknown,userName', { userName: 'bjensen' }],
    ['password', {}],
    ['id', {}],
    ['emails[type eq "work"]', {}],
    [`${CORE}:userName`, { userName: 'bjensen' }],
    [`${CORE}:emails.type`, { emails: [{ type: 'work' }] }],
    [ENTERPRISE, { [ENTERPRISE]: BARBARA[ENTERPRISE] }],
    [ENTERPRISE.toLowerCase(), { [ENTERPRISE]: BARBARA[ENTERPRISE] }],
    [`${ENTERPRISE}:department`, { [ENTERPRISE]: { department: 'Tours' } }],
    [`${ENTERPRISE}:manager.displayName`, { [ENTERPRISE]: { manager: { displayName: 'John' } } }],
    ['department', { [ENTERPRISE]: { department: 'Tours' } }],
    ['groups.display,meta', { groups: [{ display: 'Tour Guides' }], meta: BARBARA.meta }],
  ];
  for (const [attributes, expected] of cases) {
    test(`${attributes} returns these beside schemas and id`, () => {
      assert.deepEqual(view({ attributes }), { schemas, id, ...expected });
    });
  }

  test('of the core schema as a whole leaves the extensions and meta out', () => {
    assert.deepEqual(view({ attributes: CORE }), without('externalId', 'meta', ENTERPRISE));
  });

  test('keeps the order of the resource', () => {
    assert.deepEqual(Object.keys(view({ attributes: 'meta,userName' })), [
      'schemas',
      'id',
      'userName',
      'meta',
    ]);
  });

  test('counts where excludedAttributes is given too', () => {
    assert.deepEqual(view({ attributes: 'userName', excludedAttributes: 'userName' }), {
      schemas,
      id,
      userName: 'bjensen',
    });
  });
});

describe('excludedAttributes', () => {
  const cases: readonly (readonly [string | readonly string[], JsonObject])[] = [
    ['groups', without('groups')],
    ['Groups, META', without('groups', 'meta')],
    [['groups', 'name'], without('groups', 'name')],
    ['name.familyName', { ...BARBARA, name: { givenName: 'Barbara' } }],
    ['name.familyName,name.givenName', without('name')],
    ['emails.type,emails.primary', { ...BARBARA, emails: BARBARA.emails.map(({ value }) => ({ value })) }],
    [ENTERPRISE, without(ENTERPRISE)],
    [`${ENTERPRISE}:manager`, { ...BARBARA, [ENTERPRISE]: { department: 'Tours' } }],
    [`${ENTERPRISE}:manager,${ENTERPRISE}:department`, without(ENTERPRISE)],
    [`${CORE}:active`, without('active')],
    ['id,schemas', BARBARA],
    ['unknown', BARBARA],
    [CORE, { schemas, id, externalId: 'b', [ENTERPRISE]: BARBARA[ENTERPRISE], meta: BARBARA.meta }],
  ];
  for (const [excludedAttributes, expected] of cases) {
    test(`${excludedAttributes} drops these alone`, () =>
      assert.deepEqual(view({ excludedAttributes }), expected));
  }
});

describe('returned', () => {
  const type: ResourceType = {
    ...USER,
    schema: {
      ...USER.schema,
      attributes: [
        attribute('always', 'string', '', { returned: 'always' }),
        attribute('asked', 'string', '', { returned: 'request' }),
        attribute('never', 'string', '', { returned: 'never' }),
        attribute('things', 'complex', '', {
          multiValued: true,
          subAttributes: [
            attribute('value', 'string', '', { returned: 'always' }),
            attribute('note', 'string', ''),
            attribute('asked', 'string', '', { returned: 'request' }),
            attribute('never', 'string', '', { returned: 'never' }),
          ],
        }),
      ],
    },
  };
  const thing = { value: 'v', note: 'n', asked: 'a', never: 'x' };
  const resource: JsonObject = { id: '1', always: 'y', asked: 'a', never: 'x', things: [thing] };
  const cases: readonly (readonly [ProjectionParameters, JsonObject])[] = [
    [{}, { id: '1', always: 'y', things: [{ value: 'v', note: 'n' }] }],
    [{ attributes: 'things' }, { id: '1', always: 'y', things: [{ value: 'v', note: 'n' }] }],
    [{ attributes: 'things.note' }, { id: '1', always: 'y', things: [{ value: 'v', note: 'n' }] }],
    [{ attributes: 'things.asked' }, { id: '1', always: 'y', things: [{ value: 'v', asked: 'a' }] }],
    [{ attributes: 'asked' }, { id: '1', always: 'y', asked: 'a' }],
    [{ attributes: 'never,things.never' }, { id: '1', always: 'y', things: [{ value: 'v' }] }],
    [
      { excludedAttributes: 'always,things.value,things.note' },
      { id: '1', always: 'y', things: [{ value: 'v' }] },
    ],
    [{ excludedAttributes: 'things' }, { id: '1', always: 'y' }],
  ];
  for (const [parameters, expected] of cases) {
    test(`is honoured with ${JSON.stringify(parameters)}`, () => {
      assert.deepEqual(view(parameters, resource, type), expected);
      assert.equal(parseProjection(parameters, type).whole, false);
    });
  }
});

describe('parseProjection', () => {
  for (const parameters of [
    {},
    { attributes: '' },
    { attributes: ' , ' },
    { excludedAttributes: 'unknown' },
  ]) {
    test(`returns everything with ${JSON.stringify(parameters)}`, () => {
      const projection = parseProjection(parameters, USER);
      assert.equal(projection.whole, true);
      assert.equal(project(BARBARA, projection), BARBARA);
    });
  }

  test('tells which relations need not be read', () => {
    assert.equal(parseProjection({}, GROUP).includes('members'), true);
    assert.equal(parseProjection({ excludedAttributes: 'members' }, GROUP).includes('members'), false);
    assert.equal(parseProjection({ attributes: 'displayName' }, GROUP).includes('members'), false);
    assert.equal(parseProjection({ attributes: 'members.value' }, GROUP).includes('members'), true);
    assert.equal(
      parseProjection({ attributes: `${ENTERPRISE}:department` }, USER).includes(ENTERPRISE),
      true,
    );
  });

  test('returns schemas and id whatever is asked', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (attributes, excludedAttributes) => {
        assert.partialDeepStrictEqual(view({ attributes, excludedAttributes }), { schemas, id });
      }),
      { numRuns: 200 },
    );
  });
});
