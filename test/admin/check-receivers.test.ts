import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkReceivers } from '../../src/admin/check-receivers.ts';
import type { Finding } from '../../src/admin/finding.ts';
import type { Receiver } from '../../src/directory/receiver.ts';
import type { TenantName } from '../../src/directory/tenant.ts';
import { startReceiver } from '../gateway/delivery/fake-receiver.ts';
import {
  openDatabase,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../gateway/gateway-fixture.ts';
import { openBeside } from '../gateway/offline.ts';

const LIMIT = 60_000;
const ACME = 'acme' as TenantName;

function withReceivers(...receivers: readonly Record<string, unknown>[]): TestServerOptions {
  return { server: { publicUrl: 'https://gateway.example.com' }, tenant: { receivers } };
}

/** What is found a while later, past the limit. */
async function findLater(server: TestServer, declared: readonly string[]): Promise<readonly Finding[]> {
  await using store = await openBeside(server.database);
  const receivers = declared.map((name): Receiver => {
    return { tenant: ACME, name, kind: 'poll', audience: '', events: [] };
  });
  return checkReceivers({ store, receivers, now: Date.now() + LIMIT + 1000 }, LIMIT);
}

async function setUpStream(server: TestServer, status: string): Promise<string> {
  const { body } = await server.post('/ssf/streams', {});
  await server.post('/ssf/status', { stream_id: body.stream_id, status });
  return body.stream_id;
}

describe('a receiver', () => {
  test('that takes events is good', async () => {
    await using server = await startTestServer(withReceivers({ name: 'siem', kind: 'poll' }));
    await server.post('/events/poll/siem', { returnImmediately: true });
    assert.deepEqual(await findLater(server, ['siem']), [
      { check: 'receiver siem of acme', state: 'good', detail: 'takes events' },
    ]);
  });

  test('that has not come for a while deserves a look', async () => {
    await using server = await startTestServer(withReceivers({ name: 'siem', kind: 'poll' }));
    await server.createUser('ada');
    const [finding] = await findLater(server, ['siem']);
    assert.equal(finding?.state, 'warning');
    assert.match(finding?.detail ?? '', /^has not taken 1 events, .*: see that it runs .*config\.yaml$/);
  });

  test('that fails past the limit is bad, with its error', async () => {
    await using receiver = await startReceiver();
    receiver.behave({ status: 503 });
    const { url } = receiver;
    await using server = await startTestServer(
      withReceivers({ name: 'siem', kind: 'push', url, allowPrivateNetwork: true }),
    );
    await server.createUser('ada');
    await receiver.waitForRequests(2);
    const [finding] = await findLater(server, ['siem']);
    assert.equal(finding?.state, 'bad');
    assert.match(
      finding?.detail ?? '',
      /failed \d times \(It answered 503 \(invalid_request\)\.\): mend what it says/,
    );
  });

  test('that has to start anew after a restore deserves a look until it has', async () => {
    await using server = await startTestServer();
    const id = await server.createUser('ada');
    const acknowledge = async (): Promise<void> => {
      const { body } = await server.get('/access?subject=ada');
      await server.post('/events/ack', { position: body.position });
    };
    await acknowledge();
    await server.whileDown(() => {
      using database = openDatabase(server.database);
      database.prepare('UPDATE deliveries SET gap = ?').run('{"at":1,"reason":"It was restored."}');
    });
    const [finding] = await findLater(server, []);
    assert.match(finding?.detail ?? '', /^has not taken yet .* \(It was restored\.\): .* key revoke cyk_/);
    await server.setActive(id, false);
    await acknowledge();
    assert.deepEqual(
      (await findLater(server, [])).map(({ state }) => state),
      ['good'],
    );
  });

  test('that has paused its stream deserves a look once something is kept for it', async () => {
    await using server = await startTestServer(withReceivers());
    const paused = await setUpStream(server, 'paused');
    await setUpStream(server, 'disabled');
    const check = `receiver ${paused} of acme`;
    assert.deepEqual(await findLater(server, []), [{ check, state: 'good', detail: 'is paused' }]);
    await server.createUser('ada');
    const [finding, ...others] = await findLater(server, []);
    assert.deepEqual(others, []);
    assert.equal(finding?.state, 'warning');
    assert.match(finding?.detail ?? '', /^is paused, and has not taken 1 events, .* or delete the stream$/);
  });
});
