import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatFilter } from '../../../src/scim/filter/format.ts';
import { GROUP, USER } from '../../../src/scim/resource-types.ts';
import { userFilters, userSorts } from '../arbitrary.ts';
import { ACTOR, attributesOf, type OpenStore, openDirectory } from '../fixture.ts';

export function isolationContract(open: OpenStore): void {
  describe('tenants', () => {
    test('may hold the same ids and names', async () => {
      await using fixture = await openDirectory(open);
      const { acme, globex, store } = fixture;
      const write = acme.creation(USER, { userName: 'bjensen', title: 'acme' });
      await store.resources.write(write);
      await store.resources.write({
        ...write,
        target: { ...write.target, tenant: globex.tenant },
        change: { ...write.change, attributes: { ...write.change.attributes, title: 'globex' } },
      });
      const { id } = write.target;
      await globex.remove({ type: USER, id });
      assert.equal(attributesOf(await acme.find({ type: USER, id }))['title'], 'acme');
      await assert.rejects(globex.find({ type: USER, id }), { status: 404 });
    });

    test('cannot read or change what is in another one', async () => {
      await using fixture = await openDirectory(open);
      const { acme, globex } = fixture;
      const user = await acme.createUser({ userName: 'bjensen', externalId: '00u1' });
      const group = await acme.createGroup('Staff', [user.id]);
      for (const thing of [user, group]) {
        await assert.rejects(globex.find(thing), { status: 404 });
        await assert.rejects(globex.update(thing, { displayName: 'x' }), { status: 404 });
        await assert.rejects(globex.remove(thing), { status: 404 });
        assert.deepEqual(await acme.find(thing), thing.id === user.id ? await acme.find(user) : group);
      }
      assert.deepEqual((await globex.list(USER)).total, 0);
      assert.deepEqual(await globex.events(), []);
    });

    test('do not see one another through any filter, sort or page', async () => {
      await using fixture = await openDirectory(open);
      const { acme, globex } = fixture;
      const attributes = (title: string, index: number) => ({
        userName: `user${index}`,
        displayName: 'a',
        externalId: 'ab',
        active: index % 2 === 0,
        emails: [{ value: 'a', type: 'work' }],
        title,
      });
      const [mine, theirs]: string[][] = [[], []];
      for (let index = 0; index < 4; index += 1) {
        mine?.push((await acme.createUser(attributes('acme', index))).id);
        theirs?.push((await globex.createUser(attributes('globex', index))).id);
      }
      const group = await acme.createGroup('a', mine);
      await globex.createGroup('a', theirs);
      await fc.assert(
        fc.asyncProperty(
          userFilters,
          userSorts,
          fc.constantFrom(
            { startIndex: 1, count: 3 },
            { startIndex: 3, count: 3 },
            { after: undefined, count: 3 },
          ),
          async (filter, sort, page) => {
            const { resources } = await acme.list(USER, {
              filter: formatFilter(filter),
              ...sort,
              page,
              relations: true,
            });
            for (const user of resources) {
              assert.equal(attributesOf(user)['title'], 'acme');
              assert.deepEqual(user.groups, [{ id: group.id, display: 'a', direct: true }]);
            }
          },
        ),
        { numRuns: 200 },
      );
      for (const id of mine ?? []) {
        assert.equal((await globex.list(GROUP, { filter: `members.value eq "${id}"` })).total, 0);
      }
      assert.equal((await globex.list(USER, { filter: `groups.value eq "${group.id}"` })).total, 0);
    });

    test('that are removed leave nothing behind', async () => {
      await using fixture = await openDirectory(open);
      const { acme, globex, store } = fixture;
      const user = await acme.createUser({ userName: 'bjensen' });
      await acme.createGroup('Staff', [user.id]);
      const other = await globex.createUser({ userName: 'bjensen' });
      await store.registry.removeTenant(acme.tenant);
      assert.deepEqual(await acme.events(), []);
      await store.registry.createTenant(
        { name: acme.tenant, displayName: 'Acme', hosts: [], declared: false, createdAt: 1 },
        ACTOR,
      );
      assert.equal((await acme.list(USER)).total, 0);
      const again = await acme.createUser({ userName: 'bjensen' });
      assert.deepEqual(again.groups, []);
      assert.deepEqual(
        (await acme.events()).map(({ sequence }) => sequence),
        [2],
      );
      assert.deepEqual(await globex.find(other), other);
    });
  });
}
