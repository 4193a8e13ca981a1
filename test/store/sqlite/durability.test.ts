import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { digestEvent } from '../../../src/directory/event-digest.ts';
import { BUILT_IN_RESOURCE_TYPES, USER } from '../../../src/scim/resource-types.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/store/port.ts';
import { ACME, ACTOR, Directory } from '../fixture.ts';
import { databaseFile, startWriter } from './processes.ts';

const open = (url: string) => openStore(url, { resourceTypes: BUILT_IN_RESOURCE_TYPES, now: Date.now });

async function prepare(url: string): Promise<void> {
  await using store = await open(url);
  const tenant = { name: ACME, displayName: 'Acme', hosts: [], declared: false, createdAt: 0 };
  await store.registry.createTenant(tenant, ACTOR);
}

async function assertWhole(store: Store): Promise<void> {
  const events = await store.events.listEvents(ACME, { descending: false, limit: 1_000_000 });
  let previous = '';
  for (const [index, { digest, ...content }] of events.entries()) {
    assert.equal(content.sequence, index + 1);
    assert.equal(digest, digestEvent(previous, content));
    previous = digest;
  }
  const directory = new Directory(store, ACME);
  const { total } = await directory.list(USER);
  const streamed = await Array.fromAsync(store.resources.stream({ tenant: ACME, type: USER }));
  assert.equal(total, streamed.flat().length, 'the counter counts the rows');
  assert.equal(total, events.length - 1, 'every user has its event');
  const indexed = await directory.list(USER, { filter: 'userName sw ""' });
  assert.equal(total, indexed.total, 'every user is in the index');
}

describe('a file', () => {
  test('holds all that was answered when the process is killed', async () => {
    using file = databaseFile();
    await prepare(file.url);
    const child = startWriter(file.path, { name: 'user', count: 1_000_000 });
    const answered: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      answered.push(line);
      if (answered.length === 500) child.kill('SIGKILL');
    }
    assert.ok(answered.length >= 500);
    await using store = await open(file.url);
    await assertWhole(store);
    const directory = new Directory(store, ACME);
    for (const id of answered) await directory.find({ type: USER, id: id as never });
  });

  test('takes the writes of several processes', async () => {
    using file = databaseFile();
    await prepare(file.url);
    await using store = await open(file.url);
    const children = ['a', 'b'].map((name) => startWriter(file.path, { name, count: 150 }));
    for (const child of children) child.stdout.resume();
    const ends = children.map((child) => once(child, 'exit'));
    const directory = new Directory(store, ACME);
    await directory.createUsers(150);
    assert.deepEqual(await Promise.all(ends), [
      [0, null],
      [0, null],
    ]);
    assert.equal((await directory.list(USER)).total, 450);
    await assertWhole(store);
  });

  test('tells those who wait of what another process commits', async () => {
    using file = databaseFile();
    await prepare(file.url);
    await using store = await open(file.url);
    const committed = store.events.waitForEvents(AbortSignal.timeout(60_000));
    const child = startWriter(file.path, { name: 'other', count: 1 });
    child.stdout.resume();
    const ended = once(child, 'exit');
    await committed;
    assert.equal((await new Directory(store, ACME).events()).length, 1);
    await ended;
  });

  test('shows the next read what another process has committed', async () => {
    using file = databaseFile();
    await prepare(file.url);
    await using store = await open(file.url);
    await using other = await open(file.url);
    const directory = new Directory(store, ACME);
    assert.equal((await directory.list(USER)).total, 0);
    await new Directory(other, ACME).createUsers(1);
    assert.equal((await directory.list(USER)).total, 1);
  });
});
