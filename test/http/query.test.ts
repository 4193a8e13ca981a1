import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CURSOR_LIFETIME_SECONDS } from '../../src/http/cursor.ts';
import { assertError, type Body, type Fixture, openFixture } from './app-fixture.ts';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

async function createUsers({ createUser }: Fixture, ...names: readonly string[]): Promise<void> {
  for (const userName of names) await createUser({ userName });
}

const namesIn = (body: Body): readonly string[] =>
  body.Resources.map(({ userName, displayName }: Body) => userName ?? displayName);

describe('a list', () => {
  test('may be empty', async () => {
    await using fixture = await openFixture();
    const answer = await fixture.request('GET', '/Users?startIndex=1&count=2');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, {
      schemas: [LIST],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });

  test('holds the resources as they are read one by one', async () => {
    await using fixture = await openFixture();
    const { request, createUser } = fixture;
    const ada = await createUser({ userName: 'ada' });
    const bob = await createUser({ userName: 'bob', active: false });
    const { body } = await request('GET', '/Users');
    assert.deepEqual(body.Resources, [ada, bob]);
    assert.deepEqual([body.totalResults, body.startIndex, body.itemsPerPage], [2, 1, 2]);
  });

  const pages: readonly [query: string, names: string, startIndex: number][] = [
    ['startIndex=2&count=2', 'bc', 2],
    ['startIndex=5&count=2', 'e', 5],
    ['startIndex=6', '', 6],
    ['startIndex=0&count=1', 'a', 1],
    ['startIndex=-3', 'abcde', 1],
    ['count=0', '', 1],
    ['count=-1', '', 1],
    ['count=100000', 'abcde', 1],
    ['startIndex=99999999999999999999', '', Number.MAX_SAFE_INTEGER],
  ];
  for (const [query, names, startIndex] of pages) {
    test(`is cut into pages by index: ${query}`, async () => {
      await using fixture = await openFixture();
      await createUsers(fixture, 'a', 'b', 'c', 'd', 'e');
      const { body } = await fixture.request('GET', `/Users?${query}`);
      assert.equal(namesIn(body).join(''), names);
      assert.deepEqual([body.totalResults, body.itemsPerPage], [5, names.length]);
      assert.equal(body.startIndex, startIndex);
      assert.equal('nextCursor' in body, false);
    });
  }

  test('has at most as many resources as a page may have', async () => {
    await using fixture = await openFixture({ limits: { maxPageSize: 2 } });
    await createUsers(fixture, 'a', 'b', 'c');
    assert.equal(namesIn((await fixture.request('GET', '/Users?count=3')).body).join(''), 'ab');
    assert.equal(namesIn((await fixture.request('GET', '/Users')).body).join(''), 'ab');
  });

  const filters: readonly [query: string, names: string][] = [
    ['filter=userName%20eq%20%22a%40b%22', 'a@b'],
    ['filter=userName+eq+"A%40B"', 'a@b'],
    ['filter=userName eq "a@b"', 'a@b'],
    ['filter=userName%20eq%20%22p%2Bq%22', 'p+q'],
    ['filter=USERNAME+Eq+%22p%2bq%22&startIndex=1&count=100', 'p+q'],
    ['filter=userName+eq+"nobody"', ''],
    ['filter=userName+sw+"p"&sortBy=userName&sortOrder=descending', 'p+q'],
    ['sortBy=userName&sortOrder=descending', 'p+qa@b'],
    ['aadOptscim062020', 'a@bp+q'],
    ['unknown=1&Filter=x&&=&%', 'a@bp+q'],
  ];
  for (const [query, names] of filters) {
    test(`is made by the parameters of the URL: ${query}`, async () => {
      await using fixture = await openFixture();
      await createUsers(fixture, 'a@b', 'p+q');
      const answer = await fixture.request('GET', `/Users?${query}`);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(namesIn(answer.body).join(''), names);
    });
  }

  const wrong: readonly [query: string, scimType: 'invalidFilter' | 'invalidPath' | 'invalidValue'][] = [
    ['filter=', 'invalidFilter'],
    ['filter=userName', 'invalidFilter'],
    ['filter=nothing+eq+"a"', 'invalidFilter'],
    ['filter=userName+eq+%22%ff%22+and', 'invalidFilter'],
    ['filter=password+eq+"a"', 'invalidFilter'],
    ['sortBy=nothing', 'invalidPath'],
    ['count=ten', 'invalidValue'],
    ['startIndex=1.5', 'invalidValue'],
  ];
  for (const [query, scimType] of wrong) {
    test(`is refused: ${query}`, async () => {
      await using fixture = await openFixture();
      assertError(await fixture.request('GET', `/Users?${query}`), 400, scimType);
    });
  }
});

describe('a cursor', () => {
  test('leads through all pages, and is missing on the last', async () => {
    await using fixture = await openFixture();
    await createUsers(fixture, 'a', 'b', 'c', 'd', 'e');
    const pages: string[] = [];
    let cursor = '';
    do {
      const { body } = await fixture.request('GET', `/Users?count=2&cursor=${cursor}`);
      assert.equal('startIndex' in body, false);
      assert.equal(body.totalResults, 5);
      pages.push(namesIn(body).join(''));
      cursor = body.nextCursor;
      if (cursor !== undefined) assert.match(cursor, /^[\w~.-]+$/);
    } while (cursor !== undefined);
    assert.deepEqual(pages, ['ab', 'cd', 'e']);
  });

  test('may be asked for by its bare name', async () => {
    await using fixture = await openFixture();
    await createUsers(fixture, 'a', 'b');
    const { body } = await fixture.request('GET', '/Users?count=1&cursor');
    assert.equal(typeof body.nextCursor, 'string');
  });

  test('may go with a filter, an order and a projection, which then must stay', async () => {
    await using fixture = await openFixture();
    const { request } = fixture;
    await createUsers(fixture, 'a1', 'b', 'a3', 'a2');
    const query = 'filter=userName+sw+"a"&sortBy=userName&sortOrder=descending&attributes=userName&count=2';
    const first = (await request('GET', `/Users?${query}&cursor=`)).body;
    assert.deepEqual(namesIn(first), ['a3', 'a2']);
    const cursor = first.nextCursor;
    const second = (await request('GET', `/Users?cursor=${cursor}&${query}`)).body;
    assert.deepEqual(namesIn(second), ['a1']);
    assert.equal('nextCursor' in second, false);
    for (const changed of [
      query.replace('"a"', '"b"'),
      query.replace('&sortOrder=descending', ''),
      query.replace('sortBy=userName', 'sortBy=displayName'),
      query.replace('attributes=userName', 'attributes=displayName'),
    ]) {
      assertError(await request('GET', `/Users?cursor=${cursor}&${changed}`), 400, 'invalidCursor');
    }
    const more = query.replace('count=2', 'count=3');
    assertError(await request('GET', `/Users?cursor=${cursor}&${more}`), 400, 'invalidCount');
    assertError(await request('GET', `/Groups?cursor=${cursor}&count=2`), 400, 'invalidCursor');
  });

  test('is good for its key and tenant alone', async () => {
    await using fixture = await openFixture();
    const { request, addKey, addTenant } = fixture;
    await createUsers(fixture, 'a', 'b');
    const { nextCursor } = (await request('GET', '/Users?count=1&cursor')).body;
    const path = `/Users?count=1&cursor=${nextCursor}`;
    assert.equal((await request('GET', path)).status, 200);
    assertError(await request('GET', path, await addKey()), 400, 'invalidCursor');
    const globex = await addTenant('globex');
    assertError(await request('GET', `/scim/v2/globex${path}`, globex), 400, 'invalidCursor');
  });

  test('cannot be forged, and expires', async () => {
    await using fixture = await openFixture();
    const { request, clock } = fixture;
    await createUsers(fixture, 'a', 'b');
    const { nextCursor } = (await request('GET', '/Users?count=1&cursor')).body;
    const forged = `${nextCursor.slice(0, 20)}${nextCursor[20] === 'A' ? 'B' : 'A'}${nextCursor.slice(21)}`;
    for (const cursor of [forged, 'x', '1', nextCursor.slice(1), `${nextCursor}AAAA`]) {
      assertError(await request('GET', `/Users?count=1&cursor=${cursor}`), 400, 'invalidCursor');
    }
    clock.now += CURSOR_LIFETIME_SECONDS * 1000;
    assertError(await request('GET', `/Users?count=1&cursor=${nextCursor}`), 400, 'expiredCursor');
  });

  test('is not given for a page of nothing', async () => {
    await using fixture = await openFixture();
    await createUsers(fixture, 'a');
    const { body } = await fixture.request('GET', '/Users?count=0&cursor');
    assert.deepEqual([body.totalResults, body.itemsPerPage, body.nextCursor], [1, 0, undefined]);
  });

  test('does not come with more than a page', async () => {
    await using fixture = await openFixture({ limits: { maxPageSize: 100 } });
    assertError(await fixture.request('GET', '/Users?count=101&cursor'), 400, 'invalidCount');
  });

  test('goes on where it was though resources come and go', async () => {
    await using fixture = await openFixture();
    const { request, createUser } = fixture;
    await createUsers(fixture, 'a');
    const { id } = await createUser({ userName: 'b' });
    await createUsers(fixture, 'c');
    const { nextCursor } = (await request('GET', '/Users?count=2&cursor')).body;
    await request('DELETE', `/Users/${id}`);
    await createUsers(fixture, 'd');
    const { body } = await request('GET', `/Users?count=2&cursor=${nextCursor}`);
    assert.deepEqual(namesIn(body), ['c', 'd']);
  });
});

describe('a query over all types', () => {
  async function openMixed(): Promise<Fixture> {
    const fixture = await openFixture();
    await fixture.createGroup({ displayName: 'g1' });
    await createUsers(fixture, 'u1', 'u2', 'u3');
    await fixture.createGroup({ displayName: 'g2' });
    return fixture;
  }

  const pages: readonly [query: string, names: string][] = [
    ['', 'u1 u2 u3 g1 g2'],
    ['?startIndex=3&count=2', 'u3 g1'],
    ['?startIndex=4&count=2', 'g1 g2'],
    ['?startIndex=5', 'g2'],
    ['?startIndex=6', ''],
    ['?count=2', 'u1 u2'],
    ['?count=0', ''],
  ];
  for (const [query, names] of pages) {
    test(`is cut into pages by index: ${query}`, async () => {
      await using fixture = await openMixed();
      const { body } = await fixture.request('GET', query === '' ? '/' : query);
      assert.equal(namesIn(body).join(' '), names);
      assert.equal(body.totalResults, 5);
    });
  }

  for (const count of [1, 2, 3, 4, 5]) {
    test(`is cut into pages by cursor: ${count}`, async () => {
      await using fixture = await openMixed();
      const names: string[] = [];
      let cursor = '';
      do {
        const { body } = await fixture.request('GET', `/?count=${count}&cursor=${cursor}`);
        assert.equal(body.totalResults, 5);
        assert.ok(body.Resources.length > 0);
        names.push(...namesIn(body));
        cursor = body.nextCursor;
      } while (cursor !== undefined);
      assert.equal(names.join(' '), 'u1 u2 u3 g1 g2');
    });
  }

  test('takes an attribute of one type as unassigned in the others', async () => {
    await using fixture = await openMixed();
    const { request } = fixture;
    const find = async (filter: string) =>
      namesIn((await request('GET', `/?filter=${encodeURIComponent(filter)}`)).body).join(' ');
    assert.equal(await find('userName eq "u2"'), 'u2');
    assert.equal(await find('userName eq "u2" or displayName eq "G2"'), 'u2 g2');
    assert.equal(await find('meta.resourceType eq "Group"'), 'g1 g2');
    const sorted = (await request('GET', '/?sortBy=userName&sortOrder=descending')).body;
    assert.equal(namesIn(sorted).join(' '), 'g1 g2 u3 u2 u1');
    assertError(await request('GET', '/?filter=nothing+pr'), 400, 'invalidFilter');
    assertError(await request('GET', '/?sortBy=nothing'), 400, 'invalidPath');
  });

  describe('that is sorted', () => {
    const SORTED = '/?sortBy=displayName&attributes=displayName';
    const displayNames = ({ Resources }: Body) =>
      Resources.map(({ displayName }: Body) => displayName ?? '-');

    /** Names of users and groups by turns, and one user without. */
    async function openAlternating(): Promise<Fixture> {
      const fixture = await openFixture();
      for (const displayName of ['a', 'C', 'e', 'g', undefined])
        await fixture.createUser({ userName: `user ${displayName}`, displayName });
      for (const displayName of ['B', 'd', 'f']) await fixture.createGroup({ displayName });
      return fixture;
    }

    test('is one list of all types', async () => {
      await using fixture = await openAlternating();
      const { request } = fixture;
      const all = (await request('GET', SORTED)).body;
      assert.equal(displayNames(all).join(''), 'aBCdefg-');
      const descending = (await request('GET', `${SORTED}&sortOrder=descending`)).body;
      assert.equal(displayNames(descending).join(''), '-gfedCBa');
      const members = { sortBy: 'displayName', startIndex: 3, count: 4 };
      const posted = await request('POST', '/.search', { body: { schemas: [SEARCH], ...members } });
      assert.equal(displayNames(posted.body).join(''), 'Cdef');
      assert.partialDeepStrictEqual(posted.body, { totalResults: 8, startIndex: 3, itemsPerPage: 4 });
      assert.equal((await request('GET', `${SORTED}&count=0`)).body.totalResults, 8);
      assert.deepEqual((await request('GET', `${SORTED}&startIndex=9`)).body.Resources, []);
    });

    for (const count of [1, 2, 3, 5, 8]) {
      test(`is cut into pages of ${count}, by index and by cursor`, async () => {
        await using fixture = await openAlternating();
        const byIndex: string[] = [];
        for (let startIndex = 1; startIndex <= 8; startIndex += count) {
          const { body } = await fixture.request('GET', `${SORTED}&startIndex=${startIndex}&count=${count}`);
          byIndex.push(...displayNames(body));
        }
        const byCursor: string[] = [];
        let cursor = '';
        do {
          const { body } = await fixture.request('GET', `${SORTED}&count=${count}&cursor=${cursor}`);
          assert.equal(body.totalResults, 8);
          assert.ok(body.Resources.length > 0);
          byCursor.push(...displayNames(body));
          cursor = body.nextCursor;
        } while (cursor !== undefined);
        assert.equal(byIndex.join(''), 'aBCdefg-');
        assert.equal(byCursor.join(''), 'aBCdefg-');
      });
    }

    test('does not read arbitrarily deep for a page by index', async () => {
      await using fixture = await openAlternating();
      assertError(await fixture.request('GET', `${SORTED}&startIndex=5001`), 400, 'invalidValue');
    });
  });

  test('projects each resource by its own type', async () => {
    await using fixture = await openMixed();
    const { body } = await fixture.request('GET', '/?attributes=userName,members&startIndex=3&count=2');
    assert.deepEqual(
      body.Resources.map((resource: Body) => Object.keys(resource)),
      [
        ['schemas', 'id', 'userName'],
        ['schemas', 'id', 'members'],
      ],
    );
  });
});

describe('a search', () => {
  const search = (members: Readonly<Record<string, unknown>> = {}) => ({
    body: { schemas: [SEARCH], ...members },
  });

  test('is a query that is posted', async () => {
    await using fixture = await openFixture();
    const { request, createGroup, events } = fixture;
    await createUsers(fixture, 'a', 'b', 'c');
    await createGroup({ displayName: 'g' });
    await events();
    const parameters = { filter: 'userName ge "b"', sortBy: 'userName', sortOrder: 'descending', count: 1 };
    const posted = await request('POST', '/Users/.search', search({ ...parameters, startIndex: 2 }));
    assert.equal(posted.status, 200, posted.text);
    assert.deepEqual(namesIn(posted.body), ['b']);
    assert.deepEqual([posted.body.totalResults, posted.body.startIndex], [2, 2]);
    assert.equal(namesIn((await request('POST', '/.search', search())).body).join(''), 'abcg');
    assert.equal(namesIn((await request('POST', '/Groups/.search', search())).body).join(''), 'g');
    assert.deepEqual(await events(), []);
  });

  test('has cursors, which are those of the same query in a URL', async () => {
    await using fixture = await openFixture();
    const { request } = fixture;
    await createUsers(fixture, 'a', 'b');
    const first = (await request('POST', '/Users/.search', search({ count: 1, cursor: '' }))).body;
    const second = await request('POST', '/Users/.search', search({ count: 1, cursor: first.nextCursor }));
    assert.deepEqual(namesIn(second.body), ['b']);
    const inUrl = await request('GET', `/Users?count=1&cursor=${first.nextCursor}`);
    assert.deepEqual(namesIn(inUrl.body), ['b']);
  });

  test('is refused without its schema, or with members of a wrong type', async () => {
    await using fixture = await openFixture();
    const { request } = fixture;
    assertError(await request('POST', '/.search', { body: {} }), 400, 'invalidSyntax');
    assertError(await request('POST', '/.search', search({ count: [] })), 400, 'invalidValue');
    assertError(await request('POST', '/.search', search({ filter: 'x' })), 400, 'invalidFilter');
  });
});
