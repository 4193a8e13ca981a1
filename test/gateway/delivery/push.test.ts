import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createEgress, isPrivate } from '../../../src/gateway/delivery/egress.ts';
import { type Body, startTestServer, type TestServer, type TestServerOptions } from '../gateway-fixture.ts';
import { type FakeReceiver, startReceiver } from './fake-receiver.ts';
import { temporaryFile } from './temporary-file.ts';

const PROVISIONING = 'urn:ietf:params:scim:event:prov';
const SESSION_REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
const PUBLIC_URL = 'https://gateway.example.com';
/** What is not told would be waited for without end. */
const IN_TIME = { timeout: 10_000 };
const ISSUER = `${PUBLIC_URL}/gateway/v1/acme`;

function push(receiver: FakeReceiver, settings: Record<string, unknown> = {}): TestServerOptions {
  return withReceivers([
    { name: 'siem', kind: 'push', url: receiver.url, allowPrivateNetwork: true, ...settings },
  ]);
}

function withReceivers(receivers: readonly Record<string, unknown>[]): TestServerOptions {
  return { server: { publicUrl: PUBLIC_URL }, tenant: { receivers } };
}

/** Verifies tokens with a JOSE implementation that is not ours. */
async function verify(server: TestServer, texts: readonly string[]): Promise<readonly Body[]> {
  const keys = createRemoteJWKSet(new URL(`${server.url}/jwks.json`));
  const options = { issuer: ISSUER, typ: 'secevent+jwt', algorithms: ['RS256'] };
  return Promise.all(texts.map(async (text) => (await jwtVerify(text, keys, options)).payload));
}

/** Events as they would be if all had happened at that time. */
function withTime(events: Body, at: number): Body {
  const revoked = events[SESSION_REVOKED];
  return revoked === undefined ? events : { [SESSION_REVOKED]: { ...revoked, event_timestamp: at } };
}

describe('a receiver of pushed tokens', () => {
  test('is told by signed tokens of what happens to a user (RFC 9967, CAEP)', async () => {
    await using receiver = await startReceiver();
    using authorization = temporaryFile('Bearer s3cret\n');
    const audience = 'https://siem.example.com';
    await using server = await startTestServer(
      push(receiver, { authorizationFile: authorization.path, audience }),
    );
    const id = await server.createUser('ada@example.com', { externalId: '00uA', active: true });
    await server.scim.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'Countess' });
    await server.setActive(id, false);
    await server.setActive(id, true);
    await server.scim.delete(`/Users/${id}`);

    const received = await receiver.waitFor(9);
    const tokens = await verify(
      server,
      received.map(({ body }) => body),
    );

    for (const { headers } of received) {
      assert.equal(headers['content-type'], 'application/secevent+jwt');
      assert.equal(headers.accept, 'application/json');
      assert.equal(headers.authorization, 'Bearer s3cret');
    }
    const said = (en: string) => ({
      event_timestamp: tokens[0].iat,
      initiating_entity: 'admin',
      reason_admin: { en },
    });
    const names = ['id', 'schemas', 'externalId', 'userName', 'active'];
    assert.deepEqual(
      tokens.map(({ events }) => withTime(events, tokens[0].iat)),
      [
        { [`${PROVISIONING}:create:notice`]: { attributes: names } },
        { [`${PROVISIONING}:patch:notice`]: { attributes: ['title'] } },
        { [SESSION_REVOKED]: said('The user was deactivated.') },
        { [`${PROVISIONING}:deactivate`]: {} },
        { [`${PROVISIONING}:patch:notice`]: { attributes: ['active'] } },
        { [`${PROVISIONING}:activate`]: {} },
        { [`${PROVISIONING}:patch:notice`]: { attributes: ['active'] } },
        { [SESSION_REVOKED]: said('The user was deleted.') },
        { [`${PROVISIONING}:delete`]: {} },
      ],
    );
    const [created, , revoked, deactivated] = tokens;
    const { jti, iat, txn, events: _, ...claims } = created;
    assert.deepEqual(claims, {
      iss: ISSUER,
      aud: audience,
      sub_id: { format: 'scim', uri: `/Users/${id}`, id, externalId: '00uA', userName: 'ada@example.com' },
    });
    assert.ok(Math.abs(iat - Date.now() / 1000) < 60);
    assert.equal(new Set(tokens.map((token) => token.jti)).size, tokens.length);
    assert.ok(jti.endsWith('.siem'));
    assert.equal(deactivated.txn, revoked.txn, 'tokens of one change have one transaction');
    assert.notEqual(deactivated.txn, txn);
    assert.deepEqual(revoked.sub_id, { format: 'email', email: 'ada@example.com' });
    assert.equal(revoked.events[SESSION_REVOKED].event_timestamp, revoked.iat);
    for (const token of tokens) {
      assert.equal(token.sub, undefined, 'RFC 9967 §2.1');
      assert.equal(token.exp, undefined, 'SSF 1.0 §4.1.7');
      assert.equal(Object.keys(token.events).length, 1);
    }
  });

  test(
    'is told of a userName that is no longer the user’s, under which there may be sessions',
    IN_TIME,
    async () => {
      await using receiver = await startReceiver();
      await using server = await startTestServer(push(receiver, { events: [SESSION_REVOKED] }));
      const id = await server.createUser('ada@example.com', { active: true });
      const change = (value: Body) => server.scim.patch(`/Users/${id}`, { op: 'replace', value });
      await change({ userName: 'ADA@example.com' });
      await change({ userName: 'ada.king@example.com' });
      await change({ userName: 'lovelace@example.com', active: false });

      const received = await receiver.waitFor(3);
      const tokens = await verify(
        server,
        received.map(({ body }) => body),
      );

      assert.deepEqual(
        tokens.map(({ sub_id, events }) => [sub_id.email, events[SESSION_REVOKED].reason_admin.en]),
        [
          ['ADA@example.com', 'The user was given another userName.'],
          ['lovelace@example.com', 'The user was deactivated.'],
          ['ada.king@example.com', 'The user was deactivated.'],
        ],
      );
      assert.equal(new Set(tokens.map(({ jti }) => jti)).size, 3);
    },
  );

  test('gets whole resources and patches where it wants those', async () => {
    await using receiver = await startReceiver();
    const events = [`${PROVISIONING}:create:full`, `${PROVISIONING}:patch:full`];
    await using server = await startTestServer(push(receiver, { events }));
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const ada = await server.createUser('ada', {
      title: 'Countess',
      active: true,
      [enterprise]: { department: 'R&D' },
    });
    await receiver.waitFor(1);
    const bob = await server.createUser('bob');
    const group = await server.createGroup('Engineers', [ada]);
    await server.scim.patch(
      `/Users/${ada}`,
      { op: 'remove', path: 'title' },
      { op: 'replace', path: `${enterprise}:department`, value: 'Math' },
    );
    await server.scim.patch(
      `/Groups/${group}`,
      { op: 'add', path: 'members', value: [{ value: bob }] },
      { op: 'remove', path: `members[value eq "${ada}"]` },
    );

    const received = await receiver.waitFor(5);
    const tokens = await verify(
      server,
      received.map(({ body }) => body),
    );

    const data = tokens.map((token) => Object.values<Body>(token.events)[0].data);
    assert.deepEqual(data[0], {
      id: ada,
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
      userName: 'ada',
      title: 'Countess',
      active: true,
      [enterprise]: { department: 'R&D' },
    });
    assert.deepEqual(data[2].members, [{ value: ada }]);
    assert.deepEqual(data[3], {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: 'remove', path: 'title' },
        { op: 'replace', path: `${enterprise}:department`, value: 'Math' },
      ],
    });
    assert.deepEqual(data[4].Operations, [
      { op: 'add', path: 'members', value: [{ value: bob }] },
      { op: 'remove', path: `members[value eq "${ada}"]` },
    ]);
    assert.equal(tokens[4].sub_id.uri, `/Groups/${group}`);
  });

  test('hears of nothing that is no resource, and of nothing from before it was declared', async () => {
    await using receiver = await startReceiver();
    await using server = await startTestServer(push(receiver));
    // The tenant, its provider and its keys have events too.
    assert.ok((await server.get('/access?subject=ada')).body.asOf > 0);
    await server.createUser('ada');
    const [first] = await receiver.waitFor(1);
    const [token] = await verify(server, [first?.body ?? '']);
    assert.equal(token.sub_id.userName, 'ada');
  });

  test('that answers 500 or redirects gets everything once it takes again', async () => {
    await using elsewhere = await startReceiver();
    await using receiver = await startReceiver();
    await using server = await startTestServer(push(receiver, { events: [`${PROVISIONING}:create:notice`] }));
    for (const behaviour of [{ status: 500 }, { status: 307, headers: { location: elsewhere.url } }]) {
      const [before, count] = [receiver.taken.length, receiver.requests()];
      receiver.behave(behaviour);
      const ids = [await server.createUser(`first${before}`), await server.createUser(`second${before}`)];
      await receiver.waitForRequests(count + 1);
      receiver.behave('take');
      const tokens = await verify(
        server,
        (await receiver.waitFor(before + 2)).slice(before).map(({ body }) => body),
      );
      assert.deepEqual(tokens.map((token) => token.sub_id.id).toSorted(), ids.toSorted());
    }
    assert.equal(elsewhere.requests(), 0);
  });

  test('that is down delays nobody else', async () => {
    await using dead = await startReceiver();
    await using alive = await startReceiver();
    dead.behave('hang');
    const base = { kind: 'push', allowPrivateNetwork: true, events: [`${PROVISIONING}:create:notice`] };
    await using server = await startTestServer(
      withReceivers([
        { ...base, name: 'dead', url: dead.url },
        { ...base, name: 'alive', url: alive.url },
      ]),
    );
    for (let index = 0; index < 20; index += 1) await server.createUser(`user${index}`);
    assert.equal((await alive.waitFor(20)).length, 20);
    assert.equal(dead.taken.length, 0);
  });

  test('takes up where it was after a restart, and sees by the jti what it has already', async () => {
    await using receiver = await startReceiver();
    await using server = await startTestServer(push(receiver, { events: [`${PROVISIONING}:create:notice`] }));
    await server.createUser('ada');
    await receiver.waitFor(1);
    receiver.behave({ status: 503 });
    await server.createUser('bob');
    await receiver.waitForRequests(2);
    await server.whileDown(() => receiver.behave('take'));
    const tokens = await verify(
      server,
      (await receiver.waitFor(2)).map(({ body }) => body),
    );
    assert.deepEqual(
      tokens.map((token) => token.sub_id.userName),
      ['ada', 'bob'],
    );
    assert.match(tokens[1].jti, /^\d+\.[0-9a-f]{16}\.0\.siem$/);
  });

  test('is not connected to in a private network unless that is allowed', async () => {
    await using receiver = await startReceiver();
    const url = receiver.url.replace('http:', 'https:');
    await using server = await startTestServer(push(receiver, { url, allowPrivateNetwork: false }));
    await server.createUser('ada');
    while (!/private network/.test(server.log())) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(receiver.requests(), 0);
  });
});

describe('what goes out', () => {
  test('is given up when it is not answered in time, and when the server stops', async () => {
    await using receiver = await startReceiver();
    receiver.behave('hang');
    using egress = createEgress({ url: receiver.url, allowPrivateNetwork: true }, { timeoutMs: 50 });
    await assert.rejects(egress.post('{}', {}, new AbortController().signal), { name: 'AbortError' });
    await assert.rejects(egress.post('{}', {}, AbortSignal.abort()), { name: 'AbortError' });
    receiver.behave({ status: 400 });
    assert.deepEqual(await egress.post('{}', {}, new AbortController().signal), {
      status: 400,
      text: '{"err":"invalid_request"}',
    });
  });

  test('does not go to private networks, however they are written', () => {
    for (const address of [
      ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
      ...['::1', '::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '::ffff:7f00:1', '64:ff9b::a00:1'],
    ]) {
      assert.equal(isPrivate(address), true, address);
    }
    for (const address of ['8.8.8.8', '172.32.0.1', '2001:4860:4860::8888', '::ffff:8.8.8.8']) {
      assert.equal(isPrivate(address), false, address);
    }
  });
});
