import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertError, group, openFixture, patch, user } from './app-fixture.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

describe('creating', () => {
  test('answers 201 with the resource, its location and version', async () => {
    await using fixture = await openFixture();
    const { request, events, clock } = fixture;
    const answer = await request('POST', '/Users', {
      body: {
        schemas: [USER],
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
    });
    assert.equal(answer.status, 201);
    const { id } = answer.body;
    const location = `https://gateway.example.com/scim/v2/acme/Users/${id}`;
    const created = new Date(clock.now).toISOString();
    assert.deepEqual(answer.body, {
      schemas: [USER],
      id,
      externalId: '00ujl29u0le5T6Aj10h7',
      userName: 'test.user@okta.local',
      name: { givenName: 'Test', familyName: 'User' },
      displayName: 'Test User',
      locale: 'en-US',
      active: true,
      emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
      groups: [],
      meta: { resourceType: 'User', created, lastModified: created, location, version: 'W/"1"' },
    });
    assert.equal(answer.headers.get('location'), location);
    assert.equal(answer.headers.get('content-location'), location);
    assert.equal(answer.headers.get('etag'), 'W/"1"');
    assert.equal(answer.headers.get('content-type'), 'application/scim+json');
    assert.deepEqual(await events(), ['create User test.user@okta.local']);
  });

  test('answers 409 for a name that is taken, in any letter case', async () => {
    await using fixture = await openFixture();
    const { request, createUser, createGroup, events } = fixture;
    await createUser({ userName: 'ada' });
    await createGroup({ displayName: 'Staff' });
    const again = await request('POST', '/Users', { body: user({ userName: 'ADA' }) });
    assertError(again, 409, 'uniqueness');
    assert.match(again.body.detail, /userName/);
    assertError(
      await request('POST', '/Groups', { body: group({ displayName: 'staff' }) }),
      409,
      'uniqueness',
    );
    assert.deepEqual(await events(), ['create User ada', 'create Group Staff']);
  });

  test('brings an inactive user back when the identity provider wants that', async () => {
    await using fixture = await openFixture();
    const { request, createUser, saveIdentityProvider, events } = fixture;
    const { id } = await createUser({ userName: 'ada', active: false });
    assertError(await request('POST', '/Users', { body: user({ userName: 'ada' }) }), 409, 'uniqueness');
    await saveIdentityProvider({ onInactiveDuplicate: 'restore' });
    const answer = await request('POST', '/Users', { body: user({ userName: 'ada', active: true }) });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.body.id, id);
    assert.equal(answer.headers.get('location'), answer.body.meta.location);
    assert.deepEqual(await events(), ['create User ada', 'activate User ada']);
  });

  test('answers 400 for what is missing or of a wrong type', async () => {
    await using fixture = await openFixture();
    const { request, events } = fixture;
    assertError(await request('POST', '/Users', { body: { schemas: [USER] } }), 400, 'invalidValue');
    assertError(await request('POST', '/Users', { body: user({ active: 'maybe' }) }), 400, 'invalidValue');
    assertError(await request('POST', '/Groups', { body: group({ displayName: '' }) }), 400, 'invalidValue');
    assert.deepEqual(await events(), []);
  });
});

describe('reading', () => {
  test('answers 200 with the same as the creation, its version and location', async () => {
    await using fixture = await openFixture();
    const { request, createUser } = fixture;
    const created = await createUser({ emails: [{ value: 'a@b', primary: true }] });
    for (const path of [`/Users/${created.id}`, `//Users/${created.id}/`]) {
      const answer = await request('GET', path);
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.body, created);
      assert.equal(answer.headers.get('etag'), 'W/"1"');
      assert.equal(answer.headers.get('location'), created.meta.location);
      assert.equal(answer.headers.get('content-location'), created.meta.location);
    }
  });

  test('answers HEAD like GET, without the body', async () => {
    await using fixture = await openFixture();
    const { request, createUser } = fixture;
    const { id } = await createUser();
    const answer = await request('HEAD', `/Users/${id}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('etag'), 'W/"1"');
    assert.equal(answer.text, '');
    assert.equal((await request('HEAD', '/Users/unknown')).status, 404);
  });

  for (const id of [
    '00919288221112222',
    '3f1c0d7e-6a55-4b0e-8a53-2a4f0d9a0c11',
    'a%2Fb',
    '%',
    '%FF',
    '..%2f',
    "x'--",
    'ü',
  ]) {
    test(`answers 404 for an id that nothing has: ${id}`, async () => {
      await using fixture = await openFixture();
      for (const method of ['GET', 'DELETE']) assertError(await fixture.request(method, `/Users/${id}`), 404);
    });
  }

  test('answers 404 for the id of another type', async () => {
    await using fixture = await openFixture();
    const { request, createUser } = fixture;
    const { id } = await createUser();
    assertError(await request('GET', `/Groups/${id}`), 404);
  });

  test('answers 304 to who has the current version', async () => {
    await using fixture = await openFixture();
    const { request, createUser } = fixture;
    const { id, meta } = await createUser();
    for (const tag of ['W/"1"', '"1"', '*', 'W/"7", W/"1"']) {
      const answer = await request('GET', `/Users/${id}`, { headers: { 'If-None-Match': tag } });
      assert.equal(answer.status, 304, tag);
      assert.equal(answer.text, '');
      assert.equal(answer.headers.get('etag'), 'W/"1"');
      assert.equal(answer.headers.get('content-location'), meta.location);
      assert.equal(answer.headers.get('content-type'), null);
    }
    const other = await request('GET', `/Users/${id}`, { headers: { 'If-None-Match': 'W/"2"' } });
    assert.equal(other.status, 200);
    const only = (tag: string) => request('GET', `/Users/${id}`, { headers: { 'If-Match': tag } });
    assert.equal((await only('W/"1"')).status, 200);
    assertError(await only('W/"2"'), 412);
  });

  test('shows the groups of a user and the members of a group', async () => {
    await using fixture = await openFixture();
    const { request, createUser, createGroup } = fixture;
    const ada = await createUser({ userName: 'ada', displayName: 'Ada' });
    const staff = await createGroup({ displayName: 'Staff', members: [{ value: ada.id }] });
    const base = 'https://gateway.example.com/scim/v2/acme';
    assert.deepEqual((await request('GET', `/Users/${ada.id}`)).body.groups, [
      { value: staff.id, $ref: `${base}/Groups/${staff.id}`, display: 'Staff', type: 'direct' },
    ]);
    assert.deepEqual((await request('GET', `/Groups/${staff.id}`)).body.members, [
      { value: ada.id, $ref: `${base}/Users/${ada.id}`, type: 'User' },
    ]);
    const named = await request('GET', `/Groups/${staff.id}?attributes=members.value,members.display`);
    assert.deepEqual(named.body.members, [{ value: ada.id, display: 'Ada' }]);
  });

  test('gives all members of a large group, alone and in a list, and after a change where asked', async () => {
    await using fixture = await openFixture({ limits: { bodyBytes: 4_000_000, bulkOperations: 5000 } });
    const { request } = fixture;
    const count = 3000;
    const Operations = Array.from({ length: count }, (_, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `u${index}`,
      data: user({ userName: `u${index}` }),
    }));
    const members = Operations.map(({ bulkId }) => ({ value: `bulkId:${bulkId}` }));
    const create = {
      method: 'POST',
      path: '/Groups',
      bulkId: 'g',
      data: group({ displayName: 'All', members }),
    };
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    const bulk = await request('POST', '/Bulk', { body: { schemas, Operations: [...Operations, create] } });
    assert.equal(bulk.status, 200);
    const list = await request('GET', '/Groups');
    assert.equal(list.body.totalResults, 1);
    const [all] = list.body.Resources;
    const one = await request('GET', `/Groups/${all.id}`);
    assert.deepEqual(one.body, all);
    assert.equal(new Set(all.members.map(({ value }: { value: string }) => value)).size, count);
    const rename = (displayName: string) => ({ body: patch({ op: 'replace', value: { displayName } }) });
    const changed = await request('PATCH', `/Groups/${all.id}`, rename('Everyone'));
    assert.equal(changed.status, 200);
    assert.deepEqual([changed.body.displayName, changed.body.members], ['Everyone', undefined]);
    const asked = await request('PATCH', `/Groups/${all.id}?attributes=members`, rename('Each'));
    assert.equal(asked.body.members.length, count);
  });
});

describe('replacing', () => {
  test('takes back what was read, and then changes nothing', async () => {
    await using fixture = await openFixture();
    const { request, createUser, events } = fixture;
    const created = await createUser({ userName: 'ada', name: { givenName: 'Ada' } });
    const answer = await request('PUT', `/Users/${created.id}`, { body: created });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, created);
    assert.equal(answer.headers.get('etag'), 'W/"1"');
    assert.equal(answer.headers.get('location'), created.meta.location);
    assert.equal(answer.headers.get('content-location'), created.meta.location);
    assert.deepEqual(await events(), ['create User ada']);
  });

  test('answers 200 with the resource as it is then', async () => {
    await using fixture = await openFixture();
    const { request, createUser, events, clock } = fixture;
    const { id, meta } = await createUser({ userName: 'ada', title: 'Countess', active: true });
    clock.now += 5000;
    const answer = await request('PUT', `/Users/${id}`, {
      body: { schemas: [USER], userName: 'ada', active: false },
    });
    assert.equal(answer.status, 200);
    const { title, active, meta: changed } = answer.body;
    assert.deepEqual({ title, active }, { title: undefined, active: false });
    assert.deepEqual(changed, { ...meta, lastModified: new Date(clock.now).toISOString(), version: 'W/"2"' });
    assert.equal(answer.headers.get('etag'), 'W/"2"');
    assert.deepEqual((await request('GET', `/Users/${id}`)).body, answer.body);
    assert.deepEqual(await events(), ['create User ada', 'deactivate User ada']);
  });

  test('answers 404 without a resource, and creates none', async () => {
    await using fixture = await openFixture();
    const { request, events } = fixture;
    assertError(await request('PUT', '/Users/unknown', { body: user() }), 404);
    assert.deepEqual(await events(), []);
  });
});

describe('patching', () => {
  test('answers 200 with the resource', async () => {
    await using fixture = await openFixture();
    const { request, createUser, events } = fixture;
    const created = await createUser({ userName: 'ada', active: true });
    const body = patch({ op: 'replace', value: { active: false } });
    const answer = await request('PATCH', `/Users/${created.id}`, { body });
    assert.equal(answer.status, 200);
    const meta = { ...created.meta, version: 'W/"2"' };
    assert.deepEqual(answer.body, { ...created, active: false, meta });
    assert.equal(answer.headers.get('etag'), 'W/"2"');
    const again = await request('PATCH', `/Users/${created.id}`, { body });
    assert.deepEqual(again.body, answer.body);
    assert.deepEqual(await events(), ['create User ada', 'deactivate User ada']);
  });

  test('is all or nothing', async () => {
    await using fixture = await openFixture();
    const { request, createUser, events } = fixture;
    const created = await createUser({ userName: 'ada' });
    const body = patch(
      { op: 'replace', path: 'title', value: 'x' },
      { op: 'replace', path: 'active', value: 'maybe' },
    );
    assertError(await request('PATCH', `/Users/${created.id}`, { body }), 400, 'invalidValue');
    assert.deepEqual((await request('GET', `/Users/${created.id}`)).body, created);
    assert.deepEqual(await events(), ['create User ada']);
  });

  test('loses no member to another request at the same time', async () => {
    await using fixture = await openFixture();
    const { request, createUser, createGroup } = fixture;
    const { id } = await createGroup();
    const users = await Promise.all(Array.from({ length: 20 }, () => createUser()));
    await Promise.all(
      users.map(({ id: value }) =>
        request('PATCH', `/Groups/${id}`, {
          body: patch({ op: 'add', path: 'members', value: [{ value }] }),
        }),
      ),
    );
    assert.equal((await request('GET', `/Groups/${id}`)).body.members.length, 20);
  });
});

describe('deleting', () => {
  test('answers 204 without a body, and 404 from then on', async () => {
    await using fixture = await openFixture();
    const { request, createUser, createGroup, events } = fixture;
    const ada = await createUser({ userName: 'ada' });
    const { id } = await createGroup({ displayName: 'Staff', members: [{ value: ada.id }] });
    const answer = await request('DELETE', `/Groups/${id}`);
    assert.equal(answer.status, 204);
    assert.equal(answer.text, '');
    assert.equal(answer.headers.get('content-type'), null);
    assertError(await request('DELETE', `/Groups/${id}`), 404);
    assertError(await request('GET', `/Groups/${id}`), 404);
    assert.equal((await request('GET', `/Users/${ada.id}`)).status, 200);
    assert.deepEqual(await events(), ['create User ada', 'create Group Staff', 'delete Group Staff']);
  });
});

describe('a condition', () => {
  const requests = [
    ['PUT', user({ userName: 'ada', title: 'x' })],
    ['PATCH', patch({ op: 'replace', value: { title: 'x' } })],
    ['DELETE', undefined],
  ] as const;
  for (const [method, body] of requests) {
    test(`stops a ${method} with 412 when the version is another`, async () => {
      await using fixture = await openFixture();
      const { request, createUser, events } = fixture;
      const { id } = await createUser({ userName: 'ada' });
      const send = (headers: Record<string, string>) => request(method, `/Users/${id}`, { body, headers });
      assertError(await send({ 'If-Match': 'W/"2"' }), 412);
      assertError(await send({ 'If-None-Match': 'W/"1"' }), 412);
      assertError(await send({ 'If-None-Match': '*' }), 412);
      assert.deepEqual(await events(), ['create User ada']);
      const answer = await send({ 'If-Match': 'W/"9", W/"1"', 'If-None-Match': 'W/"9"' });
      assert.equal(answer.status, method === 'DELETE' ? 204 : 200, answer.text);
    });
  }
});

describe('a projection', () => {
  test('counts for every verb that answers with a resource', async () => {
    await using fixture = await openFixture();
    const { request } = fixture;
    const body = user({
      userName: 'ada',
      title: 'Countess',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
    });
    const query = '?attributes=userName,name.familyName';
    const created = await request('POST', `/Users${query}`, { body });
    const { id } = created.body;
    const expected = { schemas: [USER], id, userName: 'ada', name: { familyName: 'Lovelace' } };
    assert.deepEqual(created.body, expected);
    assert.equal(created.headers.get('location'), `https://gateway.example.com/scim/v2/acme/Users/${id}`);
    const changed = patch({ op: 'replace', value: { title: 'x' } });
    const search = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      attributes: ['userName', 'NAME.familyname'],
    };
    assert.deepEqual((await request('GET', `/Users/${id}${query}`)).body, expected);
    assert.deepEqual((await request('PUT', `/Users/${id}${query}`, { body })).body, expected);
    assert.deepEqual((await request('PATCH', `/Users/${id}${query}`, { body: changed })).body, expected);
    assert.deepEqual((await request('GET', `/Users${query}`)).body.Resources, [expected]);
    assert.deepEqual((await request('POST', '/Users/.search', { body: search })).body.Resources, [expected]);
  });

  test('leaves members and groups out', async () => {
    await using fixture = await openFixture();
    const { request, createUser, createGroup } = fixture;
    const ada = await createUser();
    const { id } = await createGroup({ members: [{ value: ada.id }] });
    for (const path of [
      `/Groups/${id}?excludedAttributes=members`,
      `/Groups/${id}?attributes=displayName`,
      `/Users/${ada.id}?excludedAttributes=groups`,
    ]) {
      const { body } = await request('GET', path);
      assert.equal('members' in body || 'groups' in body, false, path);
    }
    const list = await request('GET', '/Groups?excludedAttributes=members');
    assert.deepEqual(Object.keys(list.body.Resources[0]), ['schemas', 'id', 'displayName', 'meta']);
  });
});
