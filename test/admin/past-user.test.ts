import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findPastUser } from '../../src/admin/past-user.ts';
import { USER } from '../../src/scim/resource-types.ts';
import { openStore } from '../../src/store/open.ts';
import { ACME, openDirectory } from '../store/fixture.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const users = { tenant: ACME, type: USER };

/** The life of a user, a step each second. */
async function openHistory() {
  const fixture = await openDirectory((options) => openStore('sqlite::memory:', options));
  const { acme, clock } = fixture;
  const start = clock.now;
  const at = (second: number) => start + second * 1000;
  const step = async <T>(second: number, act: () => Promise<T>): Promise<T> => {
    clock.now = at(second);
    return await act();
  };
  const group = await step(1, () => acme.createGroup('Staff'));
  const user = await step(2, () => acme.createUser({ userName: 'ada', [ENTERPRISE]: { department: 'R&D' } }));
  await step(3, () => acme.changeMembers(group, { op: 'add', members: [{ value: user.id }] }));
  await step(4, () => acme.update(group, { displayName: 'Everyone' }));
  await step(5, () => acme.update(user, { userName: 'lovelace', active: false, title: 'Countess' }));
  await step(6, () => acme.update(user, { [ENTERPRISE]: { division: 'A' } }));
  await step(7, () => acme.remove(user));
  await step(8, () => acme.createUser({ userName: 'ada' }));
  return { fixture, at, user, group };
}

describe('a user of the past', () => {
  test('is as the events after the moment have not yet made it', async () => {
    const { fixture, at, user, group } = await openHistory();
    await using _ = fixture;
    const ask = (named: string, second: number) => findPastUser(fixture.store, users, named, at(second));
    const past = await ask('ada', 4);
    assert.equal(past.state, 'there');
    assert.deepEqual(past.user, {
      schemas: [USER.schema.id],
      id: user.id,
      userName: 'ada',
      [ENTERPRISE]: { department: 'R&D' },
      groups: [{ value: group.id, display: 'Everyone', type: 'direct' }],
    });
    assert.equal(past.lastChange?.action, 'create');
    const earlier = await ask('ada', 3);
    assert.partialDeepStrictEqual(earlier, { user: { groups: [{ display: 'Staff' }] } });
    assert.partialDeepStrictEqual(await ask('ada', 2), { user: { groups: [] } });
    const renamed = await ask('lovelace', 6);
    assert.partialDeepStrictEqual(renamed, {
      state: 'there',
      user: { userName: 'lovelace', active: false, [ENTERPRISE]: { division: 'A' } },
      lastChange: { action: 'update' },
    });
    const byOtherCase = await ask('ADA', 5);
    assert.partialDeepStrictEqual(byOtherCase, { state: 'there', user: { id: user.id } });
    const byLaterName = await ask('lovelace', 4);
    assert.partialDeepStrictEqual(byLaterName, { user: { userName: 'ada' } });
    const byId = await ask(user.id, 5);
    assert.partialDeepStrictEqual(byId, { user: { title: 'Countess', [ENTERPRISE]: { department: 'R&D' } } });
  });

  test('is another one than the user who is called so now', async () => {
    const { fixture, at, user } = await openHistory();
    await using _ = fixture;
    const now = await findPastUser(fixture.store, users, 'ada', at(9));
    assert.ok(now.state === 'there');
    assert.notEqual(now.user['id'], user.id);
    assert.deepEqual(now.user['groups'], []);
  });

  test('was not there before it was created, nor when nobody ever was', async () => {
    const { fixture, at } = await openHistory();
    await using _ = fixture;
    assert.partialDeepStrictEqual(await findPastUser(fixture.store, users, 'ada', at(1)), {
      state: 'absent',
      later: { action: 'create' },
    });
    const nobody = await findPastUser(fixture.store, users, 'nobody', at(5));
    assert.deepEqual(nobody, { state: 'absent', later: undefined });
  });

  test('can be told of only as far back as events are kept', async () => {
    const { fixture, at } = await openHistory();
    await using _ = fixture;
    await fixture.store.events.forgetEvents(at(5), []);
    const ask = (named: string, second: number) => findPastUser(fixture.store, users, named, at(second));
    assert.partialDeepStrictEqual(await ask('lovelace', 5), { state: 'there', user: { title: 'Countess' } });
    assert.deepEqual(await ask('lovelace', 4), { state: 'forgotten', keptFrom: at(5) });
    assert.deepEqual(await ask('nobody', 4), { state: 'forgotten', keptFrom: at(5) });
  });
});
