import type { Json } from '../../scim/resource.ts';
import { expect, expectEqual, expectError, expectStatus, must, section, should } from '../requirement.ts';
import { at, objectsAt, query, type ScimAnswer } from '../scim-client.ts';
import type { Tenant } from '../tenant.ts';

const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

/** Creates users with these titles (undefined: none) and a nickName of their own, and gives a filter that finds them. */
async function createUsers(tenant: Tenant, titles: readonly (string | undefined)[]): Promise<string> {
  const nickName = tenant.newName();
  for (const title of titles)
    await tenant.createUser({ nickName, ...(title === undefined ? {} : { title }) });
  return `nickName eq "${nickName}"`;
}

function titlesOf(answer: ScimAnswer): readonly Json[] {
  return objectsAt(answer.body, 'Resources').map((each) => at(each, 'title') ?? null);
}

async function ask(
  tenant: Tenant,
  parameters: Readonly<Record<string, string | number>>,
): Promise<ScimAnswer> {
  const answer = await tenant.get(`/Users${query(parameters)}`);
  expectStatus(answer, 200);
  return answer;
}

/** All pages of a cursor, at most ten. */
async function followCursor(tenant: Tenant, filter: string, count: number): Promise<readonly ScimAnswer[]> {
  const pages = [await ask(tenant, { filter, count, cursor: '' })];
  for (
    let cursor = nextCursor(pages);
    cursor !== undefined && pages.length < 10;
    cursor = nextCursor(pages)
  ) {
    pages.push(await ask(tenant, { filter, count, cursor }));
  }
  return pages;
}

function nextCursor(pages: readonly ScimAnswer[]): string | undefined {
  const cursor = at(pages.at(-1)?.body, 'nextCursor');
  return cursor === undefined ? undefined : String(cursor);
}

/** RFC 7644 §3.4.2.3 and §3.4.2.4, RFC 9865: order and pages. */
export const PAGING_REQUIREMENTS = [
  ...section(
    '7644',
    '3.4.2.3',
    [
      must('sorts in ascending order unless asked otherwise', async (tenant) => {
        const filter = await createUsers(tenant, ['b', 'a', 'c']);
        expectEqual(titlesOf(await ask(tenant, { filter, sortBy: 'title' })), ['a', 'b', 'c'], 'titles');
      }),
      must('sorts in descending order', async (tenant) => {
        const filter = await createUsers(tenant, ['b', 'a', 'c']);
        const answer = await ask(tenant, { filter, sortBy: 'title', sortOrder: 'descending' });
        expectEqual(titlesOf(answer), ['c', 'b', 'a'], 'titles');
      }),
      must('sorts without regard to letter case where caseExact is false', async (tenant) => {
        const filter = await createUsers(tenant, ['b', 'A', 'C']);
        expectEqual(titlesOf(await ask(tenant, { filter, sortBy: 'title' })), ['A', 'b', 'C'], 'titles');
      }),
      must(
        'sorts resources without a value last in ascending and first in descending order',
        async (tenant) => {
          const filter = await createUsers(tenant, [undefined, 'a']);
          const ascending = await ask(tenant, { filter, sortBy: 'title' });
          const descending = await ask(tenant, { filter, sortBy: 'title', sortOrder: 'descending' });
          expectEqual(titlesOf(ascending), ['a', null], 'titles in ascending order');
          expectEqual(titlesOf(descending), [null, 'a'], 'titles in descending order');
        },
      ),
      must('sorts by the primary element of a multi-valued attribute', async (tenant) => {
        const nickName = tenant.newName();
        const other = { value: 'a@example.com' };
        await tenant.createUser({
          nickName,
          title: 'second',
          emails: [other, { value: 'y@example.com', primary: true }],
        });
        await tenant.createUser({
          nickName,
          title: 'first',
          emails: [{ value: 'x@example.com', primary: true }],
        });
        const answer = await ask(tenant, { filter: `nickName eq "${nickName}"`, sortBy: 'emails' });
        expectEqual(titlesOf(answer), ['first', 'second'], 'titles');
      }),
      must('sorts resources of several types as one list', async (tenant) => {
        const name = tenant.newName();
        for (const letter of ['a', 'c']) await tenant.createUser({ displayName: `${name}${letter}` });
        for (const letter of ['b', 'd']) await tenant.createGroup({ displayName: `${name}${letter}` });
        const filter = `displayName sw "${name}"`;
        const answer = await tenant.get(`/${query({ filter, sortBy: 'displayName', count: 3 })}`);
        expectStatus(answer, 200);
        const found = objectsAt(answer.body, 'Resources').map((each) => String(at(each, 'displayName')));
        expectEqual(
          found,
          ['a', 'b', 'c'].map((letter) => name + letter),
          'displayNames',
        );
      }),
    ],
    'sort',
  ),

  ...section('7644', '3.4.2.4', [
    must('counts from 1 and returns no more than count', async (tenant) => {
      const filter = await createUsers(tenant, ['1', '2', '3', '4', '5']);
      const { body } = await ask(tenant, { filter, startIndex: 2, count: 2 });
      expectEqual(at(body, 'startIndex'), 2, 'startIndex');
      expectEqual(at(body, 'itemsPerPage'), 2, 'itemsPerPage');
      expectEqual(at(body, 'totalResults'), 5, 'totalResults');
      expectEqual(objectsAt(body, 'Resources').length, 2, 'the number of Resources');
    }),
    must('shows every resource once over all pages', async (tenant) => {
      const filter = await createUsers(tenant, ['1', '2', '3', '4', '5']);
      const pages = [1, 3, 5].map((startIndex) => ask(tenant, { filter, startIndex, count: 2 }));
      const titles = (await Promise.all(pages)).flatMap(titlesOf);
      expectEqual(titles.toSorted(), ['1', '2', '3', '4', '5'], 'titles over all pages');
    }),
    must('reads a startIndex below 1 as 1', async (tenant) => {
      const filter = await createUsers(tenant, ['1', '2']);
      for (const startIndex of [0, -5]) {
        const answer = await ask(tenant, { filter, startIndex });
        expectEqual(at(answer.body, 'startIndex'), 1, `startIndex for ${startIndex}`);
        expectEqual(titlesOf(answer).length, 2, 'the number of Resources');
      }
    }),
    must('reads a negative count as 0', async (tenant) => {
      const filter = await createUsers(tenant, ['1', '2']);
      const { body } = await ask(tenant, { filter, count: -1 });
      expectEqual(at(body, 'totalResults'), 2, 'totalResults');
      expectEqual(objectsAt(body, 'Resources').length, 0, 'the number of Resources');
    }),
    must('returns totals alone for a count of 0', async (tenant) => {
      const filter = await createUsers(tenant, ['1', '2']);
      const { body } = await ask(tenant, { filter, count: 0 });
      expectEqual(at(body, 'totalResults'), 2, 'totalResults');
      expectEqual(at(body, 'itemsPerPage'), 0, 'itemsPerPage');
      expectEqual(objectsAt(body, 'Resources').length, 0, 'the number of Resources');
    }),
    must('returns an empty page behind the end', async (tenant) => {
      const filter = await createUsers(tenant, ['1', '2']);
      const { body } = await ask(tenant, { filter, startIndex: 10, count: 5 });
      expectEqual(at(body, 'totalResults'), 2, 'totalResults');
      expectEqual(objectsAt(body, 'Resources').length, 0, 'the number of Resources');
    }),
  ]),

  ...section(
    '9865',
    '2',
    [
      must(
        'starts at the first page with an empty cursor and leads through all pages to the end',
        async (tenant) => {
          const filter = await createUsers(tenant, ['1', '2', '3', '4', '5']);
          const pages = await followCursor(tenant, filter, 2);
          expectEqual(pages.map(titlesOf), [['1', '2'], ['3', '4'], ['5']], 'titles over all pages');
        },
      ),
      must('gives no nextCursor on the last page', async (tenant) => {
        const filter = await createUsers(tenant, ['1', '2']);
        const answer = await ask(tenant, { filter, count: 2, cursor: '' });
        expectEqual(at(answer.body, 'nextCursor'), undefined, 'nextCursor');
      }),
      must('gives no previousCursor on the first page', async (tenant) => {
        const filter = await createUsers(tenant, ['1', '2']);
        const answer = await ask(tenant, { filter, count: 1, cursor: '' });
        expectEqual(at(answer.body, 'previousCursor'), undefined, 'previousCursor');
      }),
      must('makes cursors of characters that a URL takes as they are', async (tenant) => {
        const filter = await createUsers(tenant, ['1', '2']);
        const cursor = nextCursor([await ask(tenant, { filter, count: 1, cursor: '' })]) ?? '';
        expect(/^[\w.~-]+$/.test(cursor), `the cursor is ${cursor}`);
      }),
      must('answers a cursor that it did not give with 400 invalidCursor', async (tenant) => {
        expectError(await tenant.get('/Users?cursor=made-up'), 400, 'invalidCursor');
      }),
      must('does not take a cursor for another query', async (tenant) => {
        const filter = await createUsers(tenant, ['1', '2']);
        const cursor = nextCursor([await ask(tenant, { filter, count: 1, cursor: '' })]) ?? '';
        const other = query({ filter: 'title pr', count: 1, cursor });
        expectError(await tenant.get(`/Users${other}`), 400, 'invalidCursor');
      }),
      should('shows no resource twice when others come in between', async (tenant) => {
        const filter = await createUsers(tenant, ['1', '2', '3']);
        const first = await ask(tenant, { filter, count: 2, cursor: '' });
        const [removed] = objectsAt(first.body, 'Resources');
        expectStatus(await tenant.delete(`/Users/${at(removed, 'id')}`), 204);
        const second = await ask(tenant, { filter, count: 2, cursor: nextCursor([first]) ?? '' });
        expectEqual(titlesOf(second), ['3'], 'titles of the second page');
      }),
    ],
    'cursor',
  ),

  ...section(
    '9865',
    '3',
    [
      must('takes a cursor in a search by POST', async (tenant) => {
        const filter = await createUsers(tenant, ['1', '2']);
        const first = await tenant.post('/Users/.search', {
          schemas: [SEARCH_REQUEST],
          filter,
          count: 1,
          cursor: '',
        });
        expectStatus(first, 200);
        const cursor = nextCursor([first]) ?? '';
        const second = await tenant.post('/Users/.search', {
          schemas: [SEARCH_REQUEST],
          filter,
          count: 1,
          cursor,
        });
        expectEqual([...titlesOf(first), ...titlesOf(second)], ['1', '2'], 'titles over both pages');
      }),
    ],
    'cursor',
  ),

  ...section(
    '9865',
    '4',
    [
      must('says which ways of paging it offers', async (tenant) => {
        const { body } = await tenant.get('/ServiceProviderConfig');
        for (const way of ['cursor', 'index']) {
          expect(typeof at(body, 'pagination', way) === 'boolean', `pagination.${way} is no boolean`);
        }
      }),
      must('pages by default in the way that it says', async (tenant) => {
        const { body } = await tenant.get('/ServiceProviderConfig');
        const filter = await createUsers(tenant, ['1', '2']);
        const hasCursor = nextCursor([await ask(tenant, { filter, count: 1 })]) !== undefined;
        const byCursor = at(body, 'pagination', 'defaultPaginationMethod') === 'cursor';
        expectEqual(hasCursor, byCursor, 'whether a page without a cursor has a nextCursor');
      }),
    ],
    'cursor',
  ),
];
