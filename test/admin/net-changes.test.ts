import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allEvents } from '../../src/admin/all-events.ts';
import { sumUp } from '../../src/admin/net-changes.ts';
import { GROUP, USER } from '../../src/scim/resource-types.ts';
import { openStore } from '../../src/store/open.ts';
import { ACME, type Directory, openDirectory } from '../store/fixture.ts';

/** What differs by what is done, after what was done before. */
async function differenceBy(
  before: (acme: Directory) => Promise<void>,
  act: (acme: Directory) => Promise<void>,
) {
  await using fixture = await openDirectory((options) => openStore('sqlite::memory:', options));
  const { acme, store, clock } = fixture;
  await before(acme);
  clock.now += 1000;
  await act(acme);
  return await sumUp(allEvents(store.events, ACME, { since: clock.now, descending: false }));
}

const nothing = async () => {};

describe('the net changes', () => {
  test('of something new are all that it has', async () => {
    const changes = await differenceBy(nothing, async (acme) => {
      const user = await acme.createUser({ userName: 'ada' });
      await acme.update(user, { userName: 'lovelace' });
    });
    assert.partialDeepStrictEqual(changes, [
      {
        change: 'created',
        resourceType: 'User',
        name: 'lovelace',
        attributes: [{ attribute: 'schemas' }, { attribute: 'userName', after: 'lovelace' }],
      },
    ]);
  });

  test('of a group are the members that came and stayed, and those that went', async () => {
    const ids: string[] = [];
    const changes = await differenceBy(
      async (acme) => {
        for (const { id } of await acme.createUsers(3)) ids.push(id);
        await acme.createGroup('Staff', ids.slice(0, 2));
      },
      async (acme) => {
        const [group] = (await acme.list(GROUP)).resources;
        assert.ok(group);
        const [one = '', , three = ''] = ids;
        await acme.changeMembers(group, { op: 'remove', values: [...ids] });
        await acme.changeMembers(group, { op: 'add', members: [{ value: one }, { value: three }] });
      },
    );
    assert.deepEqual(
      changes.map(({ members }) => members),
      [{ added: [ids[2]], removed: [ids[1]] }],
    );
  });

  test('leave out what was changed back, and say what came and went', async () => {
    const changes = await differenceBy(
      async (acme) => {
        await acme.createUsers(1);
      },
      async (acme) => {
        const [user] = (await acme.list(USER)).resources;
        assert.ok(user);
        await acme.update(user, { active: false });
        await acme.update(user, { active: true });
        await acme.update(user, { active: true, title: 'x' });
        await acme.remove(await acme.createUser({ userName: 'passing' }));
      },
    );
    assert.partialDeepStrictEqual(changes, [
      {
        change: 'changed',
        name: 'user00000',
        attributes: [
          { attribute: 'active', after: true },
          { attribute: 'title', after: 'x' },
        ],
      },
      { change: 'passing', name: 'passing' },
    ]);
  });

  test('of something removed are all that it had', async () => {
    const changes = await differenceBy(
      async (acme) => {
        await acme.createUsers(1);
      },
      async (acme) => {
        const [user] = (await acme.list(USER)).resources;
        assert.ok(user);
        await acme.remove(user);
      },
    );
    assert.partialDeepStrictEqual(changes, [
      {
        change: 'removed',
        attributes: [{ attribute: 'schemas' }, { attribute: 'userName', before: 'user00000' }],
      },
    ]);
    assert.ok(changes[0]?.attributes.every((each) => !('after' in each)));
  });
});
