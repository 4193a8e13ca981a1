import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Body, startTestServer, type TestServer } from '../gateway-fixture.ts';
import { type FakeReceiver, startReceiver } from './fake-receiver.ts';
import { temporaryFile } from './temporary-file.ts';

/** An appliance with a webhook for each receiver. */
function start(secretFile: string, receivers: readonly FakeReceiver[]): Promise<TestServer> {
  const webhooks = receivers.map(({ url }, index) => ({
    ...{ name: `hook${index}`, kind: 'webhook', url, secretFile, allowPrivateNetwork: true },
  }));
  return startTestServer({ tenant: { receivers: webhooks } });
}

/** What was taken, each once, in the order in which it came first. */
function eventsOf(...receivers: readonly FakeReceiver[]): readonly Body[] {
  const events = receivers.flatMap(({ taken }) => taken.map(({ body }) => JSON.parse(body)));
  return [...new Map(events.map((event) => [event.id, event])).values()];
}

/** What has happened to each user, in order. */
function actionsByName(events: readonly Body[]): Readonly<Record<string, string>> {
  const byName = Object.groupBy(events, ({ resource }) => resource.name);
  return Object.fromEntries(
    Object.entries(byName).map(([name, some = []]) => [name, some.map(({ action }) => action).join(' ')]),
  );
}

const names = Array.from({ length: 10 }, (_, index) => `user${index}`);

/** Users come, lose access, and are gone. */
async function come(server: TestServer): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const id = await server.createUser(name);
      await server.setActive(id, false);
      await server.scim.delete(`/Users/${id}`);
    }),
  );
}

const ALL = Object.fromEntries(names.map((name) => [name, 'create deactivate delete']));

describe('a receiver', () => {
  test('that is down, and comes back where it was, gets all in order for each user', async () => {
    using secret = temporaryFile('secret');
    await using first = await startReceiver();
    await using server = await start(secret.path, [first]);
    await first[Symbol.asyncDispose]();
    await come(server);
    while (!/ECONNREFUSED/.test(server.log())) await sleep(20);
    await using second = await startReceiver(Number(new URL(first.url).port));
    await second.waitFor(30);
    assert.deepEqual(actionsByName(eventsOf(second)), ALL);
  });

  test('that is slow gets all in order for each user, and keeps nobody else waiting', async () => {
    using secret = temporaryFile('secret');
    await using slow = await startReceiver();
    await using quick = await startReceiver();
    await using server = await start(secret.path, [slow, quick]);
    slow.behave('dawdle');
    await come(server);
    await quick.waitFor(30);
    const taken = slow.taken.length;
    await slow.waitFor(30);
    assert.ok(taken < 30, `${taken} were taken by then`);
    for (const receiver of [slow, quick]) assert.deepEqual(actionsByName(eventsOf(receiver)), ALL);
  });

  test('that restarts amid its events gets all in order for each user', async () => {
    using secret = temporaryFile('secret');
    await using first = await startReceiver();
    await using server = await start(secret.path, [first]);
    const coming = come(server);
    await first.waitFor(5);
    await first[Symbol.asyncDispose]();
    await coming;
    await using second = await startReceiver(Number(new URL(first.url).port));
    while (eventsOf(first, second).length < 30) await sleep(20);
    assert.deepEqual(actionsByName(eventsOf(first, second)), ALL);
  });
});
