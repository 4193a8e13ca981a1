import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Event } from '../../../src/directory/event.ts';
import type { PushReceiver } from '../../../src/directory/receiver.ts';
import { runCourier } from '../../../src/gateway/delivery/courier.ts';
import { RefusalError } from '../../../src/gateway/delivery/refusal.ts';
import { startTestServer } from '../gateway-fixture.ts';
import { createUsers, openBeside } from '../offline.ts';

test('so many that are refused are gone past, and then all wait until one is taken', async () => {
  await using server = await startTestServer();
  await using store = await openBeside(server.database);
  const receiver = { tenant: 'acme', name: 'siem' } as PushReceiver;
  await store.outbox.open(receiver.tenant, receiver.name);
  const stop = new AbortController();
  const taken: string[] = [];
  let isWell = false;
  const send = async ({ resourceName }: Event): Promise<void> => {
    if (!isWell && resourceName.startsWith('bad')) throw new RefusalError('no');
    taken.push(resourceName);
  };
  const running = runCourier(
    receiver,
    {
      source: store,
      outbox: store.outbox,
      messagesOf: async (event) => [{ send: () => send(event) }],
      gapMessage: () => ({ send: async () => {} }),
      meter: { delivered() {}, acknowledged() {} },
      mostHeld: 1,
      log: pino({ level: 'silent' }),
      now: Date.now,
    },
    stop.signal,
  );
  const hasFailed = async (error: RegExp): Promise<void> => {
    while (!error.test((await store.outbox.list(receiver.tenant))[0]?.error ?? '')) await sleep(10);
  };
  await createUsers(store, ['bad']);
  await hasFailed(/no/);
  await createUsers(store, ['good']);
  await hasFailed(/ 1 wait\./);
  await createUsers(store, ['better']);
  await sleep(300);
  assert.deepEqual([...new Set(taken)], ['good']);
  isWell = true;
  while (!taken.includes('better')) await sleep(10);
  assert.deepEqual([...new Set(taken)], ['good', 'bad', 'better']);
  stop.abort();
  await running.catch(() => {});
});
