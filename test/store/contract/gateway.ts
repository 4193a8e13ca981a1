import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findPlace, parseAttributePath } from '../../../src/scim/attribute-path.ts';
import type { BoundPath } from '../../../src/scim/filter/filter.ts';
import { GROUP, USER } from '../../../src/scim/resource-types.ts';
import type { EventStream, Store } from '../../../src/store/port.ts';
import { ACME, GLOBEX, type OpenStore, openDirectory } from '../fixture.ts';

const LIMITS = { events: 100, bytes: 1024 * 1024 };

function path(name: string): BoundPath {
  const parsed = parseAttributePath(name);
  const place = parsed && findPlace(parsed, USER);
  assert.ok(place?.attribute);
  return place;
}

const find = (store: Store, text: string, names: readonly string[] = ['userName'], tenant = ACME) =>
  store.subjects.find({ tenant, type: USER }, text, names.map(path));

/** What gateways and receivers need of a store. */
export function gatewayContract(open: OpenStore): void {
  subjectsContract(open);
  feedContract(open);
  snapshotContract(open);
  deliveryContract(open);
}

function subjectsContract(open: OpenStore): void {
  describe('subjects', () => {
    test('are users with their groups, as of an event', async () => {
      await using fixture = await openDirectory(open);
      const { store, acme } = fixture;
      const ada = await acme.createUser({ userName: 'Ada' });
      const group = await acme.createGroup('Engineers', [ada.id]);
      const { users, position, wasDeleted } = await find(store, 'ADA');
      assert.deepEqual(
        users.map(({ id, groups }) => [id, groups?.map((each) => each.id)]),
        [[ada.id, [group.id]]],
      );
      assert.equal(wasDeleted, false);
      assert.deepEqual(position, await store.feed.end(ACME));
      assert.equal((await acme.events()).at(-1)?.sequence, position.sequence);
    });

    test('are found by the first attribute in which there are any', async () => {
      await using fixture = await openDirectory(open);
      const { store, acme } = fixture;
      const one = await acme.createUser({ userName: 'x', externalId: 'y' });
      const other = await acme.createUser({ userName: 'y' });
      const ids = async (...names: string[]) => (await find(store, 'y', names)).users.map(({ id }) => id);
      assert.deepEqual(await ids('userName', 'externalId'), [other.id]);
      assert.deepEqual(await ids('externalId', 'userName'), [one.id]);
      await acme.createUser({ userName: 'z', externalId: 'y' });
      assert.equal((await ids('externalId')).length, 2);
    });

    test('that were deleted are told from those that never were, until the event is forgotten', async () => {
      await using fixture = await openDirectory(open);
      const { store, acme, clock } = fixture;
      const ada = await acme.createUser({ userName: 'Ada' });
      await acme.remove(ada);
      assert.deepEqual([(await find(store, 'ada')).users, (await find(store, 'ada')).wasDeleted], [[], true]);
      assert.equal((await find(store, 'bob')).wasDeleted, false);
      assert.equal((await find(store, 'ada', ['userName'], GLOBEX)).wasDeleted, false);
      clock.now += 1000;
      await acme.createUser({ userName: 'bob' });
      await store.events.forgetEvents(clock.now, []);
      assert.equal((await find(store, 'ada')).wasDeleted, false);
    });
  });
}

function feedContract(open: OpenStore): void {
  describe('the feed', () => {
    test('has bounds, which follow what is forgotten', async () => {
      await using fixture = await openDirectory(open);
      const { store, acme, clock } = fixture;
      const before = await store.feed.bounds(ACME, 1);
      assert.deepEqual([before.first, before.last.sequence], [1, 1]);
      assert.equal(before.digest, before.last.digest);
      clock.now += 1000;
      await acme.createUser({ userName: 'ada' });
      await acme.createUser({ userName: 'bob' });
      await store.events.forgetEvents(clock.now, []);
      const after = await store.feed.bounds(ACME, 1);
      assert.deepEqual([after.first, after.last.sequence, after.digest], [2, 3, undefined]);
    });

    test('is read in slices of so many events or bytes, and of one at least', async () => {
      await using fixture = await openDirectory(open);
      const { store, acme } = fixture;
      for (const userName of ['ada', 'bob', 'cem']) await acme.createUser({ userName });
      const all = await acme.events();
      const sequences = async (after: number, limits: Partial<typeof LIMITS>) =>
        (await store.feed.read(ACME, after, { ...LIMITS, ...limits })).map(({ sequence }) => sequence);
      assert.deepEqual(await store.feed.read(ACME, 1, LIMITS), all);
      assert.deepEqual(await sequences(1, { events: 2 }), [2, 3]);
      assert.deepEqual(await sequences(1, { bytes: 1 }), [2]);
      assert.deepEqual(await sequences(4, {}), []);
      assert.deepEqual(await store.feed.read(GLOBEX, 1, LIMITS), []);
    });

    test('finds the users in groups at any depth, each once, and none of another tenant', async () => {
      await using fixture = await openDirectory(open);
      const { store, acme, globex } = fixture;
      const [ada, bob] = [
        await acme.createUser({ userName: 'ada' }),
        await acme.createUser({ userName: 'bob' }),
      ];
      const inner = await acme.createGroup('inner', [ada.id, bob.id]);
      const outer = await acme.createGroup('outer', [inner.id, ada.id]);
      const stranger = await globex.createUser({ userName: 'eve' });
      const within = (ids: readonly string[], limit = 10) => store.feed.usersWithin(ACME, ids, limit);
      assert.deepEqual((await within([outer.id])).toSorted(), [ada.id, bob.id].toSorted());
      assert.deepEqual(await within([bob.id, 'nothing', stranger.id]), [bob.id]);
      assert.equal((await within([outer.id], 1)).length, 1);
    });
  });
}

function snapshotContract(open: OpenStore): void {
  test('a snapshot has one state of one tenant, whatever is written meanwhile', async () => {
    await using fixture = await openDirectory(open);
    const { store, acme, globex } = fixture;
    const ada = await acme.createUser({ userName: 'ada' });
    const group = await acme.createGroup('Engineers', [ada.id]);
    await globex.createUser({ userName: 'eve' });
    await using snapshot = await store.openSnapshot(ACME);
    await acme.createUser({ userName: 'late' });
    await acme.remove(group);
    const read = async (type: typeof USER, relations: boolean) => {
      const slices = await Array.fromAsync(snapshot.read(type, { relations }));
      return slices.flat().map(({ id, groups }) => [id, groups?.map((each) => each.id)]);
    };
    assert.deepEqual(await read(USER, true), [[ada.id, [group.id]]]);
    assert.deepEqual(await read(GROUP, false), [[group.id, undefined]]);
    assert.equal(snapshot.position.sequence, 3);
  });
}

function deliveryContract(open: OpenStore): void {
  const STREAM: EventStream = {
    tenant: ACME,
    id: 'one',
    description: 'a gateway',
    requested: ['urn:a', 'urn:b'],
    status: 'enabled',
    reason: undefined,
    createdAt: 1,
  };

  describe('what receivers have', () => {
    test('is a place, which begins at the end of the feed and stays', async () => {
      await using fixture = await openDirectory(open);
      const { store, acme } = fixture;
      await acme.createUser({ userName: 'ada' });
      const begun = await store.outbox.open(ACME, 'siem');
      assert.deepEqual(begun, {
        ...{ tenant: ACME, receiver: 'siem', acknowledged: 2, failures: 0 },
        ...{ acknowledgedAt: undefined, error: undefined, nextTryAt: undefined, gap: undefined },
      });
      await acme.createUser({ userName: 'bob' });
      const gap = { at: 7, reason: 'restored' };
      const failed = { ...begun, acknowledgedAt: 5, failures: 2, error: 'down', nextTryAt: 9, gap };
      await store.outbox.save(failed);
      assert.deepEqual(await store.outbox.open(ACME, 'siem'), failed);
      assert.deepEqual(await store.outbox.list(ACME), [failed]);
      assert.deepEqual(await store.outbox.list(GLOBEX), []);
      await store.outbox.remove(GLOBEX, 'siem');
      await store.outbox.remove(ACME, 'siem');
      assert.equal((await store.outbox.open(ACME, 'siem')).acknowledged, 3);
    });

    test('is a stream, which goes with its place', async () => {
      await using fixture = await openDirectory(open);
      const { eventStreams, outbox } = fixture.store;
      const paused: EventStream = { ...STREAM, status: 'paused', reason: 'rest', description: undefined };
      assert.equal(await eventStreams.create(STREAM, 2), true);
      assert.deepEqual(await eventStreams.get(ACME, 'one'), STREAM);
      assert.equal(await eventStreams.update(paused), true);
      const others = ['two', 'three'].map((id) => eventStreams.create({ ...STREAM, id, createdAt: 0 }, 2));
      assert.deepEqual(await Promise.all(others), [true, false]);
      assert.equal(await eventStreams.update({ ...STREAM, id: 'three' }), false);
      assert.deepEqual(
        (await eventStreams.list(ACME)).map(({ id, status }) => [id, status]),
        [
          ['two', 'enabled'],
          ['one', 'paused'],
        ],
      );
      assert.deepEqual(await eventStreams.list(GLOBEX), []);
      assert.equal(await eventStreams.get(GLOBEX, 'one'), undefined);
      const place = await outbox.open(ACME, 'one');
      await eventStreams.remove(GLOBEX, 'one');
      assert.deepEqual(
        (await outbox.list(ACME)).map(({ receiver }) => receiver),
        ['one', 'two'],
      );
      await eventStreams.remove(ACME, 'one');
      await outbox.save(place);
      assert.equal(await eventStreams.get(ACME, 'one'), undefined);
      assert.deepEqual(
        (await outbox.list(ACME)).map(({ receiver }) => receiver),
        ['two'],
      );
    });

    test('is signed by keys of the tenant', async () => {
      await using fixture = await openDirectory(open);
      const { signingKeys } = fixture.store;
      const key = (id: string, createdAt: number) => ({
        ...{ tenant: ACME, id, createdAt },
        privateKey: new Uint8Array([1, 2, 3]),
      });
      await signingKeys.add(key('b', 2));
      await signingKeys.add(key('a', 1));
      const listed = await signingKeys.list(ACME);
      assert.deepEqual(
        listed.map(({ id, privateKey }) => [id, [...privateKey]]),
        [
          ['a', [1, 2, 3]],
          ['b', [1, 2, 3]],
        ],
      );
      assert.deepEqual(await signingKeys.list(GLOBEX), []);
      await signingKeys.remove(GLOBEX, 'a');
      await signingKeys.remove(ACME, 'a');
      assert.deepEqual(
        (await signingKeys.list(ACME)).map(({ id }) => id),
        ['b'],
      );
    });

    test('is gone with the tenant', async () => {
      await using fixture = await openDirectory(open);
      const { store } = fixture;
      await store.outbox.open(ACME, 'siem');
      await store.eventStreams.create(STREAM, 1);
      await store.registry.removeTenant(ACME);
      assert.deepEqual(await store.outbox.list(ACME), []);
      assert.deepEqual(await store.eventStreams.list(ACME), []);
    });
  });
}
