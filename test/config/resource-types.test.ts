import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildResourceTypes } from '../../src/config/resource-types.ts';
import { BUILT_IN_RESOURCE_TYPES } from '../../src/scim/resource-types.ts';
import { ENTERPRISE_USER_SCHEMA } from '../../src/scim/schemas/enterprise-user.ts';
import { problemsIn, read } from './config-files.ts';

const BADGE = 'urn:example:scim:schemas:extension:badge:2.0:User';
const DEVICE = 'urn:example:scim:schemas:core:2.0:Device';

const RAW = {
  schemas: [
    {
      id: BADGE,
      name: 'Badge',
      attributes: [
        { name: 'number', caseExact: true, uniqueness: 'server', description: 'On the badge.' },
        { name: 'issuer', type: 'reference', referenceTypes: ['User'] },
        {
          name: 'doors',
          type: 'complex',
          multiValued: true,
          subAttributes: [{ name: 'value' }, { name: 'kind', canonicalValues: ['front'] }],
        },
        { name: 'pin', mutability: 'writeOnly', returned: 'never' },
      ],
    },
    { id: DEVICE, name: 'Device', attributes: [{ name: 'serialNumber', required: true }] },
  ],
  resourceTypes: [
    {
      name: 'User',
      extensions: [{ schema: BADGE, required: true }],
      indexed: [`${BADGE}:doors.value`, 'displayName'],
    },
    {
      name: 'Device',
      endpoint: '/Devices',
      schema: DEVICE,
      description: 'Managed devices',
      indexed: ['serialNumber'],
    },
  ],
};

test('without configuration the resource types are the built-in ones', () => {
  assert.deepEqual(buildResourceTypes(read({})), BUILT_IN_RESOURCE_TYPES);
});

test('a built-in type keeps what it has and gains what the configuration adds', () => {
  const user = buildResourceTypes(read(RAW)).find(({ name }) => name === 'User') ?? assert.fail();
  assert.equal(user.endpoint, '/Users');
  assert.deepEqual(
    user.extensions.map(({ schema, required }) => [schema.id, required]),
    [
      [ENTERPRISE_USER_SCHEMA.id, false],
      [BADGE, true],
    ],
  );
  assert.deepEqual(user.indexed, [
    'externalId',
    'displayName',
    'active',
    'emails.value',
    `${BADGE}:doors.value`,
  ]);
  const [number, issuer, doors] = user.extensions[1]?.schema.attributes ?? [];
  assert.deepEqual(number, {
    name: 'number',
    type: 'string',
    description: 'On the badge.',
    multiValued: false,
    required: false,
    caseExact: true,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'server',
  });
  assert.deepEqual([issuer?.caseExact, issuer?.referenceTypes], [true, ['User']]);
  assert.deepEqual(
    doors?.subAttributes?.map(({ name, caseExact, canonicalValues }) => [name, caseExact, canonicalValues]),
    [
      ['value', false, undefined],
      ['kind', false, ['front']],
    ],
  );
});

test('a further type stands beside the built-in ones', () => {
  const types = buildResourceTypes(read(RAW));
  assert.deepEqual(types.map(({ name }) => name).sort(), ['Device', 'Group', 'User']);
  const { schema, ...device } = types.find(({ name }) => name === 'Device') ?? assert.fail();
  assert.equal(schema.id, DEVICE);
  assert.deepEqual(device, {
    name: 'Device',
    endpoint: '/Devices',
    description: 'Managed devices',
    extensions: [],
    indexed: ['serialNumber'],
  });
});

describe('a mistake in schemas or resource types', () => {
  const withAttribute = (attribute: object) => ({
    schemas: [{ id: BADGE, name: 'x', attributes: [{ name: 'a', ...attribute }] }],
  });
  const withType = (type: object) => ({ ...RAW, resourceTypes: [type] });
  const AT = 'schemas[0].attributes[0]';

  for (const [raw, path, hint] of [
    [{ schemas: [{ id: 'badge', name: 'x', attributes: [{ name: 'a' }] }] }, 'schemas[0].id', /a URN/],
    [
      { schemas: [{ ...RAW.schemas[1], id: ENTERPRISE_USER_SCHEMA.id.toUpperCase() }] },
      'schemas[0].id',
      /built in/,
    ],
    [{ schemas: [RAW.schemas[1], RAW.schemas[1]] }, 'schemas[1].id', /is taken by schemas\[0\]\.id/],
    [{ schemas: [{ id: BADGE, name: 'x', attributes: [] }] }, 'schemas[0].attributes', /empty/],
    [
      { schemas: [{ id: BADGE, name: 'x', attributes: [{ name: 'a' }, { name: 'A' }] }] },
      'schemas[0].attributes[1].name',
      /is taken/,
    ],
    [withAttribute({ name: 'externalID' }), `${AT}.name`, /every resource/],
    [withAttribute({ name: '1st' }), `${AT}.name`, /letter/],
    [withAttribute({ type: 'text' }), `${AT}.type`, /string, boolean/],
    [withAttribute({ type: 'complex' }), `${AT}.subAttributes`, /is missing/],
    [withAttribute({ subAttributes: [{ name: 'b' }] }), `${AT}.type`, /must be complex/],
    [
      withAttribute({ type: 'complex', subAttributes: [{ name: 'b', type: 'complex' }] }),
      `${AT}.subAttributes[0].type`,
      /string, boolean/,
    ],
    [
      withAttribute({ type: 'complex', subAttributes: [{ name: 'b', uniqueness: 'server' }] }),
      `${AT}.subAttributes[0].uniqueness`,
      /as a whole/,
    ],
    [
      withAttribute({ type: 'complex', subAttributes: [{ name: 'b' }, { name: 'B' }] }),
      `${AT}.subAttributes[1].name`,
      /is taken/,
    ],
    [withAttribute({ type: 'integer', canonicalValues: ['1'] }), `${AT}.canonicalValues`, /only a string/],
    [withAttribute({ referenceTypes: ['User'] }), `${AT}.referenceTypes`, /only a reference/],
    [withAttribute({ mutability: 'writeOnly' }), `${AT}.returned`, /must be never/],
    [withAttribute({ returned: 'never', uniqueness: 'server' }), `${AT}.uniqueness`, /never returned/],
    [withAttribute({ multiValued: true, uniqueness: 'server' }), `${AT}.uniqueness`, /must be none/],
    [withType({ name: 'user' }), 'resourceTypes[0].name', /write "User"/],
    [withType({ name: 'User', endpoint: '/People' }), 'resourceTypes[0].endpoint', /built in/],
    [
      withType({ name: 'User', extensions: [{ schema: 'urn:example:none' }] }),
      'resourceTypes[0].extensions[0].schema',
      /no schema has this id/,
    ],
    [
      withType({ name: 'User', extensions: [{ schema: ENTERPRISE_USER_SCHEMA.id }] }),
      'resourceTypes[0].extensions[0].schema',
      /has it already/,
    ],
    [
      withType({ name: 'User', extensions: [{ schema: BADGE }, { schema: BADGE }] }),
      'resourceTypes[0].extensions[1].schema',
      /is taken/,
    ],
    [withType({ name: 'User', indexed: ['badge'] }), 'resourceTypes[0].indexed[0]', /no such attribute/],
    [withType({ name: 'User', indexed: ['emails'] }), 'resourceTypes[0].indexed[0]', /such as emails\.value/],
    [withType({ name: 'User', indexed: ['password'] }), 'resourceTypes[0].indexed[0]', /never returned/],
    [
      withType({ name: 'User', extensions: [{ schema: BADGE }], indexed: [`${BADGE}:pin`] }),
      'resourceTypes[0].indexed[0]',
      /never returned/,
    ],
    [withType({ name: 'Device', schema: DEVICE }), 'resourceTypes[0].endpoint', /is missing/],
    [withType({ name: 'Device', endpoint: '/Devices' }), 'resourceTypes[0].schema', /is missing/],
    [
      withType({ name: 'Device', endpoint: '/Devices', schema: 'urn:example:none' }),
      'resourceTypes[0].schema',
      /no schema has this id/,
    ],
    [
      withType({ name: 'Device', endpoint: '/users', schema: DEVICE }),
      'resourceTypes[0].endpoint',
      /is taken/,
    ],
    [
      withType({ name: 'Device', endpoint: '/bulk', schema: DEVICE }),
      'resourceTypes[0].endpoint',
      /is taken/,
    ],
    [
      withType({ name: 'Device', endpoint: 'Devices', schema: DEVICE }),
      'resourceTypes[0].endpoint',
      /write "\/"/,
    ],
    [{ ...RAW, tenants: [{ name: 'devices' }] }, 'tenants[0].name', /endpoint of that name/],
  ] as const) {
    test(`at ${path} is told: ${hint.source}`, () => {
      const problems = problemsIn(() => read(raw));
      assert.ok(
        problems.some((problem) => problem.path === path && hint.test(problem.hint)),
        JSON.stringify(problems),
      );
    });
  }
});
