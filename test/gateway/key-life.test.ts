import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Key } from '../../src/directory/key.ts';
import type { TenantName } from '../../src/directory/tenant.ts';
import { digestSecret } from '../../src/keys/digest.ts';
import { makeKeyPair } from '../../src/keys/make.ts';
import type { Store } from '../../src/store/port.ts';
import { startTestServer, type TestServer } from './gateway-fixture.ts';
import { openBeside } from './offline.ts';

const ACME = 'acme' as TenantName;
const ACTOR = { name: 'cli:root', requestId: 'key-life' };
/** Much shorter than the time after which an idle stream looks at its key by itself. */
const AT_ONCE = { timeout: 10_000 };

interface Holder {
  readonly key: Key;
  /** Asks with the key. */
  get(path: string, accept?: string): Promise<Response>;
  poll(): Promise<Response>;
}

/** Someone with another key of the scope `gateway`, made beside the server as by the command line. */
async function issueKey(server: TestServer, store: Store, expiresAt?: number): Promise<Holder> {
  const pair = makeKeyPair(randomBytes);
  const key: Key = {
    ...{ id: pair.key, tenant: ACME, identityProvider: 'okta', scope: 'gateway', declared: false },
    digest: digestSecret(pair.secret),
    createdAt: Date.now(),
    ...{ expiresAt, revokedAt: undefined, lastUse: undefined },
  };
  await store.registry.createKey(key, ACTOR);
  const authorization = `Bearer ${pair.secret}`;
  return {
    key,
    get: (path, accept = '*/*') => fetch(server.url + path, { headers: { authorization, accept } }),
    poll: () =>
      fetch(`${server.url}/events/poll/siem`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: '{}',
      }),
  };
}

function start(): Promise<TestServer> {
  return startTestServer({
    server: { publicUrl: 'https://gateway.example.com' },
    tenant: { receivers: [{ name: 'siem', kind: 'poll' }] },
  });
}

describe('a key that ends while a response is open', () => {
  test('ends its stream at once, which tells nothing of it', AT_ONCE, async () => {
    await using server = await start();
    await using store = await openBeside(server.database);
    const { key, get } = await issueKey(server, store);
    const stream = await get('/events?after=now', 'text/event-stream');
    await store.registry.endKey(ACME, key.id, { revokedAt: Date.now() }, ACTOR);
    assert.doesNotMatch(await stream.text(), /data:/);
    assert.equal((await get('/events')).status, 401);
  });

  test('ends its stream when its time has come, and not before', AT_ONCE, async () => {
    await using server = await start();
    await using store = await openBeside(server.database);
    const { key, get } = await issueKey(server, store);
    const stream = await get('/events?after=now', 'text/event-stream');
    await store.registry.endKey(ACME, key.id, { expiresAt: Date.now() + 2000 }, ACTOR);
    const text = await stream.text();
    assert.match(text, /"attribute":"expiresAt"/);
    assert.equal((await get('/events')).status, 401);
  });

  test('gets nothing any more for which it waits', AT_ONCE, async () => {
    await using server = await start();
    await using store = await openBeside(server.database);
    const { key, get, poll } = await issueKey(server, store);
    const tokens = poll();
    const lines = await get('/events?after=now&wait=5');
    await store.registry.endKey(ACME, key.id, { revokedAt: Date.now() }, ACTOR);
    await server.createUser('ada');
    assert.equal(await lines.text(), '');
    assert.doesNotMatch(await (await tokens).text(), /eyJ/);
  });

  test('gets nothing either when its time comes while it waits', AT_ONCE, async () => {
    await using server = await start();
    await using store = await openBeside(server.database);
    const expiresAt = Date.now() + 1000;
    const { get } = await issueKey(server, store, expiresAt);
    const lines = await get('/events?after=now&wait=5');
    await sleep(expiresAt - Date.now());
    await server.createUser('ada');
    assert.equal(await lines.text(), '');
  });
});
