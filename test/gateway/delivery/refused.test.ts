import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { listReceivers } from '../../../src/admin/receivers.ts';
import type { Receiver } from '../../../src/directory/receiver.ts';
import type { TenantName } from '../../../src/directory/tenant.ts';
import type { Delivery } from '../../../src/store/port.ts';
import { type Body, startTestServer, type TestServer } from '../gateway-fixture.ts';
import { openBeside } from '../offline.ts';
import { type FakeReceiver, type Received, startReceiver } from './fake-receiver.ts';
import { temporaryFile } from './temporary-file.ts';

const HOOK = { tenant: 'acme' as TenantName, name: 'hook' } as Receiver;

function start({ url }: FakeReceiver, secretFile: string): Promise<TestServer> {
  const hook = { name: 'hook', kind: 'webhook', url, secretFile, allowPrivateNetwork: true };
  return startTestServer({ tenant: { receivers: [hook] } });
}

const eventOf = ({ body }: Received): Body => JSON.parse(body);
const whatOf = ({ resource, action }: Body): string => `${resource.name} ${action}`;

/** What was taken, each once, in the order in which it came first. */
function told({ taken }: FakeReceiver): readonly string[] {
  return [...new Map(taken.map((each) => [eventOf(each).id, whatOf(eventOf(each))])).values()];
}

/** Refuses what a test names, and takes all else. */
function refuse(receiver: FakeReceiver, status: number, ...refused: readonly string[]): void {
  receiver.behave((received) => (refused.includes(whatOf(eventOf(received))) ? { status } : 'take'));
}

async function hears(receiver: FakeReceiver, what: string): Promise<void> {
  while (!told(receiver).includes(what)) await sleep(10);
}

/** How far the receiver has got, once that is so. */
async function statusOf({ database }: TestServer, isSo: (delivery: Delivery) => boolean): Promise<Delivery> {
  await using store = await openBeside(database);
  for (;;) {
    const [status] = await listReceivers({ store, receivers: [HOOK], now: Date.now() });
    if (status !== undefined && isSo(status.delivery)) return status.delivery;
    await sleep(20);
  }
}

describe('an event that is always refused', () => {
  for (const status of [422, 500]) {
    test(`with ${status} delays its own subject alone`, async () => {
      using secret = temporaryFile('secret');
      await using receiver = await startReceiver();
      await using server = await start(receiver, secret.path);
      refuse(receiver, status, 'ada create');
      const [ada, bob] = [await server.createUser('ada'), await server.createUser('bob')];
      await server.setActive(ada, false);
      await server.setActive(bob, false);
      await hears(receiver, 'bob deactivate');
      await server.scim.delete(`/Users/${bob}`);
      await hears(receiver, 'bob delete');
      assert.deepEqual(told(receiver), ['bob create', 'bob deactivate', 'bob delete']);

      receiver.behave('take');
      await hears(receiver, 'ada deactivate');
      assert.deepEqual(told(receiver).slice(3), ['ada create', 'ada deactivate']);
    });
  }

  test('lets one pass that comes only later', async () => {
    using secret = temporaryFile('secret');
    await using receiver = await startReceiver();
    await using server = await start(receiver, secret.path);
    const bob = await server.createUser('bob');
    refuse(receiver, 400, 'ada create');
    await server.createUser('ada');
    await receiver.waitForRequests(3);
    await server.setActive(bob, false);
    await hears(receiver, 'bob deactivate');
    assert.deepEqual(told(receiver), ['bob create', 'bob deactivate']);
  });

  test('of a group lets users and other groups pass, and nothing of the group', async () => {
    using secret = temporaryFile('secret');
    await using receiver = await startReceiver();
    await using server = await start(receiver, secret.path);
    const bob = await server.createUser('bob');
    await hears(receiver, 'bob create');
    refuse(receiver, 422, 'staff create');
    const staff = await server.createGroup('staff', [bob]);
    await server.createGroup('guests', [bob]);
    await server.scim.patch(`/Groups/${staff}`, { op: 'remove', path: 'members' });
    await server.setActive(bob, false);
    await hears(receiver, 'bob deactivate');
    assert.deepEqual(told(receiver).toSorted(), ['bob create', 'bob deactivate', 'guests create']);

    receiver.behave('take');
    await hears(receiver, 'staff update');
    assert.deepEqual(told(receiver).slice(3), ['staff create', 'staff update']);
  });

  test('is told of by its number and the answer, and by nothing that it is about', async () => {
    using secret = temporaryFile('secret');
    await using receiver = await startReceiver();
    await using server = await start(receiver, secret.path);
    refuse(receiver, 400, 'ada create');
    await server.createUser('ada');
    await receiver.waitForRequests(2);
    await server.createUser('bob');
    const refused = (await statusOf(server, ({ failures }) => failures > 0)).acknowledged + 1;
    const { acknowledged, failures, error, nextTryAt } = await statusOf(
      server,
      ({ error }) => error?.includes(`Others were taken up to event ${refused + 1};`) === true,
    );
    assert.equal(acknowledged, refused - 1);
    assert.equal(
      error,
      `It refuses event ${refused}: It answered 400 (invalid_request). Others were taken up to event ${refused + 1}; 1 wait.`,
    );
    assert.ok(failures > 0 && nextTryAt !== undefined);
    const reader = await server.get(`/events?after=${acknowledged}&limit=1`);
    assert.equal(reader.body.resource.name, 'ada');

    receiver.behave('take');
    const after = await statusOf(server, (delivery) => delivery.acknowledged > acknowledged);
    assert.deepEqual([after.acknowledged, after.failures, after.error], [refused + 1, 0, undefined]);
  });

  test('is still to come after a restart, and what went past it comes again', async () => {
    using secret = temporaryFile('secret');
    await using receiver = await startReceiver();
    await using server = await start(receiver, secret.path);
    refuse(receiver, 400, 'ada create');
    const ada = await server.createUser('ada');
    const bob = await server.createUser('bob');
    await server.setActive(ada, false);
    await server.setActive(bob, false);
    await hears(receiver, 'bob deactivate');
    const count = receiver.taken.length;
    await server.whileDown(() => {});
    const again = () => receiver.taken.slice(count).map((each) => whatOf(eventOf(each)));
    while (!again().includes('bob deactivate')) await sleep(10);
    await server.scim.delete(`/Users/${bob}`);
    await hears(receiver, 'bob delete');
    receiver.behave('take');
    await hears(receiver, 'ada deactivate');
    assert.deepEqual(told(receiver), [
      ...['bob create', 'bob deactivate', 'bob delete'],
      ...['ada create', 'ada deactivate'],
    ]);
  });
});

describe('a receiver that takes nothing', () => {
  for (const status of [500, 503]) {
    test(`but answers ${status} is asked with one event at a time, and gets all in order`, async () => {
      using secret = temporaryFile('secret');
      await using receiver = await startReceiver();
      await using server = await start(receiver, secret.path);
      receiver.behave({ status });
      await server.createGroup('staff');
      await receiver.waitForRequests(1);
      for (const name of ['ada', 'bob', 'cem']) await server.createUser(name);
      await receiver.waitForRequests(3);
      const { acknowledged, failures } = await statusOf(server, (delivery) => delivery.failures >= 3);
      const pauses = Array.from(server.log().matchAll(/"pause":(\d+)/g), ([, pause]) => pause);
      assert.deepEqual(pauses.slice(0, 3), ['1000', '2000', '4000']);
      assert.equal(receiver.requests(), failures, 'each pause is followed by one request');
      receiver.behave('take');
      await statusOf(server, (delivery) => delivery.acknowledged === acknowledged + 4);
      const [first, ...others] = told(receiver);
      assert.equal(first, 'staff create');
      assert.deepEqual(others.toSorted(), ['ada create', 'bob create', 'cem create']);
    });
  }
});
