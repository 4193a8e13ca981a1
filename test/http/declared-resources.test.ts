import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildResourceTypes } from '../../src/config/resource-types.ts';
import { read } from '../config/config-files.ts';
import { assertError, type Body, type Fixture, openFixture } from './app-fixture.ts';

const ROLE = 'urn:okta:scim:schemas:core:1.0:Role';
const ENTITLEMENT = 'urn:okta:scim:schemas:core:1.0:Entitlement';
const BASE = 'https://gateway.example.com/scim/v2/acme';

const resourceTypes = buildResourceTypes(
  read({
    resourceTypes: [
      {
        name: 'Role',
        endpoint: '/Roles',
        schema: ROLE,
        resources: [
          { id: 'role-2', displayName: 'Operator', description: 'May look.' },
          { id: 'role-1', displayName: 'Administrator' },
        ],
      },
      {
        name: 'License',
        endpoint: '/Licenses',
        schema: ENTITLEMENT,
        resources: [{ id: 'gold', displayName: 'Gold' }],
      },
    ],
  }),
);

const open = (): Promise<Fixture> => openFixture({ resourceTypes });
const idsOf = ({ Resources }: Body): readonly string[] => Resources.map(({ id }: Body) => id);

describe('resources that configuration declares', () => {
  test('pass the Entitlements Test of Okta', async () => {
    await using fixture = await open();
    const { status, body } = await fixture.request('GET', '/Roles?count=1&startIndex=1');
    assert.equal(status, 200);
    assert.deepEqual([body.itemsPerPage, body.startIndex, body.totalResults], [1, 1, 2]);
    assert.deepEqual(idsOf(body), ['role-2']);
  });

  test('are found by Okta through their resource types', async () => {
    await using fixture = await open();
    const { request } = fixture;
    const { body: types } = await request('GET', '/ResourceTypes');
    const described = types.Resources.filter(({ schema }: Body) => schema.startsWith('urn:okta:'));
    assert.deepEqual(
      described.map(({ name, endpoint, schema }: Body) => [name, endpoint, schema]),
      [
        ['Role', '/Roles', ROLE],
        ['License', '/Licenses', ENTITLEMENT],
      ],
    );
    const { body: schemas } = await request('GET', '/Schemas');
    for (const urn of [ROLE, ENTITLEMENT]) assert.ok(idsOf(schemas).includes(urn));
    const { body: licenses } = await request('GET', '/Licenses?startIndex=1&count=100');
    assert.partialDeepStrictEqual(licenses.Resources, [
      { schemas: [ENTITLEMENT], id: 'gold', type: 'License', displayName: 'Gold' },
    ]);
  });

  test('are read one by one, with a version that follows their content', async () => {
    await using fixture = await open();
    const { request } = fixture;
    const { status, body, headers } = await request('GET', '/Roles/role-2');
    assert.equal(status, 200);
    const version = headers.get('etag') ?? '';
    assert.match(version, /^W\/"\d+"$/);
    assert.deepEqual(body, {
      schemas: [ROLE],
      id: 'role-2',
      displayName: 'Operator',
      description: 'May look.',
      meta: { resourceType: 'Role', location: `${BASE}/Roles/role-2`, version },
    });
    const headersOf = (tag: string) => ({ headers: { 'If-None-Match': tag } });
    assert.equal((await request('GET', '/Roles/role-2', headersOf(version))).status, 304);
    assert.equal((await request('GET', '/Roles/role-1', headersOf(version))).status, 200);
    assertError(await request('GET', '/Roles/role-3'), 404);
  });

  test('are filtered, sorted, paged and projected as all others', async () => {
    await using fixture = await open();
    const { request, createUser } = fixture;
    const lists: readonly [query: string, ids: readonly string[], total?: number][] = [
      ['filter=displayName+eq+"ADMINISTRATOR"', ['role-1']],
      ['filter=description+pr', ['role-2']],
      ['filter=id+eq+"ROLE-1"', []],
      ['sortBy=displayName', ['role-1', 'role-2']],
      ['sortBy=displayName&sortOrder=descending', ['role-2', 'role-1']],
      ['startIndex=2&count=5', ['role-1'], 2],
      ['startIndex=3', [], 2],
      ['count=0', [], 2],
    ];
    for (const [query, ids, total = ids.length] of lists) {
      const { body } = await request('GET', `/Roles?${query}`);
      assert.deepEqual([idsOf(body), body.totalResults], [ids, total], query);
    }
    assertError(await request('GET', '/Roles?filter=color+eq+"red"'), 400, 'invalidFilter');
    const { body: projected } = await request('GET', '/Roles?attributes=displayName&count=1');
    assert.deepEqual(projected.Resources, [{ schemas: [ROLE], id: 'role-2', displayName: 'Operator' }]);

    const { body: first } = await request('GET', '/Roles?cursor&count=1');
    const { body: second } = await request('GET', `/Roles?cursor=${first.nextCursor}&count=1`);
    assert.deepEqual([idsOf(first), idsOf(second), second.nextCursor], [['role-2'], ['role-1'], undefined]);

    const { id } = await createUser({ displayName: 'Gold' });
    const { body: everywhere } = await request('GET', '?filter=displayName+eq+"gold"');
    assert.deepEqual(idsOf(everywhere), [id, 'gold']);
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'];
    const found = await request('POST', '/Roles/.search', { body: { schemas, filter: 'id eq "role-1"' } });
    assert.deepEqual(idsOf(found.body), ['role-1']);
  });

  test('are not written', async () => {
    await using fixture = await open();
    const { request, events } = fixture;
    const body = { schemas: [ROLE], id: 'role-3', displayName: 'Owner' };
    for (const [method, path] of [
      ['POST', '/Roles'],
      ['PUT', '/Roles/role-1'],
      ['PATCH', '/Roles/role-1'],
      ['DELETE', '/Roles/role-1'],
    ] as const) {
      const answer = await request(method, path, method === 'DELETE' ? {} : { body });
      assertError(answer, 405);
      assert.equal(answer.headers.get('allow'), 'GET, HEAD');
    }
    const operation = { method: 'POST', path: '/Roles', bulkId: '1', data: body };
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    const bulk = await request('POST', '/Bulk', { body: { schemas, Operations: [operation] } });
    assert.equal(bulk.body.Operations[0].status, '400');
    assert.deepEqual(await events(), []);
    assert.equal((await request('GET', '/Roles')).body.totalResults, 2);
  });

  test('are what users can have', async () => {
    await using fixture = await open();
    const roles = [{ value: 'role-1', display: 'Administrator' }];
    const entitlements = [{ value: 'gold', display: 'Gold', type: 'License' }];
    const user = await fixture.createUser({ roles, entitlements });
    assert.deepEqual([user.roles, user.entitlements], [roles, entitlements]);
    const { body } = await fixture.request(
      'GET',
      '/Users?filter=entitlements[type+eq+"License"+and+value+eq+"gold"]',
    );
    assert.deepEqual(idsOf(body), [user.id]);
  });
});
