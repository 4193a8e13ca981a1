import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KeyId, KeyUse } from '../../src/directory/key.ts';
import type { TenantName } from '../../src/directory/tenant.ts';
import { assertError, type Fixture, openFixture } from './app-fixture.ts';

const basic = (text: string) => `Basic ${btoa(text)}`;

describe('authentication', () => {
  test('takes key and secret, and the secret alone, in all their forms', async () => {
    await using fixture = await openFixture();
    const { key, secret, request } = fixture;
    const forms = [
      basic(`${key}:${secret}`),
      `basic ${btoa(`${key}:${secret}`)}`,
      `Bearer ${secret}`,
      secret,
    ];
    for (const authorization of forms) {
      const answer = await request('GET', '/Users?startIndex=1&count=2', { authorization });
      assert.equal(answer.status, 200, authorization);
    }
  });

  const refused: readonly [title: string, authorization: (fixture: Fixture) => string][] = [
    ['no header', () => ''],
    ['something that is no credential', () => 'non-token'],
    ['a scheme that is not served', ({ secret }) => `Digest ${secret}`],
    ['Basic without anything behind it', () => 'Basic'],
    ['Basic that is no base64', ({ key, secret }) => `Basic ${key}:${secret}`],
    ['Basic without a colon', ({ key }) => basic(key)],
    ['an unknown key', ({ secret }) => basic(`cyk_00000000000000000000:${secret}`)],
    ['a name that is no key', ({ secret }) => basic(`admin:${secret}`)],
    ['a wrong secret', ({ key }) => basic(`${key}:cys_wrong`)],
    ['an empty secret', ({ key }) => basic(`${key}:`)],
    ['a secret with more behind it', ({ key, secret }) => basic(`${key}:${secret}:`)],
    ['a bearer that is the key', ({ key }) => `Bearer ${key}`],
    ['an empty bearer', () => 'Bearer '],
  ];
  for (const [title, authorization] of refused) {
    test(`refuses ${title} before anything is looked up`, async () => {
      await using fixture = await openFixture();
      const { request, events } = fixture;
      for (const [method, path] of [
        ['GET', '/Users'],
        ['POST', '/Users'],
        ['GET', '/Nothing'],
        ['PUT', '/Schemas'],
      ] as const) {
        const answer = await request(method, path, { authorization: authorization(fixture) });
        assertError(answer, 401);
        assert.match(
          answer.headers.get('www-authenticate') ?? '',
          /^Basic realm="scim".*Bearer realm="scim"$/,
        );
      }
      assert.deepEqual(await events(), []);
    });
  }

  test('refuses a key that has expired or was revoked', async () => {
    await using fixture = await openFixture();
    const { request, clock, addKey } = fixture;
    const expiring = await addKey({ expiresAt: clock.now + 1000 });
    assert.equal((await request('GET', '/Users', expiring)).status, 200);
    clock.now += 1000;
    assertError(await request('GET', '/Users', expiring), 401);
    assertError(await request('GET', '/Users', await addKey({ revokedAt: clock.now })), 401);
  });

  test('reads keys afresh, so that a revocation counts from the next request on', async () => {
    await using fixture = await openFixture();
    const { request, clock, key, store } = fixture;
    assert.equal((await request('GET', '/Users')).status, 200);
    const actor = { name: 'cli:root', requestId: '1' };
    await store.registry.endKey('acme' as TenantName, key, { revokedAt: clock.now }, actor);
    assertError(await request('GET', '/Users'), 401);
  });

  test('forbids a key of another scope', async () => {
    await using fixture = await openFixture();
    const gateway = await fixture.addKey({ scope: 'gateway' });
    assertError(await fixture.request('GET', '/Users', gateway), 403);
  });

  test('forbids provisioning while it is switched off, and says so', async () => {
    await using fixture = await openFixture({ identityProvider: { autoProvisioning: false } });
    const { request, saveIdentityProvider } = fixture;
    const answer = await request('GET', '/Users');
    assertError(answer, 403);
    assert.match(answer.body.detail, /Auto-provisioning is off .*"okta"/);
    await saveIdentityProvider({ autoProvisioning: true });
    assert.equal((await request('GET', '/Users')).status, 200);
  });

  test('keeps the tenants apart, and does not tell which there are', async () => {
    await using fixture = await openFixture();
    const { request, addTenant, events, createUser } = fixture;
    const globex = await addTenant('globex');
    const { id } = await createUser({ userName: 'ada' });

    const foreign = await request('GET', `/Users/${id}`, globex);
    const nowhere = await request('GET', `/scim/v2/initech/Users/${id}`, globex);
    const wrong = await request('GET', `/Users/${id}`, { authorization: basic(`${globex.key}:wrong`) });
    assertError(foreign, 401);
    for (const answer of [nowhere, wrong]) {
      assert.deepEqual(answer.body, foreign.body);
      assert.deepEqual(
        [...answer.headers.keys()].filter((name) => name !== 'x-request-id'),
        [...foreign.headers.keys()].filter((name) => name !== 'x-request-id'),
      );
    }
    for (const [method, path] of [
      ['PUT', ''],
      ['PATCH', ''],
      ['DELETE', ''],
    ] as const) {
      const answer = await request(method, `/scim/v2/globex/Users/${id}${path}`, {
        authorization: globex.authorization,
        body: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
          Operations: [{ op: 'replace', value: { active: false } }],
          userName: 'x',
        },
      });
      assert.equal(answer.status === 404 || answer.status === 400, true, `${method} ${answer.text}`);
    }
    const list = await request('GET', '/scim/v2/globex/Users', globex);
    assert.equal(list.body.totalResults, 0);
    assert.deepEqual(await events(), ['create User ada']);
    assert.deepEqual(await events('globex'), []);
  });

  test('finds the tenant by its host', async () => {
    await using fixture = await openFixture({ hosts: ['acme.example.com'], publicUrl: undefined });
    const { request, createUser, addTenant } = fixture;
    const { id } = await createUser();
    const found = await request('GET', `https://ACME.example.com:8443/scim/v2/Users/${id}`);
    assert.equal(found.status, 200);
    assert.equal(found.body.meta.location, `https://acme.example.com:8443/scim/v2/acme/Users/${id}`);
    assert.equal((await request('GET', 'https://acme.example.com/scim/v2//Users/')).status, 200);
    assert.equal((await request('GET', 'https://acme.example.com/scim/v2/')).status, 200);
    assertError(await request('GET', `https://other.example.com/scim/v2/Users/${id}`), 401);
    assertError(
      await request('GET', 'https://acme.example.com/scim/v2/Users', await addTenant('globex')),
      401,
    );
  });

  test('answers 429 when secrets are guessed, and still lets the right one in', async () => {
    await using fixture = await openFixture({ limits: { failedSignInsPerMinute: 3 } });
    const { request, key, clock } = fixture;
    const guess = { authorization: basic(`${key}:cys_guess`) };
    for (let attempt = 0; attempt < 3; attempt++) assertError(await request('GET', '/Users', guess), 401);
    const stopped = await request('GET', '/Users', guess);
    assertError(stopped, 429);
    assert.match(stopped.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal((await request('GET', '/Users')).status, 200);
    assertError(await request('GET', '/Users', { ...guess, from: '192.0.2.2' }), 401);
    clock.now += 60_000;
    assertError(await request('GET', '/Users', guess), 401);
  });

  test('holds each key to its rate', async () => {
    await using fixture = await openFixture({ limits: { requestsPerSecondPerKey: 1 } });
    const { request, addKey, clock } = fixture;
    const statuses: number[] = [];
    for (let count = 0; count < 20; count++) statuses.push((await request('GET', '/Users?count=0')).status);
    assert.ok(statuses.includes(429) && statuses[0] === 200, statuses.join());
    const stopped = await request('GET', '/Users');
    assertError(stopped, 429);
    assert.equal(stopped.headers.get('retry-after'), '1');
    assert.equal((await request('GET', '/Users', await addKey())).status, 200);
    clock.now += 1000;
    assert.equal((await request('GET', '/Users')).status, 200);
  });

  test('records the uses of a key that was let in, and no others', async () => {
    const uses: [KeyId, Omit<KeyUse, 'count'>][] = [];
    await using fixture = await openFixture({ recordKeyUse: (...use) => uses.push(use) });
    const { request, key, clock } = fixture;
    await request('GET', '/Users', { authorization: basic(`${key}:wrong`) });
    await request('GET', '/Users', await fixture.addKey({ scope: 'gateway' }));
    assert.deepEqual(uses, []);
    await request('GET', '/Users', {
      from: '192.0.2.9',
      headers: { 'User-Agent': 'Okta SCIM Client 1.0.0' },
    });
    await request('GET', '/Nothing', { headers: { 'User-Agent': '' } });
    assert.deepEqual(uses, [
      [key, { at: clock.now, address: '192.0.2.9', userAgent: 'Okta SCIM Client 1.0.0' }],
      [key, { at: clock.now, address: '192.0.2.1', userAgent: '' }],
    ]);
  });
});

describe('the request log', () => {
  test('has one line for each request, and no secret, name or query in it', async () => {
    await using fixture = await openFixture();
    const { request, secret, authorization, createUser, log, requests, key } = fixture;
    const { id } = await createUser({ userName: 'ada@acme.example', password: 'hunter2' });
    await request('GET', '/Users?filter=userName%20eq%20%22ada@acme.example%22');
    await request('GET', `/Users/${id}`);
    await request('GET', '/Users/ada@acme.example');
    await request('POST', '/Users', { body: { userName: 'ada@acme.example' } });
    await request('GET', '/Users', { authorization: basic(`${key}:cys_guess`) });
    const lines = log().trim().split('\n');
    assert.equal(lines.length, 6);
    assert.equal(requests.length, 6);
    for (const hidden of ['ada@acme', 'hunter2', secret, authorization, 'cys_guess', 'filter', 'userName']) {
      assert.ok(!log().includes(hidden), hidden);
    }
    const { method, route, status, tenant, address } = requests[2] ?? {};
    assert.deepEqual(
      { method, route, status, tenant, address, key: requests[2]?.key },
      {
        method: 'GET',
        route: '/scim/v2/:tenant/Users/:id',
        status: 200,
        tenant: 'acme',
        address: '192.0.2.1',
        key,
      },
    );
    assert.match(requests[4]?.detail ?? '', /ada@acme\.example/);
    assert.equal(requests[4]?.scimType, 'uniqueness');
    assert.equal(requests[5]?.status, 401);
    assert.equal(requests[5]?.refusal, 'unknown key or wrong secret');
    assert.equal(requests[5]?.tenant, undefined);
  });

  test('bears the request id that the response has', async () => {
    await using fixture = await openFixture();
    const { request, requests } = fixture;
    for (const [method, path] of [
      ['GET', '/Users'],
      ['GET', '/Users/1'],
      ['PUT', '/Users'],
    ] as const) {
      const answer = await request(method, path);
      assert.equal(answer.headers.get('x-request-id'), requests.at(-1)?.requestId);
    }
  });
});
