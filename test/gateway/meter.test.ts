import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkReceivers } from '../../src/admin/check-receivers.ts';
import { listPending, listReceivers } from '../../src/admin/receivers.ts';
import type { Event } from '../../src/directory/event.ts';
import { isRevocation } from '../../src/directory/revocation.ts';
import type { TenantName } from '../../src/directory/tenant.ts';
import { type Body, startTestServer, type TestServer } from './gateway-fixture.ts';
import { openBeside } from './offline.ts';

const DELIVERED = 'cyolo_scim_deprovisioning_delivered_seconds_count';
const ACKNOWLEDGED = 'cyolo_scim_deprovisioning_acknowledged_seconds_count';

/** Reads on from a position. @returns the last event */
async function readOn(server: TestServer, after: string): Promise<Body> {
  const { text } = await server.get(`/events?after=${after}`);
  return JSON.parse(text.trim().split('\n').at(-1) ?? '');
}

describe('how long a loss of access takes', () => {
  test('is measured until someone is told, and until a gateway has acted on it', async () => {
    await using server = await startTestServer();
    const ada = await server.createUser('ada');
    const group = await server.createGroup('Engineers', [ada]);
    const { id: start } = await readOn(server, '0');
    assert.equal((await server.post('/events/ack', { position: start })).status, 204);

    await server.setActive(ada, false);
    await server.setActive(ada, true);
    await server.scim.patch(`/Groups/${group}`, { op: 'remove', path: `members[value eq "${ada}"]` });
    assert.deepEqual(await server.metrics(DELIVERED), {});
    const last = await readOn(server, start);
    await readOn(server, start);
    assert.deepEqual(await server.metrics(DELIVERED), { [`${DELIVERED}{tenant="acme"}`]: 2 });

    const ack = () => server.post('/events/ack', { position: last.id });
    assert.equal((await ack()).status, 204);
    assert.equal((await ack()).status, 204);
    const receiver = `key:${server.gateway.key}`;
    assert.deepEqual(await server.metrics(ACKNOWLEDGED), {
      [`${ACKNOWLEDGED}{tenant="acme",receiver="${receiver}"}`]: 2,
    });
  });

  test('is shown for each receiver, with a warning when it is too long', async () => {
    await using server = await startTestServer({
      server: { publicUrl: 'https://gateway.example.com' },
      tenant: { receivers: [{ name: 'audit', kind: 'poll' }] },
    });
    const ada = await server.createUser('ada');
    const { id } = await readOn(server, '0');
    await server.post('/events/ack', { position: id });
    await server.setActive(ada, false);

    await using store = await openBeside(server.database);
    const receivers = [
      { tenant: 'acme' as TenantName, name: 'audit', kind: 'poll', audience: '', events: [] },
    ] as const;
    const now = Date.now();
    const statuses = await listReceivers({ store, receivers, now });
    assert.deepEqual(
      statuses.map(({ receiver, kind, behind, oldest }) => [receiver, kind, behind, oldest?.action]),
      [
        ['audit', 'poll', 2, 'create'],
        [`key:${server.gateway.key}`, 'feed', 1, 'deactivate'],
      ],
    );
    for (const { delivery } of statuses) {
      const pending = await listPending(delivery, store.feed, 10);
      assert.deepEqual(
        pending.map(({ action, resourceName }) => [action, resourceName]),
        [['deactivate', 'ada']],
      );
    }
    const statesAt = async (time: number) =>
      (await checkReceivers({ store, receivers, now: time }, 60_000)).map(({ state }) => state);
    assert.deepEqual(await statesAt(now), ['good', 'good']);
    assert.deepEqual(await statesAt(now + 61_000), ['warning', 'warning']);

    await server.post('/events/ack', { position: (await readOn(server, id)).id });
    assert.deepEqual(await statesAt(now + 61_000), ['warning', 'good']);
    // What is no longer declared is nobody's business.
    assert.equal((await checkReceivers({ store, receivers: [], now }, 60_000)).length, 1);
  });

  test('is not told by a position that the feed does not have', async () => {
    await using server = await startTestServer();
    assert.equal((await server.post('/events/ack', {})).status, 400);
    assert.equal((await server.post('/events/ack', { position: 'now' })).status, 400);
    assert.equal((await server.post('/events/ack', { position: '100000' })).status, 410);
  });
});

test('a loss of access is a deactivation, a deletion or a member less', () => {
  const event = (resourceType: string, action: string, removed: readonly string[] = []) =>
    ({
      resourceType,
      action,
      changes: [{ attribute: 'members', added: ['x'], removed }],
    }) as unknown as Event;
  assert.equal(isRevocation(event('User', 'deactivate')), true);
  assert.equal(isRevocation(event('User', 'delete')), true);
  assert.equal(isRevocation(event('User', 'update')), false);
  assert.equal(isRevocation(event('User', 'activate')), false);
  assert.equal(isRevocation(event('Group', 'update')), false);
  assert.equal(isRevocation(event('Group', 'update', ['y'])), true);
  assert.equal(isRevocation(event('Group', 'delete')), true);
  assert.equal(isRevocation(event('Key', 'delete')), false);
});
