import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { MemberOperation } from '../../../src/scim/resource.ts';
import { GROUP } from '../../../src/scim/resource-types.ts';
import { ACTOR, CONTEXT, idsOf, membersOf, type OpenStore, openDirectory } from '../fixture.ts';

const add = (...ids: readonly string[]): MemberOperation => ({
  op: 'add',
  members: ids.map((value) => ({ value })),
});
const replace = (...ids: readonly string[]): MemberOperation =>
  ({ ...add(...ids), op: 'replace' }) as MemberOperation;
const remove = (...values: readonly string[]): MemberOperation => ({ op: 'remove', values });

export function membersContract(open: OpenStore): void {
  describe('members', () => {
    test('are a set: adding twice and removing strangers is nothing', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const [one, two] = idsOf(await acme.createUsers(2)) as [string, string];
      const group = await acme.createGroup('Staff', [one]);
      const same = await acme.changeMembers(group, add(one), remove(two));
      assert.deepEqual(same, group);
      assert.equal((await acme.events()).length, 3);
    });

    test('come with type and display name, groups first', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const named = await acme.createUser({ userName: 'bjensen', displayName: 'Babs' });
      const nameless = await acme.createUser({ userName: 'jsmith' });
      const inner = await acme.createGroup('Inner');
      const outer = await acme.createGroup('Outer', [nameless.id, named.id, inner.id]);
      assert.deepEqual(outer.members, [
        { id: inner.id, type: 'Group', display: 'Inner' },
        { id: named.id, type: 'User', display: 'Babs' },
        { id: nameless.id, type: 'User', display: 'jsmith' },
      ]);
    });

    test('of the operations of one request are what the last one leaves', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const [a, b, c, d] = idsOf(await acme.createUsers(4)) as [string, string, string, string];
      const group = await acme.createGroup('Staff', [a, b]);
      const changed = await acme.changeMembers(group, add(c), remove(a), add(a, d), remove(d));
      assert.deepEqual(idsOf(changed.members ?? []), [a, b, c]);
      assert.deepEqual((await acme.events()).at(-1)?.changes, [
        { attribute: 'members', added: [c], removed: [] },
      ]);
      const replaced = await acme.changeMembers(changed, replace(c, d));
      assert.deepEqual(idsOf(replaced.members ?? []), [c, d]);
      assert.deepEqual((await acme.events()).at(-1)?.changes, [
        { attribute: 'members', added: [d], removed: [a, b] },
      ]);
      const emptied = await acme.changeMembers(replaced, replace());
      assert.deepEqual(emptied.members, []);
    });

    test('can be removed by what they are like', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const users = idsOf(await acme.createUsers(3)) as [string, string, string];
      const inner = await acme.createGroup('Inner');
      const group = await acme.createGroup('Staff', [...users, inner.id]);
      const changed = await acme.changeMembers(group, {
        op: 'removeWhere',
        where: ({ type, display }) => type === 'Group' || display === 'user00001',
      });
      assert.deepEqual(idsOf(changed.members ?? []), [users[0], users[2]]);
    });

    test('that name nothing are left out, which the event says', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const [user] = idsOf(await acme.createUsers(1)) as [string];
      const group = await acme.createGroup('Staff', [user, 'nobody']);
      assert.deepEqual(idsOf(group.members ?? []), [user]);
      assert.deepEqual((await acme.events()).at(-1)?.skippedMembers, ['nobody']);
      const same = await acme.changeMembers(group, add('nobody'));
      assert.equal(same.version, group.version);
      const last = (await acme.events()).at(-1);
      assert.deepEqual([last?.action, last?.changes, last?.skippedMembers], ['update', [], ['nobody']]);
    });

    test('that name nothing are rejected where that is wanted', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const [user] = idsOf(await acme.createUsers(1)) as [string];
      const group = await acme.createGroup('Staff');
      const rejecting = { ...CONTEXT, unknownMembers: 'reject' } as const;
      await assert.rejects(acme.update(group, { displayName: 'Other' }, [add(user, 'nobody')], rejecting), {
        status: 400,
        scimType: 'invalidValue',
        message: /nobody/,
      });
      assert.deepEqual(await acme.find(group), group);
    });

    test('of another tenant name nothing', async () => {
      await using fixture = await openDirectory(open);
      const { acme, globex } = fixture;
      const [stranger] = idsOf(await globex.createUsers(1)) as [string];
      const group = await acme.createGroup('Staff', [stranger]);
      assert.deepEqual(group.members, []);
      assert.deepEqual((await acme.events()).at(-1)?.skippedMembers, [stranger]);
    });

    test('never contain the group itself', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const a = await acme.createGroup('A');
      const b = await acme.createGroup('B', [a.id]);
      const c = await acme.createGroup('C', [b.id]);
      for (const member of [a, b, c]) {
        await assert.rejects(acme.changeMembers(a, add(member.id)), {
          status: 400,
          scimType: 'invalidValue',
        });
      }
      await acme.changeMembers(b, remove(a.id));
      assert.deepEqual(idsOf((await acme.changeMembers(a, add(c.id))).members ?? []), [c.id]);
    });

    test('behind the first thousand come in slices, as often as they are asked for', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const users = idsOf(await acme.createUsers(2500));
      const group = await acme.createGroup('Staff', users);
      assert.equal(group.members?.length, 1000);
      assert.deepEqual(idsOf(await membersOf(group)), users);
      assert.deepEqual(idsOf(await membersOf(await acme.find(group))), users);
      assert.deepEqual(idsOf(await membersOf(group)), users);
      const trimmed = await acme.changeMembers(group, replace(...users.slice(0, 1000)));
      assert.deepEqual(idsOf(await membersOf(trimmed)), users.slice(0, 1000));
    });

    test('written in parallel are all there', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const users = idsOf(await acme.createUsers(100));
      const group = await acme.createGroup('Staff');
      await Promise.all(users.map((id) => acme.changeMembers(group, add(id))));
      const full = await acme.find(group);
      assert.deepEqual(idsOf(full.members ?? []), users);
      assert.equal(full.version, 101);
    });

    test('that are deleted leave their groups, which change by it', async () => {
      await using fixture = await openDirectory(open);
      const { acme, clock } = fixture;
      const [user, other] = await acme.createUsers(2);
      assert.ok(user && other);
      const groups = [
        await acme.createGroup('A', [user.id]),
        await acme.createGroup('B', [other.id, user.id]),
      ];
      const before = (await acme.events()).length;
      clock.now += 1000;
      await acme.remove(user);
      const [a, b] = await Promise.all(groups.map((group) => acme.find(group)));
      assert.deepEqual([a?.version, a?.lastModified, a?.members], [2, clock.now, []]);
      assert.deepEqual([b?.version, idsOf(b?.members ?? [])], [2, [other.id]]);
      const changed = await acme.list(GROUP, {
        filter: `meta.lastModified ge "${new Date(clock.now).toISOString()}"`,
      });
      assert.equal(changed.total, 2);
      assert.deepEqual(
        (await acme.events())
          .slice(before)
          .map(({ action, resourceName, changes }) => [action, resourceName, changes.at(-1)]),
        [
          ['delete', 'user00000', { attribute: 'userName', before: 'user00000' }],
          ['update', 'A', { attribute: 'members', added: [], removed: [user.id] }],
          ['update', 'B', { attribute: 'members', added: [], removed: [user.id] }],
        ],
      );
    });

    test('outlive their group', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const [user] = await acme.createUsers(1);
      assert.ok(user);
      const inner = await acme.createGroup('Inner', [user.id]);
      const outer = await acme.createGroup('Outer', [inner.id]);
      await acme.remove(inner);
      assert.deepEqual((await acme.find(user)).groups, []);
      assert.deepEqual((await acme.find(outer)).members, []);
    });

    test('are the same as of a set after any operations', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const users = idsOf(await acme.createUsers(6));
      const some = fc.subarray([...users]);
      const operation: fc.Arbitrary<MemberOperation> = fc.oneof(
        some.map((ids) => add(...ids)),
        some.map((ids) => remove(...ids)),
        some.map((ids) => replace(...ids)),
        some.map(
          (ids): MemberOperation => ({
            op: 'removeWhere',
            where: ({ value }) => ids.includes(String(value)),
          }),
        ),
      );
      const group = await acme.createGroup('Staff');
      const model = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 4 }), async (operations) => {
          for (const each of operations) apply(each, model);
          const changed = await acme.changeMembers(group, ...operations);
          assert.deepEqual(new Set(idsOf(changed.members ?? [])), model);
        }),
        { numRuns: 50 },
      );
    });
  });

  describe('the groups of a user', () => {
    test('are the direct ones, then those that contain them', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const [user] = await acme.createUsers(1);
      assert.ok(user);
      const inner = await acme.createGroup('Inner', [user.id]);
      const middle = await acme.createGroup('Middle', [inner.id]);
      const outer = await acme.createGroup('Outer', [middle.id, user.id]);
      assert.deepEqual((await acme.find(user)).groups, [
        { id: inner.id, display: 'Inner', direct: true },
        { id: outer.id, display: 'Outer', direct: true },
        { id: middle.id, display: 'Middle', direct: false },
      ]);
    });

    test('do not change the version of the user', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const [user] = await acme.createUsers(1);
      assert.ok(user);
      await acme.createGroup('Staff', [user.id]);
      assert.equal((await acme.find(user)).version, 1);
    });
  });

  describe('writes', () => {
    test('remember who made them', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const { actor: _, ...rest } = CONTEXT;
      const write = acme.creation(GROUP, { displayName: 'Staff' });
      await store.resources.write({
        ...write,
        context: { ...rest, actor: { name: 'cli:root', requestId: 'x' } },
      });
      const [event] = await acme.events();
      assert.deepEqual([event?.actor, event?.requestId], ['cli:root', 'x']);
      assert.equal((await acme.list(GROUP)).resources[0]?.source, undefined);
      assert.equal((await acme.createGroup('Other')).source, ACTOR.identityProvider);
    });
  });
}

function apply(operation: MemberOperation, model: Set<string>): void {
  switch (operation.op) {
    case 'add':
      for (const { value } of operation.members) model.add(value);
      break;
    case 'remove':
      for (const value of operation.values) model.delete(value);
      break;
    case 'removeWhere':
      for (const value of [...model]) if (operation.where({ value })) model.delete(value);
      break;
    case 'replace':
      model.clear();
      for (const { value } of operation.members) model.add(value);
      break;
    default:
      operation satisfies never;
  }
}
