import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { decideOffline, verifySnapshot } from '../../examples/gateway/snapshot.ts';
import type { TenantName } from '../../src/directory/tenant.ts';
import { createSigners } from '../../src/gateway/signers.ts';
import { type Body, startTestServer, type TestServer } from './gateway-fixture.ts';
import { createUsers, openBeside } from './offline.ts';

/** Reads and verifies a snapshot with a JOSE implementation that is not ours. */
async function readSnapshot(server: TestServer): Promise<Body> {
  const answer = await server.get('/snapshot');
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers.get('content-type'), 'application/jwt');
  const keys = createRemoteJWKSet(new URL(`${server.url}/jwks.json`));
  const options = { issuer: server.url, typ: 'cyolo-snapshot+jwt', algorithms: ['RS256'] };
  return (await jwtVerify(answer.text, keys, options)).payload;
}

describe('a snapshot', () => {
  test('has all users with their groups, and is signed', async () => {
    await using server = await startTestServer({
      gateway: { subjectAttributes: ['userName', 'emails.value'] },
    });
    const ada = await server.createUser('Ada', { emails: [{ value: 'ada@example.com' }] });
    const bob = await server.createUser('bob');
    const inner = await server.createGroup('Engineers', [ada, bob]);
    const outer = await server.createGroup('Staff', [inner]);
    await server.setActive(bob, false);

    const { iss, iat, exp, asOf, position, ...rest } = await readSnapshot(server);

    assert.equal(iss, server.url);
    assert.equal(exp - iat, 3600);
    assert.ok(Math.abs(iat - Date.now() / 1000) < 3600 / 4 + 60);
    assert.deepEqual(rest, {
      tenant: 'acme',
      subjectAttributes: [
        { name: 'userName', caseExact: false },
        { name: 'emails.value', caseExact: false },
      ],
      groups: [
        { id: inner, displayName: 'Engineers' },
        { id: outer, displayName: 'Staff' },
      ],
      users: [
        {
          id: ada,
          active: true,
          subjects: { userName: ['Ada'], 'emails.value': ['ada@example.com'] },
          groups: [inner, outer],
        },
        { id: bob, active: false, subjects: { userName: ['bob'], 'emails.value': [] }, groups: [] },
      ],
    });
    // The feed goes on behind it.
    assert.equal((await server.get('/access?subject=ada')).body.asOf, asOf);
    assert.equal((await server.get(`/events?after=${position}`)).text, '');
  });

  test('is not sent again while it is the same', async () => {
    await using server = await startTestServer({ gateway: { snapshotLifetime: '1000d' } });
    const first = await server.get('/snapshot');
    const tag = first.headers.get('etag') ?? '';
    assert.match(tag, /^"/, 'the tag is strong: the file is the same');
    const again = () => server.get('/snapshot', { 'if-none-match': tag });
    assert.equal((await again()).status, 304);
    assert.equal((await server.get('/snapshot')).text, first.text);
    await server.createUser('ada');
    assert.equal((await again()).status, 200);
    assert.notEqual((await server.get('/snapshot')).headers.get('etag'), tag);
  });

  test('shows one state, whatever is written while it is read', async () => {
    await using server = await startTestServer();
    {
      await using store = await openBeside(server.database);
      await createUsers(
        store,
        Array.from({ length: 3000 }, (_, index) => `user${index}`),
      );
    }
    const reading = readSnapshot(server);
    const writing = Array.from({ length: 20 }, (_, index) => server.createUser(`late${index}`));
    const [snapshot] = await Promise.all([reading, ...writing]);
    const events = await server.get(`/events?after=${snapshot.position}`);
    const later = events.text.split('\n').slice(0, -1);
    assert.equal(snapshot.users.length + later.length, 3020);
  });

  test('of an empty tenant is one too', async () => {
    await using server = await startTestServer();
    const { users, groups } = await readSnapshot(server);
    assert.deepEqual([users, groups], [[], []]);
  });

  test('counts among the open streams of a key, and no longer when it is read', async () => {
    await using server = await startTestServer({ gateway: { streamsPerKey: 1 } });
    for (let index = 0; index < 3; index += 1) assert.equal((await server.get('/snapshot')).status, 200);
    const head = await fetch(`${server.url}/snapshot`, {
      method: 'HEAD',
      headers: { authorization: server.authorization },
    });
    assert.equal(head.status, 200);
    assert.equal((await server.get('/snapshot')).status, 200);
  });
});

describe('the key set', () => {
  test('is public, has the public halves only, and the same keys after a restart', async () => {
    await using server = await startTestServer();
    const read = async () => (await fetch(`${server.url}/jwks.json`)).json() as Promise<Body>;
    const { keys } = await read();
    assert.equal(keys.length, 1);
    assert.deepEqual(Object.keys(keys[0]).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
    assert.equal(Buffer.from(keys[0].n, 'base64url').length * 8, 2048);
    const { text } = await server.get('/snapshot');
    assert.equal(decodeProtectedHeader(text).kid, keys[0].kid);
    await server.whileDown(() => {});
    assert.deepEqual((await read()).keys, keys);
  });

  test('is another for each tenant, and none for what is no tenant', async () => {
    await using server = await startTestServer();
    const read = (tenant: string) => fetch(`${server.origin}/gateway/v1/${tenant}/jwks.json`);
    const [acme, other] = await Promise.all([read('acme'), read('other')]);
    assert.notDeepEqual(await acme.json(), await other.json());
    assert.equal((await read('nobody')).status, 404);
  });

  test('changes over to the next key with overlap', async () => {
    await using server = await startTestServer();
    await using store = await openBeside(server.database);
    let now = Date.now();
    const signers = createSigners({ signingKeys: store.signingKeys, now: () => now });
    const tenant = 'acme' as TenantName;
    const day = 24 * 60 * 60 * 1000;
    const first = await signers.current(tenant);

    now += 84 * day;
    assert.equal((await signers.keySet(tenant)).keys.length, 2);
    assert.equal((await signers.current(tenant)).kid, first.kid);
    now += 7 * day;
    const second = await signers.current(tenant);
    assert.notEqual(second.kid, first.kid);
    assert.ok((await signers.keySet(tenant)).keys.some((key) => key['kid'] === first.kid));
    now += 31 * day;
    assert.deepEqual(
      (await signers.keySet(tenant)).keys.map((key) => key['kid']),
      [second.kid],
    );
  });

  test('is made once when many ask for it first', async () => {
    await using server = await startTestServer();
    const texts = await Promise.all(
      Array.from({ length: 5 }, async () => (await fetch(`${server.url}/jwks.json`)).text()),
    );
    assert.equal(new Set(texts).size, 1);
  });
});

describe('the example gateway, while the appliance is out of reach', () => {
  test('goes by a snapshot that it has verified', async () => {
    await using server = await startTestServer({
      gateway: { subjectAttributes: ['userName', 'externalId'] },
    });
    const ada = await server.createUser('Jürgen', { externalId: '00uA' });
    await server.createGroup('Engineers', [ada]);
    await server.setActive(await server.createUser('bob'), false);
    const file = (await server.get('/snapshot')).text;
    const { keys } = (await (await fetch(`${server.url}/jwks.json`)).json()) as Body;
    const now = Date.now() / 1000;

    const snapshot = verifySnapshot(file, keys, { issuer: server.url, now });
    const decide = (subject: string) => decideOffline(snapshot, subject);
    assert.deepEqual(decide('JÜRGEN'), {
      allowed: true,
      reason: 'active',
      userId: ada,
      groups: ['Engineers'],
    });
    assert.equal(decide('00uA').userId, ada);
    assert.equal(decide('00UA').reason, 'unknown');
    assert.equal(decide('bob').reason, 'disabled');

    const [header, payload, signature] = file.split('.');
    const forged = Buffer.from(JSON.stringify({ ...snapshot, tenant: 'other' })).toString('base64url');
    assert.throws(
      () => verifySnapshot(`${header}.${forged}.${signature}`, keys, { issuer: server.url, now }),
      /signature/,
    );
    assert.throws(
      () => verifySnapshot(`${header}.${payload}.`, keys, { issuer: server.url, now }),
      /signature/,
    );
    assert.throws(() => verifySnapshot(file, [], { issuer: server.url, now }), /key/);
    assert.throws(() => verifySnapshot(file, keys, { issuer: server.url, now: now + 3601 }), /expired/);
    assert.throws(() => verifySnapshot(file, keys, { issuer: 'https://other', now }), /issuer/);
  });
});
