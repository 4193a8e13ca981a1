import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { preconditionFailed, type ScimError } from '../../../src/scim/errors.ts';
import { GROUP, USER } from '../../../src/scim/resource-types.ts';
import { ACTOR, attributesOf, CONTEXT, idsOf, namesOf, type OpenStore, openDirectory } from '../fixture.ts';

const NOBODY = { type: USER, id: 'nobody' as never };

export function resourcesContract(open: OpenStore): void {
  describe('resources', () => {
    test('are found as they were created', async () => {
      await using fixture = await openDirectory(open);
      const { acme, clock } = fixture;
      const created = await acme.createUser({
        userName: 'bjensen',
        active: true,
        name: { givenName: 'Barbara' },
      });
      assert.equal(created.version, 1);
      assert.equal(created.created, clock.now);
      assert.equal(created.lastModified, clock.now);
      assert.equal(created.source, 'okta');
      assert.deepEqual(created.groups, []);
      assert.deepEqual(await acme.find(created), created);
      assert.deepEqual(Object.keys(JSON.parse(created.text)), [
        'schemas',
        'id',
        'userName',
        'active',
        'name',
      ]);
    });

    test('come without relations when none are asked for', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const { id } = await acme.createUser({ userName: 'bjensen' });
      const found = await store.resources.find(acme.target(USER, id), { relations: false });
      assert.equal(found.groups, undefined);
    });

    test('are written without reading relations where none are asked for', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const write = acme.creation(GROUP, { displayName: 'Staff' });
      const written = await store.resources.write(write, { relations: false });
      assert.equal(written?.members, undefined);
    });

    test('that do not exist are 404', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      await assert.rejects(acme.find(NOBODY), { status: 404 });
      await assert.rejects(acme.update(NOBODY, {}), { status: 404 });
      await assert.rejects(acme.remove(NOBODY), { status: 404 });
    });

    test('of another type do not exist', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const user = await acme.createUser({ userName: 'bjensen' });
      await assert.rejects(acme.find({ type: GROUP, id: user.id }), { status: 404 });
    });

    test('are not created in a tenant that does not exist', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      await store.registry.removeTenant(acme.tenant);
      await assert.rejects(acme.createUser({ userName: 'bjensen' }), { status: 404 });
    });

    test('grow in version and time with a change', async () => {
      await using fixture = await openDirectory(open);
      const { acme, clock } = fixture;
      const user = await acme.createUser({ userName: 'bjensen' });
      clock.now += 1000;
      const updated = await acme.update(user, { title: 'Boss' });
      assert.equal(updated.version, 2);
      assert.equal(updated.created, user.created);
      assert.equal(updated.lastModified, clock.now);
      assert.equal(attributesOf(updated)['title'], 'Boss');
      assert.deepEqual(await acme.find(user), updated);
    });

    test('stay as they are when a change changes nothing', async () => {
      await using fixture = await openDirectory(open);
      const { acme, clock } = fixture;
      const user = await acme.createUser({ userName: 'bjensen', title: 'Boss' });
      const events = await acme.events();
      clock.now += 1000;
      assert.deepEqual(await acme.update(user, { title: 'Boss' }), user);
      assert.deepEqual(await acme.events(), events);
    });

    test('are gone when removed', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const user = await acme.createUser({ userName: 'bjensen' });
      await acme.remove(user);
      await assert.rejects(acme.find(user), { status: 404 });
      assert.equal((await acme.list(USER)).total, 0);
      assert.equal((await acme.list(USER, { filter: 'userName eq "bjensen"' })).total, 0);
      await acme.createUser({ userName: 'bjensen' });
    });

    test('are not removed when the check forbids it', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const user = await acme.createUser({ userName: 'bjensen' });
      const removal = store.resources.write({
        kind: 'remove',
        target: acme.target(USER, user.id),
        check: ({ version }) => {
          throw preconditionFailed(`version ${version}`);
        },
        context: CONTEXT,
      });
      await assert.rejects(removal, { status: 412, message: 'version 1' });
      assert.deepEqual(await acme.find(user), user);
    });

    test('are not changed when the change throws', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const user = await acme.createUser({ userName: 'bjensen' });
      const update = store.resources.write({
        kind: 'update',
        target: acme.target(USER, user.id),
        change: () => {
          throw new RangeError('no');
        },
        context: CONTEXT,
      });
      await assert.rejects(update, RangeError);
      assert.deepEqual(await acme.find(user), user);
    });

    test('are streamed in order of creation', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const users = await acme.createUsers(250);
      await acme.createGroup('Staff', [users[3]?.id ?? '']);
      const streamed: string[] = [];
      for await (const slice of store.resources.stream({ tenant: acme.tenant, type: USER })) {
        streamed.push(...idsOf(slice));
      }
      assert.deepEqual(streamed, idsOf(users));
      const [groups] = await Array.fromAsync(store.resources.stream({ tenant: acme.tenant, type: GROUP }));
      assert.deepEqual(
        groups?.map(({ members }) => idsOf(members ?? [])),
        [[users[3]?.id]],
      );
    });
  });

  describe('unique attributes', () => {
    test('are compared by case folding, and the error names attribute and value', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      await acme.createUser({ userName: 'Straße@example.com' });
      await assert.rejects(
        acme.createUser({ userName: 'STRASSE@EXAMPLE.COM' }),
        ({ status, scimType, message }: ScimError) =>
          status === 409 && scimType === 'uniqueness' && /userName "STRASSE@EXAMPLE.COM"/.test(message),
      );
      await acme.createGroup('Staff');
      await assert.rejects(acme.createGroup('staff'), { status: 409, message: /displayName "staff"/ });
    });

    test('are checked on updates too, but a resource may keep its own value', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const one = await acme.createUser({ userName: 'one' });
      const two = await acme.createUser({ userName: 'two' });
      await assert.rejects(acme.update(two, { userName: 'ONE' }), { status: 409 });
      assert.equal(attributesOf(await acme.update(one, { userName: 'ONE' }))['userName'], 'ONE');
      assert.deepEqual(await acme.find(two), two);
    });

    test('are free again after a rename', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const user = await acme.createUser({ userName: 'old' });
      await acme.update(user, { userName: 'new' });
      await acme.createUser({ userName: 'old' });
      await assert.rejects(acme.createUser({ userName: 'new' }), { status: 409 });
    });

    test('are unique within a batch', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, () => acme.createUser({ userName: 'same' })),
      );
      assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
      assert.equal((await acme.list(USER)).total, 1);
    });
  });

  describe('a create that matches an inactive user', () => {
    test('is a conflict by default', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      await acme.createUser({ userName: 'bjensen', active: false });
      await assert.rejects(acme.createUser({ userName: 'bjensen', active: true }), { status: 409 });
    });

    for (const [what, attributes] of [
      ['userName', { userName: 'BJENSEN', title: 'New' }],
      ['externalId', { userName: 'barbara', externalId: '00u1', title: 'New' }],
    ] as const) {
      test(`restores the one of that ${what} under its id`, async () => {
        await using fixture = await openDirectory(open);
        const { acme, clock } = fixture;
        const old = await acme.createUser({
          userName: 'bjensen',
          externalId: '00u1',
          active: false,
          nickName: 'B',
        });
        clock.now += 1000;
        const restored = await acme.createUser({ ...attributes, active: true }, 'restore');
        assert.equal(restored.id, old.id);
        assert.equal(restored.version, 2);
        assert.equal(restored.created, old.created);
        assert.deepEqual(attributesOf(restored), { schemas: [USER.schema.id], ...attributes, active: true });
        assert.equal((await acme.events()).at(-1)?.action, 'activate');
        assert.equal((await acme.list(USER)).total, 1);
      });
    }

    test('lets nobody back in who is inactive in it too', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const old = await acme.createUser({ userName: 'bjensen', active: false });
      const restored = await acme.createUser({ userName: 'bjensen', title: 'New', active: false }, 'restore');
      assert.equal(restored.id, old.id);
      assert.equal(attributesOf(restored)['active'], false);
      assert.equal((await acme.events()).at(-1)?.action, 'update');
    });

    test('does not touch active users', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const old = await acme.createUser({ userName: 'bjensen', externalId: '00u1', active: true });
      await assert.rejects(acme.createUser({ userName: 'bjensen' }, 'restore'), { status: 409 });
      const other = await acme.createUser({ userName: 'other', externalId: '00u1' }, 'restore');
      assert.notEqual(other.id, old.id);
    });

    test('takes no name that an active user has', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      await acme.createUser({ userName: 'taken', active: true });
      await acme.createUser({ userName: 'bjensen', externalId: '00u1', active: false });
      const creation = acme.createUser({ userName: 'taken', externalId: '00u1' }, 'restore');
      await assert.rejects(creation, { status: 409 });
    });
  });

  describe('writing many', () => {
    test('keeps the order, and undoes only what fails', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const names = ['a', 'b', 'A', 'c', 'B', 'd'];
      const writes = names.map((userName) => acme.creation(USER, { userName }));
      const outcomes = await store.resources.writeAll(writes, 10);
      assert.deepEqual(
        outcomes.map((outcome) => 'resource' in outcome),
        [true, true, false, true, false, true],
      );
      assert.deepEqual(namesOf((await acme.list(USER)).resources), ['a', 'b', 'c', 'd']);
      assert.equal((await acme.events()).length, 4);
    });

    test('stops after so many failures', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const writes = Array.from({ length: 130 }, (_, index) =>
        acme.creation(USER, { userName: index % 60 === 59 ? 'user0' : `user${index}` }),
      );
      const outcomes = await store.resources.writeAll(writes, 2);
      assert.equal(outcomes.length, 120);
      assert.equal((await acme.list(USER)).total, 118);
    });

    test('lets a later write see the earlier ones', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const user = acme.creation(USER, { userName: 'bjensen' });
      const group = acme.creation(GROUP, { displayName: 'Staff' }, { members: [user.target.id] });
      const removal = { kind: 'remove', target: user.target, check() {}, context: CONTEXT } as const;
      const outcomes = await store.resources.writeAll([user, group, removal], 1);
      assert.deepEqual(
        outcomes.map((outcome) => 'resource' in outcome && outcome.resource?.id),
        [user.target.id, group.target.id, undefined],
      );
      const left = await acme.find(group.target);
      assert.deepEqual([left.version, left.members], [2, []]);
    });

    test('of one caller does not hold up another', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const order: string[] = [];
      const bulk = store.resources
        .writeAll(
          Array.from({ length: 500 }, (_, index) => acme.creation(USER, { userName: `u${index}` })),
          1,
        )
        .then(() => order.push('bulk'));
      const single = acme.createUser({ userName: 'single' }).then(() => order.push('single'));
      await Promise.all([bulk, single]);
      assert.deepEqual(order, ['single', 'bulk']);
    });

    test('is undone for the one that fails half-done, and done for the others', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const [one] = await acme.createUsers(1);
      const context = { actor: ACTOR, unknownMembers: 'reject' } as const;
      const bad = {
        ...acme.creation(GROUP, { displayName: 'Bad' }, { members: [one?.id ?? '', 'nobody'] }),
        context,
      };
      const good = acme.creation(GROUP, { displayName: 'Good' }, { members: [one?.id ?? ''] });
      const results = await Promise.allSettled([bad, good].map((write) => store.resources.write(write)));
      assert.deepEqual(
        results.map(({ status }) => status),
        ['rejected', 'fulfilled'],
      );
      assert.deepEqual(namesOf((await acme.list(GROUP)).resources), ['Good']);
      assert.deepEqual(
        (await acme.events()).map(({ resourceName }) => resourceName),
        ['user00000', 'Good'],
      );
    });
  });
}
