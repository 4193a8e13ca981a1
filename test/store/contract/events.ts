import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { digestEvent } from '../../../src/directory/event-digest.ts';
import type { TenantName } from '../../../src/directory/tenant.ts';
import { USER } from '../../../src/scim/resource-types.ts';
import type { EventStream } from '../../../src/store/port.ts';
import { ACTOR, idsOf, type OpenStore, openDirectory } from '../fixture.ts';

export function eventsContract(open: OpenStore): void {
  describe('events', () => {
    test('tell what each write changed', async () => {
      await using fixture = await openDirectory(open);
      const { acme, clock } = fixture;
      const user = await acme.createUser({ userName: 'bjensen', active: true });
      clock.now += 5;
      const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
      await acme.update(user, { userName: 'babs', [enterprise]: { department: 'R&D', division: 'A' } });
      await acme.update(user, { [enterprise]: { division: 'B' } });
      await acme.update(user, { active: false });
      await acme.update(user, { active: true, title: 'Boss' });
      await acme.remove(user);
      const events = await acme.events();
      assert.deepEqual(
        events.map(({ action, resourceName, changes }) => [action, resourceName, changes]),
        [
          [
            'create',
            'bjensen',
            [
              { attribute: 'schemas', after: [USER.schema.id] },
              { attribute: 'userName', after: 'bjensen' },
              { attribute: 'active', after: true },
            ],
          ],
          [
            'update',
            'babs',
            [
              { attribute: 'userName', before: 'bjensen', after: 'babs' },
              { attribute: `${enterprise}:department`, after: 'R&D' },
              { attribute: `${enterprise}:division`, after: 'A' },
            ],
          ],
          [
            'update',
            'babs',
            [
              { attribute: `${enterprise}:department`, before: 'R&D' },
              { attribute: `${enterprise}:division`, before: 'A', after: 'B' },
            ],
          ],
          ['deactivate', 'babs', [{ attribute: 'active', before: true, after: false }]],
          [
            'activate',
            'babs',
            [
              { attribute: 'active', before: false, after: true },
              { attribute: 'title', after: 'Boss' },
            ],
          ],
          [
            'delete',
            'babs',
            [
              { attribute: 'schemas', before: [USER.schema.id] },
              { attribute: 'userName', before: 'babs' },
              { attribute: 'active', before: true },
              { attribute: `${enterprise}:division`, before: 'B' },
              { attribute: 'title', before: 'Boss' },
            ],
          ],
        ],
      );
      const [first, second] = events;
      assert.ok(first && second);
      const { digest, ...content } = first;
      assert.deepEqual(content, {
        tenant: 'acme',
        sequence: 2,
        at: clock.now - 5,
        actor: ACTOR.name,
        requestId: ACTOR.requestId,
        method: null,
        action: 'create',
        resourceType: 'User',
        resourceId: user.id,
        resourceName: 'bjensen',
        changes: first.changes,
        skippedMembers: [],
      });
      assert.equal(second.at, clock.now);
      assert.match(digest, /^[0-9a-f]{64}$/);
    });

    test('are numbered without gaps, each chained to the one before', async () => {
      await using fixture = await openDirectory(open);
      const { acme, globex, store } = fixture;
      await Promise.allSettled(
        Array.from({ length: 60 }, (_, index) =>
          (index % 3 === 0 ? globex : acme).createUser({ userName: `user${index % 40}` }),
        ),
      );
      for (const { tenant } of [acme, globex]) {
        const events = await store.events.listEvents(tenant, { descending: false, limit: 1000 });
        let previous = '';
        for (const [index, { digest, ...content }] of events.entries()) {
          assert.equal(content.sequence, index + 1);
          assert.equal(digest, digestEvent(previous, content));
          previous = digest;
        }
        assert.ok(events.length > 10);
      }
    });

    test('are found by what they are about', async () => {
      await using fixture = await openDirectory(open);
      const { acme, clock } = fixture;
      const one = await acme.createUser({ userName: 'user00000', active: true });
      const two = await acme.createUser({ userName: 'user00001', active: true });
      clock.now += 1000;
      await acme.update(one, { active: false });
      clock.now += 1000;
      await acme.update(two, { title: 'x' });
      const ask = async (query: object, descending = false) =>
        (await acme.store.events.listEvents(acme.tenant, { descending, limit: 100, ...query })).map(
          ({ sequence }) => sequence,
        );
      assert.deepEqual(await ask({}), [1, 2, 3, 4, 5]);
      assert.deepEqual(await ask({}, true), [5, 4, 3, 2, 1]);
      assert.deepEqual(await ask({ limit: 2 }, true), [5, 4]);
      assert.deepEqual(await ask({ after: 3 }), [4, 5]);
      assert.deepEqual(await ask({ after: 3 }, true), [5, 4]);
      assert.deepEqual(await ask({ after: 5 }), []);
      assert.deepEqual(await ask({ resourceId: one.id }), [2, 4]);
      assert.deepEqual(await ask({ resourceName: 'user00001' }), [3, 5]);
      assert.deepEqual(await ask({ resourceName: 'USER00001' }), [3, 5]);
      assert.deepEqual(await ask({ action: 'deactivate' }), [4]);
      assert.deepEqual(await ask({ actor: 'nobody' }), []);
      assert.deepEqual(await ask({ actor: ACTOR.name, since: clock.now - 1000, until: clock.now }), [4]);
    });

    test('are forgotten when they are old, without a gap and never the last one', async () => {
      await using fixture = await openDirectory(open);
      const { acme, globex, store, clock } = fixture;
      const start = clock.now;
      for (const age of [0, 1, 5, 2]) {
        clock.now = start + age;
        await acme.createUser({ userName: `user${age}` });
      }
      const sequences = async (tenant: TenantName) =>
        (await store.events.listEvents(tenant, { descending: false, limit: 100 })).map(
          ({ sequence }) => sequence,
        );
      assert.deepEqual(await store.events.anchor(acme.tenant), { sequence: 0, digest: '' });
      const third = (await acme.events()).find(({ sequence }) => sequence === 3);
      assert.equal(await store.events.forgetEvents(start + 3, []), 3);
      assert.deepEqual(await store.events.anchor(acme.tenant), { sequence: 3, digest: third?.digest });
      assert.deepEqual(await store.events.anchor(globex.tenant), { sequence: 0, digest: '' });
      assert.deepEqual(await sequences(acme.tenant), [4, 5]);
      assert.deepEqual(await sequences(globex.tenant), [1]);
      assert.equal(await store.events.forgetEvents(start + 100, []), 1);
      await acme.createUser({ userName: 'next' });
      const [last, next] = await store.events.listEvents(acme.tenant, { descending: false, limit: 100 });
      assert.ok(last && next);
      const { digest, ...content } = next;
      assert.equal(content.sequence, 6);
      assert.equal(digest, digestEvent(last.digest, content));
    });

    test('are kept for receivers that have not taken them, however old they are', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store, clock } = fixture;
      const [siem, other] = [
        { tenant: acme.tenant, name: 'siem' },
        { tenant: acme.tenant, name: 'other' },
      ];
      const place = await store.outbox.open(acme.tenant, siem.name);
      await acme.createUsers(3);
      await store.outbox.open(acme.tenant, other.name);
      const forget = () => store.events.forgetEvents(clock.now + 1, [siem, other]);
      const first = async () => (await store.feed.bounds(acme.tenant, 0)).first;

      await forget();
      assert.equal(await first(), place.acknowledged + 1);
      await store.outbox.save({ ...place, acknowledged: place.acknowledged + 1 });
      await forget();
      assert.equal(await first(), place.acknowledged + 2);
      await store.events.forgetEvents(clock.now + 1, [other]);
      assert.equal(await first(), 4, 'a receiver that is no longer declared keeps nothing');
    });

    test('are kept for streams that are enabled or paused, and not for disabled ones', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store, clock } = fixture;
      const stream = {
        ...{ tenant: acme.tenant, id: 'stream', requested: [], createdAt: 0 },
        ...{ description: undefined, reason: undefined },
      };
      await store.eventStreams.create({ ...stream, status: 'enabled' }, 1);
      const { acknowledged } = await store.outbox.open(acme.tenant, stream.id);
      await acme.createUsers(3);
      const kept = async (status: EventStream['status']) => {
        await store.eventStreams.update({ ...stream, status });
        await store.events.forgetEvents(clock.now + 1, []);
        return (await store.feed.bounds(acme.tenant, 0)).first;
      };
      assert.equal(await kept('enabled'), acknowledged + 1);
      assert.equal(await kept('paused'), acknowledged + 1);
      assert.equal(await kept('disabled'), 4);
    });

    test('wake those who wait for them', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const committed = store.events.waitForEvents(AbortSignal.timeout(60_000));
      const [user] = await acme.createUsers(1);
      await committed;
      assert.equal((await acme.events()).at(-1)?.resourceId, user?.id);
    });

    test('let go of those who wait when they give up, and when the store closes', async () => {
      await using fixture = await openDirectory(open);
      const { store } = fixture;
      const patience = new AbortController();
      const waiting = [
        store.events.waitForEvents(patience.signal),
        store.events.waitForEvents(AbortSignal.abort()),
      ];
      patience.abort();
      await Promise.all(waiting);
      const last = store.events.waitForEvents(new AbortController().signal);
      await store[Symbol.asyncDispose]();
      await last;
    });

    test('are thousands, and still all found', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const writes = Array.from({ length: 5200 }, (_, index) =>
        acme.creation(USER, { userName: `u${index}` }),
      );
      await store.resources.writeAll(writes, 1);
      const rare = { resourceName: 'u3', descending: true, limit: 10 };
      const found = await store.events.listEvents(acme.tenant, rare);
      assert.deepEqual(
        found.map(({ sequence }) => sequence),
        [5],
      );
      assert.equal((await acme.events()).length, 5200);
      assert.equal(
        new Set(idsOf((await acme.events()).map(({ resourceId }) => ({ id: resourceId })))).size,
        5200,
      );
    });
  });
}
