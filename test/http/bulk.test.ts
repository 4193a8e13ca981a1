import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Answer,
  assertError,
  type Body,
  type Fixture,
  group,
  openFixture,
  patch,
  user,
} from './app-fixture.ts';

const REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
const BASE = 'https://gateway.example.com/scim/v2/acme';

interface Operation {
  readonly method: string;
  readonly path?: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly data?: unknown;
}

function bulk(
  { request }: Fixture,
  operations: readonly Operation[],
  failOnErrors?: number,
): Promise<Answer> {
  return request('POST', '/Bulk', { body: { schemas: [REQUEST], failOnErrors, Operations: operations } });
}

const createUser = (bulkId: string, attributes: Readonly<Record<string, unknown>> = {}): Operation => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: user({ userName: bulkId, ...attributes }),
});

const statuses = ({ body }: Answer) => body.Operations.map(({ status }: Body) => status).join(' ');

const idIn = ({ location }: Body): string => location.split('/').at(-1);

describe('a bulk request', () => {
  test('may create, replace, change and delete', async () => {
    await using fixture = await openFixture();
    const { request, events } = fixture;
    const ids: string[] = [];
    for (const userName of ['put', 'patch', 'delete']) ids.push((await fixture.createUser({ userName })).id);
    const [put, changed, deleted] = ids.map((id) => `/Users/${id}`);
    await events();
    const answer = await bulk(fixture, [
      createUser('new'),
      { method: 'PUT', path: `${put}`, data: user({ userName: 'put', title: 'x' }) },
      {
        method: 'patch',
        path: `${changed}`,
        version: 'W/"1"',
        data: patch({ op: 'replace', value: { active: false } }),
      },
      { method: 'DELETE', path: `${deleted}` },
    ]);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body.schemas, [RESPONSE]);
    const [created, ...others] = answer.body.Operations;
    assert.deepEqual(created, {
      method: 'POST',
      bulkId: 'new',
      location: `${BASE}/Users/${idIn(created)}`,
      version: 'W/"1"',
      status: '201',
    });
    assert.deepEqual(others, [
      { method: 'PUT', location: `${BASE}${put}`, version: 'W/"2"', status: '200' },
      { method: 'PATCH', location: `${BASE}${changed}`, version: 'W/"2"', status: '200' },
      { method: 'DELETE', location: `${BASE}${deleted}`, status: '204' },
    ]);
    assert.equal((await request('GET', `/Users/${idIn(created)}`)).body.userName, 'new');
    assert.deepEqual(await events(), [
      'create User new',
      'update User put',
      'deactivate User patch',
      'delete User delete',
    ]);
  });

  test('goes on after an operation that fails, which carries its error', async () => {
    await using fixture = await openFixture();
    const { events } = fixture;
    await fixture.createUser({ userName: 'taken' });
    await events();
    const answer = await bulk(fixture, [
      createUser('a'),
      createUser('taken'),
      { method: 'PATCH', path: '/Users/unknown', data: patch({ op: 'replace', value: { active: false } }) },
      createUser('wrong', { active: 'maybe' }),
      { method: 'BREW', path: '/Coffee' },
      { method: 'DELETE', path: '/Users' },
      createUser('b'),
    ]);
    assert.equal(statuses(answer), '201 409 404 400 400 400 201');
    const [, conflict, missing] = answer.body.Operations;
    assert.equal(conflict.response.scimType, 'uniqueness');
    assert.equal(conflict.response.status, '409');
    assert.equal('location' in conflict, false);
    assert.equal(missing.location, `${BASE}/Users/unknown`);
    assert.deepEqual(await events(), ['create User a', 'create User b']);
  });

  const limits: readonly [failOnErrors: number, expected: string][] = [
    [1, '201 409'],
    [2, '201 409 201 400'],
    [3, '201 409 201 400 409'],
    [4, '201 409 201 400 409 201'],
  ];
  for (const [failOnErrors, expected] of limits) {
    test(`stops after so many failures: ${failOnErrors}`, async () => {
      await using fixture = await openFixture();
      await fixture.createUser({ userName: 'taken' });
      await fixture.events();
      const answer = await bulk(
        fixture,
        [
          createUser('a'),
          createUser('taken'),
          createUser('b'),
          { method: 'PUT', path: '/Users' },
          createUser('again', { userName: 'taken' }),
          createUser('c'),
        ],
        failOnErrors,
      );
      assert.equal(statuses(answer), expected);
      const created = ['create User a', 'create User b', 'create User c'];
      assert.deepEqual(await fixture.events(), created.slice(0, expected.split('201').length - 1));
    });
  }

  test('may name what it creates, before and after', async () => {
    await using fixture = await openFixture();
    const { request } = fixture;
    const answer = await bulk(fixture, [
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'staff',
        data: group({ displayName: 'Staff', members: [{ value: 'bulkId:ada' }, { value: 'bulkId:bob' }] }),
      },
      createUser('ada'),
      createUser('bob'),
      {
        method: 'PATCH',
        path: '/Users/bulkId:ada',
        data: patch({ op: 'replace', value: { title: 'Countess' } }),
      },
      {
        method: 'PATCH',
        path: '/Groups/bulkId:staff',
        data: patch({ op: 'remove', path: 'members', value: [{ value: 'bulkId:bob' }] }),
      },
    ]);
    assert.equal(statuses(answer), '201 201 201 200 200');
    const [staff, ada] = answer.body.Operations;
    const { members } = (await request('GET', `/Groups/${idIn(staff)}`)).body;
    assert.deepEqual(
      members.map(({ value }: Body) => value),
      [idIn(ada)],
    );
    assert.equal((await request('GET', `/Users/${idIn(ada)}`)).body.title, 'Countess');
  });

  test('may name two resources by each other', async () => {
    await using fixture = await openFixture();
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const managedBy = (bulkId: string) => ({ [enterprise]: { manager: { value: `bulkId:${bulkId}` } } });
    const answer = await bulk(fixture, [createUser('a', managedBy('b')), createUser('b', managedBy('a'))]);
    assert.equal(statuses(answer), '201 201');
    const [a, b] = answer.body.Operations.map(idIn);
    for (const [id, manager] of [
      [a, b],
      [b, a],
    ]) {
      const { body } = await fixture.request('GET', `/Users/${id}`);
      assert.equal(body[enterprise].manager.value, manager);
    }
  });

  test("creates no groups that are each other's members", async () => {
    await using fixture = await openFixture();
    const createGroup = (bulkId: string, member: string): Operation => ({
      method: 'POST',
      path: '/Groups',
      bulkId,
      data: group({ displayName: bulkId, members: [{ value: `bulkId:${member}`, type: 'Group' }] }),
    });
    const circle = [
      createGroup('a', 'b'),
      createGroup('b', 'c'),
      createGroup('c', 'a'),
      createGroup('d', 'd'),
    ];
    const answer = await bulk(fixture, [...circle, createUser('u')]);
    assert.equal(statuses(answer), '400 400 409 400 201');
    assert.match(answer.body.Operations[2].response.detail, /"bulkId:a" needs "bulkId:c" in turn/);
    assert.match(answer.body.Operations[3].response.detail, /contain itself/);
    assert.deepEqual(await fixture.events(), ['create User u']);
  });

  test('creates the members of a group before it, whatever they say of their groups', async () => {
    await using fixture = await openFixture();
    const answer = await bulk(fixture, [
      createUser('u', { groups: [{ value: 'bulkId:g' }] }),
      { method: 'POST', path: '/Groups', bulkId: 'g', data: group({ members: [{ value: 'bulkId:u' }] }) },
    ]);
    assert.equal(statuses(answer), '201 201');
    const [u, g] = answer.body.Operations.map(idIn);
    const { body } = await fixture.request('GET', `/Groups/${g}`);
    assert.deepEqual(
      body.members.map(({ value }: Body) => value),
      [u],
    );
  });

  test('fails what names a resource that was not created', async () => {
    await using fixture = await openFixture();
    await fixture.createUser({ userName: 'taken' });
    await fixture.events();
    const answer = await bulk(fixture, [
      createUser('taken'),
      { method: 'POST', path: '/Groups', bulkId: 'g', data: group({ members: [{ value: 'bulkId:taken' }] }) },
      { method: 'DELETE', path: '/Users/bulkId:nothing' },
    ]);
    assert.equal(statuses(answer), '409 400 400');
    assert.deepEqual(await fixture.events(), []);
  });

  test('names a user that was brought back by the id it has', async () => {
    await using fixture = await openFixture({ identityProvider: { onInactiveDuplicate: 'restore' } });
    const { id } = await fixture.createUser({ userName: 'ada', active: false });
    const answer = await bulk(fixture, [
      { method: 'POST', path: '/Groups', bulkId: 'g', data: group({ members: [{ value: 'bulkId:ada' }] }) },
      createUser('ada', { active: true }),
    ]);
    assert.equal(statuses(answer), '201 201');
    const [staff, ada] = answer.body.Operations;
    assert.equal(idIn(ada), id);
    const { members } = (await fixture.request('GET', `/Groups/${idIn(staff)}`)).body;
    assert.deepEqual(
      members.map(({ value }: Body) => value),
      [id],
    );
  });

  test('heeds the version that an operation wants', async () => {
    await using fixture = await openFixture();
    const { id } = await fixture.createUser();
    const answer = await bulk(fixture, [{ method: 'DELETE', path: `/Users/${id}`, version: 'W/"2"' }]);
    assert.equal(statuses(answer), '412');
    assert.equal((await fixture.request('GET', `/Users/${id}`)).status, 200);
  });

  test('has no operation on another tenant', async () => {
    await using fixture = await openFixture();
    const globex = await fixture.addTenant('globex');
    const { id } = await fixture.createUser({ userName: 'ada' });
    const answer = await fixture.request('POST', '/scim/v2/globex/Bulk', {
      ...globex,
      body: { schemas: [REQUEST], Operations: [{ method: 'DELETE', path: `/Users/${id}` }] },
    });
    assert.equal(statuses(answer), '404');
    assert.deepEqual(await fixture.events('globex'), []);
    assert.deepEqual(await fixture.events(), ['create User ada']);
  });

  test('may be empty', async () => {
    await using fixture = await openFixture();
    const answer = await bulk(fixture, []);
    assert.deepEqual(answer.body, { schemas: [RESPONSE], Operations: [] });
  });

  test('is refused as a whole when it is too large or no bulk request', async () => {
    await using fixture = await openFixture({ limits: { bulkOperations: 2 } });
    const { request, events } = fixture;
    assertError(await bulk(fixture, [createUser('a'), createUser('b'), createUser('c')]), 413);
    assertError(await request('POST', '/Bulk', { body: { schemas: [REQUEST] } }), 400, 'invalidSyntax');
    assertError(await bulk(fixture, [createUser('a')], 0), 400, 'invalidValue');
    assert.deepEqual(await events(), []);
  });

  test('tells no more of a failure of the service than other requests do', async () => {
    await using fixture = await openFixture();
    const { id } = await fixture.createUser();
    await fixture.store[Symbol.asyncDispose]();
    const answer = await bulk(fixture, [{ method: 'DELETE', path: `/Users/${id}` }]);
    assertError(answer, 500);
  });
});
