import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bindFilter } from '../../../src/scim/filter/bind.ts';
import { matches } from '../../../src/scim/filter/evaluate.ts';
import { formatFilter } from '../../../src/scim/filter/format.ts';
import { toObject } from '../../../src/scim/present.ts';
import type { StoredResource } from '../../../src/scim/resource.ts';
import { GROUP, type ResourceType, USER } from '../../../src/scim/resource-types.ts';
import { userFilters, users as userLists, userSorts } from '../arbitrary.ts';
import {
  ACTOR,
  CONTEXT,
  Directory,
  IMPORT,
  idsOf,
  namesOf,
  type OpenStore,
  openDirectory,
  type QueryText,
} from '../fixture.ts';

export function queriesContract(open: OpenStore): void {
  describe('queries', () => {
    test('of an empty type give nothing', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      assert.deepEqual(await acme.list(USER), { total: 0, resources: [], next: undefined });
      assert.deepEqual(await acme.list(USER, { page: { after: undefined, count: 10 } }), {
        total: 0,
        resources: [],
        next: undefined,
      });
    });

    test('give order of creation, the total and the page', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const users = idsOf(await acme.createUsers(7));
      const { total, resources } = await acme.list(USER, { page: { startIndex: 3, count: 2 } });
      assert.equal(total, 7);
      assert.deepEqual(idsOf(resources), users.slice(2, 4));
      assert.deepEqual(await acme.list(USER, { page: { startIndex: 8, count: 2 } }), {
        total: 7,
        resources: [],
        next: undefined,
      });
      const far = { startIndex: Number.MAX_SAFE_INTEGER, count: 1000 };
      assert.deepEqual((await acme.list(USER, { page: far })).resources, []);
    });

    test('with a count of 0 give the total alone', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      await acme.createUsers(3);
      for (const filter of ['userName sw "user"', 'active pr or userName pr']) {
        for (const page of [
          { startIndex: 1, count: 0 },
          { after: undefined, count: 0 },
        ]) {
          assert.deepEqual(await acme.list(USER, { filter, page }), {
            total: 3,
            resources: [],
            next: undefined,
          });
        }
      }
    });

    test('give relations where asked for', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const [user] = await acme.createUsers(1);
      const group = await acme.createGroup('Staff', [user?.id ?? '']);
      const [found] = (await acme.list(USER, { relations: true })).resources;
      assert.deepEqual(found?.groups, [{ id: group.id, display: 'Staff', direct: true }]);
      assert.equal((await acme.list(USER)).resources[0]?.groups, undefined);
    });

    test('give each user of a page the groups of that user, whether the users lie close together or apart', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const users = await acme.createUsers(40);
      const idsAt = (...indexes: number[]) => indexes.map((index) => users[index]?.id ?? '');
      await acme.createGroup('Odd', idsAt(1, 3, 39));
      const inner = await acme.createGroup('Inner', idsAt(0, 2, 3));
      await acme.createGroup('Outer', [inner.id]);
      const groupsOf = async (query: QueryText) =>
        (await acme.list(USER, { ...query, relations: true })).resources.map(({ groups }) =>
          groups?.map(({ display }) => display),
        );
      assert.deepEqual(await groupsOf({ page: { startIndex: 1, count: 5 } }), [
        ['Inner', 'Outer'],
        ['Odd'],
        ['Inner', 'Outer'],
        ['Odd', 'Inner', 'Outer'],
        [],
      ]);
      assert.deepEqual(await groupsOf({ filter: 'userName eq "user00003" or userName eq "user00039"' }), [
        ['Odd', 'Inner', 'Outer'],
        ['Odd'],
      ]);
    });

    test('find what no identity provider has written so far', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const [one, two, three] = await Promise.all(
        ['a1', 'a2', 'a3', 'b4'].map((userName) => acme.importUser({ userName })),
      );
      assert.ok(one && two && three);
      await acme.createUser({ userName: 'a5' });
      const group = await acme.createGroup('Staff', [one.id, two.id, three.id]);
      const ask = async (query: QueryText = {}) => {
        const { total, resources } = await acme.list(USER, { ...query, unprovisioned: true });
        assert.equal(total, resources.length);
        return namesOf(resources);
      };
      const sorted = { sortBy: 'userName', descending: true };
      assert.deepEqual(await ask(sorted), ['b4', 'a3', 'a2', 'a1']);
      const before = await acme.events();
      const unchanged = await acme.update(one, {});
      assert.deepEqual([unchanged.source, unchanged.version], ['okta', one.version]);
      assert.deepEqual(await acme.events(), before, 'that it was written is no change of it');
      await acme.update(two, { active: false }, [], IMPORT);
      assert.deepEqual(await ask(), ['a2', 'a3', 'b4'], 'someone at the console is no identity provider');
      assert.deepEqual(await ask({ filter: 'active eq false' }), ['a2']);
      assert.deepEqual(await ask({ filter: 'userName sw "a" and active eq false' }), ['a2']);
      assert.deepEqual(await ask({ filter: 'title pr' }), []);
      assert.deepEqual(await ask({ filter: `groups.value eq "${group.id}"` }), ['a2', 'a3']);
      await acme.update(two, { active: true });
      assert.deepEqual(await ask(sorted), ['b4', 'a3']);
      const entra = { ...CONTEXT, actor: { ...ACTOR, identityProvider: 'entra' } };
      assert.equal((await acme.update(two, { title: 'x' }, [], entra)).source, 'okta', 'the first one stays');
    });

    test('find members and groups by one another, through groups in groups', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const [one, two, three] = await acme.createUsers(4);
      assert.ok(one && two && three);
      const inner = await acme.createGroup('Inner', [one.id]);
      const outer = await acme.createGroup('Outer', [two.id, inner.id]);
      const ask = async (type: ResourceType, filter: string) =>
        namesOf((await acme.list(type, { filter })).resources);
      assert.deepEqual(await ask(USER, `groups.value eq "${outer.id}"`), ['user00000', 'user00001']);
      assert.deepEqual(await ask(USER, `groups eq "${inner.id}"`), ['user00000']);
      assert.deepEqual(await ask(USER, `groups[value eq "${outer.id}" and type eq "direct"]`), ['user00001']);
      assert.deepEqual(await ask(USER, 'groups.display co "nn"'), ['user00000']);
      assert.deepEqual(await ask(USER, 'not (groups pr)'), ['user00002', 'user00003']);
      assert.deepEqual(await ask(GROUP, `members.value eq "${one.id}"`), ['Inner']);
      assert.deepEqual(await ask(GROUP, `members eq "${inner.id}"`), ['Outer']);
      assert.deepEqual(await ask(GROUP, `id eq "${outer.id}" and members eq "${one.id}"`), []);
      assert.deepEqual(await ask(GROUP, `members[value eq "${two.id}" and type eq "User"]`), ['Outer']);
      assert.deepEqual(await ask(GROUP, `members.value eq "${three.id}" or members.value eq "nobody"`), []);
    });

    test('look at members behind the first thousand', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const users = await acme.createUsers(1200);
      await acme.createGroup('Staff', idsOf(users));
      const filter = 'members.display eq "user01199"';
      assert.deepEqual(namesOf((await acme.list(GROUP, { filter })).resources), ['Staff']);
    });

    test('take a window of time from both sides', async () => {
      await using fixture = await openDirectory(open);
      const { acme, clock } = fixture;
      const at = (index: number) => new Date(1_700_000_000_000 + index * 1000).toISOString();
      for (let index = 0; index < 6; index += 1) {
        clock.now = Date.parse(at(index));
        await acme.createUser({ userName: `u${index}`, title: index % 2 === 0 ? 'even' : 'odd' });
      }
      const window = `meta.lastModified ge "${at(1)}" and meta.lastModified lt "${at(5)}"`;
      const ask = async (filter: string) => namesOf((await acme.list(USER, { filter })).resources);
      assert.deepEqual(await ask(window), ['u1', 'u2', 'u3', 'u4']);
      assert.deepEqual(await ask(`title eq "odd" and ${window}`), ['u1', 'u3']);
      assert.deepEqual(
        await ask(`(title eq "odd" and meta.lastModified ge "${at(1)}") and meta.lastModified lt "${at(3)}"`),
        ['u1'],
      );
    });

    test('count anew after each write', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const total = async () => (await acme.list(USER, { filter: 'active eq true' })).total;
      const user = await acme.createUser({ userName: 'a', active: true });
      await acme.createUser({ userName: 'b', active: true });
      assert.equal(await total(), 2);
      await acme.update(user, { active: false });
      assert.equal(await total(), 1);
      await acme.remove(user);
      assert.equal(await total(), 1);
    });

    test('count pages from the beginning, whatever was deleted since the last one', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const users = await acme.createUsers(6);
      const pageAt = async (startIndex: number) =>
        idsOf((await acme.list(USER, { page: { startIndex, count: 2 } })).resources);
      const ids = idsOf(users);
      assert.deepEqual([await pageAt(1), await pageAt(3)], [ids.slice(0, 2), ids.slice(2, 4)]);
      assert.ok(users[0]);
      await acme.remove(users[0]);
      assert.deepEqual([await pageAt(3), await pageAt(5)], [ids.slice(3, 5), ids.slice(5)]);
    });

    test('by cursor leave nothing out and repeat nothing while others write', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      const users = await acme.createUsers(10);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await acme.list(USER, { page: { after, count: 3 } });
        seen.push(...idsOf(page.resources));
        after = page.next;
        const [read] = users.filter(({ id }) => seen.includes(id)).slice(seen.length - 3);
        if (read !== undefined) await acme.remove(read);
      } while (after !== undefined);
      assert.deepEqual(seen, idsOf(users));
    });

    test('that look at too much are refused, naming what is indexed', async () => {
      await using fixture = await openDirectory(open, { searchBudget: 0 });
      const { acme } = fixture;
      await acme.createUsers(3);
      await assert.rejects(acme.list(USER, { filter: 'title eq "x"' }), {
        status: 400,
        scimType: 'tooMany',
        message: /userName, externalId/,
      });
      assert.equal((await acme.list(USER, { filter: 'active eq true' })).total, 0);
    });

    test('find nothing by conditions that exclude each other, however they are put together', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      await acme.createUser({ userName: 'a', active: true, emails: [{ value: 'a' }] });
      const [one, none] = ['emails.value eq "a"', 'active eq true and active eq false'];
      for (const filter of [`${one} and (${none})`, `(${none}) and ${one}`, `${one} and ${none}`]) {
        assert.equal((await acme.list(USER, { filter })).total, 0, filter);
      }
    });

    test('find what the filter means, in the order of the sort, page by page', async () => {
      await using fixture = await openDirectory(open);
      const { acme, globex, clock, store } = fixture;
      const others = new Directory(store, globex.tenant);
      await others.createUsers(5);
      const pageSizes = fc.integer({ min: 1, max: 5 });
      const property = fc.asyncProperty(
        userLists,
        fc.array(fc.tuple(userFilters, userSorts, pageSizes), { minLength: 1, maxLength: 10 }),
        async (users, queries) => {
          await removeAll(acme);
          for (const [index, { attributes, createdAt }] of users.entries()) {
            clock.now = createdAt;
            const user = await acme.importUser(attributes);
            if (index % 2 === 0) await acme.update(user, {});
          }
          const all = (await acme.list(USER, { relations: true })).resources;
          assert.equal(all.length, users.length);
          for (const [filter, sort, count] of queries) {
            const bound = bindFilter(filter, USER);
            const wanted = all.filter((user) => matches(bound, toObject(user, '')));
            const query = { filter: formatFilter(filter), ...sort };
            const found = await byIndex(acme, query, 1000);
            assert.deepEqual(new Set(idsOf(found)), new Set(idsOf(wanted)), query.filter);
            if (sort === undefined) assert.deepEqual(idsOf(found), idsOf(wanted));
            assert.deepEqual(idsOf(await byIndex(acme, query, count)), idsOf(found), 'by index');
            assert.deepEqual(idsOf(await byCursor(acme, query, count)), idsOf(found), 'by cursor');
            const left = found.filter(({ source }) => source === undefined);
            const narrowed = { ...query, unprovisioned: true };
            assert.deepEqual(idsOf(await byIndex(acme, narrowed, count)), idsOf(left), 'unprovisioned');
          }
        },
      );
      await fc.assert(property, { numRuns: 150 });
    });
  });

  describe('sorting', () => {
    const order = async (directory: Directory, query: QueryText) =>
      namesOf((await directory.list(USER, query)).resources);

    test('puts what has no value last, and first when descending', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      await acme.createUser({ userName: 'a', title: 'z' });
      await acme.createUser({ userName: 'b' });
      await acme.createUser({ userName: 'c', title: 'Y' });
      await acme.createUser({ userName: 'd', title: 'y' });
      assert.deepEqual(await order(acme, { sortBy: 'title' }), ['c', 'd', 'a', 'b']);
      assert.deepEqual(await order(acme, { sortBy: 'title', descending: true }), ['b', 'a', 'd', 'c']);
    });

    test('of several values takes the primary one, else the first', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      await acme.createUser({ userName: 'a', emails: [{ value: '1' }, { value: '9', primary: true }] });
      await acme.createUser({ userName: 'b', emails: [{ value: '5' }, { value: '0' }] });
      assert.deepEqual(await order(acme, { sortBy: 'emails' }), ['b', 'a']);
      assert.deepEqual(await order(acme, { sortBy: 'emails.value', descending: true }), ['a', 'b']);
    });

    test('compares text without regard to case, and goes by the index where there is one', async () => {
      await using fixture = await openDirectory(open);
      const { acme } = fixture;
      for (const userName of ['b', 'A', '\u{1f600}', 'C', '\uffff', 'a1'])
        await acme.createUser({ userName });
      const wanted = ['A', 'a1', 'b', 'C', '\uffff', '\u{1f600}'];
      assert.deepEqual(await order(acme, { sortBy: 'userName' }), wanted);
      assert.deepEqual(await order(acme, { sortBy: 'userName', descending: true }), wanted.toReversed());
      assert.deepEqual(await order(acme, { sortBy: 'userName', filter: 'userName pr' }), wanted);
      const byId = idsOf((await acme.list(USER, { sortBy: 'id' })).resources);
      assert.deepEqual(byId, byId.toSorted());
    });
  });
}

async function byIndex(
  directory: Directory,
  query: QueryText,
  count: number,
): Promise<readonly StoredResource[]> {
  const found: StoredResource[] = [];
  for (;;) {
    const page = await directory.list(USER, { ...query, page: { startIndex: found.length + 1, count } });
    assert.ok(page.resources.length <= count);
    found.push(...page.resources);
    if (page.resources.length === 0) {
      assert.equal(found.length, page.total);
      return found;
    }
  }
}

async function byCursor(
  directory: Directory,
  query: QueryText,
  count: number,
): Promise<readonly StoredResource[]> {
  const found: StoredResource[] = [];
  let after: string | undefined;
  do {
    const page = await directory.list(USER, { ...query, page: { after, count } });
    found.push(...page.resources);
    after = page.next;
    if (after !== undefined) assert.equal(page.resources.length, count);
    else assert.equal(found.length, page.total);
  } while (after !== undefined);
  return found;
}

async function removeAll(directory: Directory): Promise<void> {
  for (const user of (await directory.list(USER)).resources) await directory.remove(user);
}
