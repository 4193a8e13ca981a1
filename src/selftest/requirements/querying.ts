import type { JsonObject } from '../../scim/resource.ts';
import { USER } from '../../scim/resource-types.ts';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/schemas/enterprise-user.ts';
import { expect, expectEqual, expectError, expectStatus, must, section, should } from '../requirement.ts';
import { at, objectsAt, query } from '../scim-client.ts';
import { pathOf, type Tenant } from '../tenant.ts';

const ENTERPRISE = ENTERPRISE_USER_SCHEMA.id;
const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

/** Three users that the filters below tell apart, under a nickName that only they have. */
async function createTrio(tenant: Tenant): Promise<string> {
  const nickName = tenant.newName();
  await tenant.createUser({
    nickName,
    displayName: 'a',
    title: 'Alpha "One"',
    active: true,
    emails: [
      { value: 'a@work.example', type: 'work', primary: true },
      { value: 'a@home.example', type: 'home' },
    ],
  });
  await tenant.createUser({
    nickName,
    displayName: 'b',
    title: 'beta',
    active: false,
    emails: [{ value: 'b@home.example', type: 'home', primary: true }],
    schemas: [USER.schema.id, ENTERPRISE],
    [ENTERPRISE]: { department: 'Sales' },
  });
  await tenant.createUser({ nickName, displayName: 'c', active: true });
  return nickName;
}

/** What a filter is, and the displayNames of those of the trio that it matches. */
const FILTERS: readonly (readonly [text: string, filter: string, matches: string])[] = [
  ['finds by eq', 'title eq "beta"', 'b'],
  ['finds by ne', 'displayName ne "b"', 'ac'],
  ['finds by co', 'title co "et"', 'b'],
  ['finds by sw', 'title sw "be"', 'b'],
  ['finds by ew', 'title ew "ta"', 'b'],
  ['finds by pr', 'title pr', 'ab'],
  ['finds by pr on a complex attribute', 'emails pr', 'ab'],
  ['finds by gt', 'displayName gt "a"', 'bc'],
  ['finds by ge', 'displayName ge "b"', 'bc'],
  ['finds by lt', 'displayName lt "c"', 'ab'],
  ['finds by le', 'displayName le "b"', 'ab'],
  ['compares points in time', 'meta.created gt "2001-01-01T00:00:00Z"', 'abc'],
  ['compares points in time in any zone', 'meta.created lt "2001-01-01T00:00:00+05:00"', ''],
  ['finds by a boolean', 'active eq false', 'b'],
  ['finds by a sub-attribute', 'emails.value eq "a@home.example"', 'a'],
  ['finds by the value of a multi-valued attribute without naming it', 'emails co "home.example"', 'ab'],
  ['finds by an element that matches a whole filter', 'emails[type eq "work" and value co "a@"]', 'a'],
  ['does not join one filter from two elements', 'emails[type eq "work" and value co "home"]', ''],
  ['finds by an attribute of an extension', `${ENTERPRISE}:department eq "Sales"`, 'b'],
  ['joins by and', 'title pr and active eq true', 'a'],
  ['joins by or', 'title eq "beta" or displayName eq "c"', 'bc'],
  ['turns around by not', 'not (title pr)', 'c'],
  ['takes and before or', 'displayName eq "a" or displayName eq "b" and active eq true', 'a'],
  ['takes parentheses before and', '(displayName eq "a" or displayName eq "b") and active eq false', 'b'],
  ['reads operators and names in any letter case', 'TITLE Eq "beta" OR not (Active EQ true)', 'b'],
  ['compares in any letter case where caseExact is false', 'title eq "BETA"', 'b'],
  ['reads escapes in a value as JSON', 'title eq "Alpha \\"\\u004fne\\""', 'a'],
  ['finds unassigned attributes by null', 'title eq null', 'c'],
];

/** RFC 7644 §3.4.2 and §3.4.3: lists, filters and selection. */
export const QUERYING_REQUIREMENTS = [
  ...section('7644', '3.4.2', [
    must('answers a query with a ListResponse that counts all matches', async (tenant) => {
      const nickName = await createTrio(tenant);
      const answer = await tenant.get(`/Users${query({ filter: `nickName eq "${nickName}"` })}`);
      expectStatus(answer, 200);
      expectEqual(at(answer.body, 'schemas'), [LIST_RESPONSE], 'schemas');
      expectEqual(at(answer.body, 'totalResults'), 3, 'totalResults');
      expectEqual(objectsAt(answer.body, 'Resources').length, 3, 'the number of Resources');
    }),
    must('answers 200 with no result where nothing matches', async (tenant) => {
      const answer = await tenant.get(`/Users${query({ filter: `userName eq "${tenant.newName()}"` })}`);
      expectStatus(answer, 200);
      expectEqual(at(answer.body, 'schemas'), [LIST_RESPONSE], 'schemas');
      expectEqual(at(answer.body, 'totalResults'), 0, 'totalResults');
    }),
    must('returns of each resource what reading it alone returns', async (tenant) => {
      const created = await tenant.createUser();
      const [found] = await tenant.find('/Users', `id eq "${at(created, 'id')}"`);
      expectEqual(found, created, 'the user found');
    }),
  ]),

  ...section('7644', '3.4.2.2', [
    ...FILTERS.map(([text, filter, matches]) =>
      must(`${text}: ${filter}`, async (tenant) => {
        const nickName = await createTrio(tenant);
        const found = await tenant.find('/Users', `nickName eq "${nickName}" and (${filter})`);
        const names = found.map((each) => String(at(each, 'displayName'))).sort();
        expectEqual(names.join(''), matches, 'what the filter matched');
      }),
    ),
    must('answers a filter that it cannot read with 400 invalidFilter', async (tenant) => {
      for (const filter of [
        'userName like "a"',
        'userName eq',
        '(userName pr',
        'userName eq "a" nor title pr',
        '',
      ]) {
        expectError(await tenant.get(`/Users${query({ filter })}`), 400, 'invalidFilter');
      }
    }),
    must('answers an ordering of booleans with 400 invalidFilter', async (tenant) => {
      for (const operator of ['gt', 'ge', 'lt', 'le']) {
        const filter = `active ${operator} false`;
        expectError(await tenant.get(`/Users${query({ filter })}`), 400, 'invalidFilter');
      }
    }),
  ]),

  ...section('7644', '3.4.2.5', [
    must('returns by attributes those, schemas and id', async (tenant) => {
      const created = await tenant.createUser({ title: 'Chief' });
      const answer = await tenant.get(`${pathOf(created)}?attributes=userName`);
      expectEqual(Object.keys(answer.body).sort(), ['id', 'schemas', 'userName'], 'the attributes returned');
    }),
    must('returns by attributes a sub-attribute alone', async (tenant) => {
      const answer = await tenant.get(`${pathOf(await tenant.createUser())}?attributes=name.givenName`);
      expectEqual(at(answer.body, 'name'), { givenName: 'Given' }, 'name');
    }),
    must('leaves out by excludedAttributes those, but never id', async (tenant) => {
      const created = await tenant.createUser({ title: 'Chief' });
      const answer = await tenant.get(`${pathOf(created)}?excludedAttributes=title,id`);
      expectEqual(at(answer.body, 'title'), undefined, 'title');
      expectEqual(at(answer.body, 'id'), at(created, 'id'), 'id');
      expectEqual(at(answer.body, 'userName'), at(created, 'userName'), 'userName');
    }),
    must('selects in lists as in single resources', async (tenant) => {
      const filter = `id eq "${at(await tenant.createUser(), 'id')}"`;
      const answer = await tenant.get(`/Users${query({ filter, attributes: 'userName' })}`);
      const keys = objectsAt(answer.body, 'Resources').map((each) => Object.keys(each).sort());
      expectEqual(keys, [['id', 'schemas', 'userName']], 'the attributes returned');
    }),
    must('selects by names with the URN of their schema, in any letter case', async (tenant) => {
      const created = await tenant.createUser({ title: 'Chief' });
      const answer = await tenant.get(`${pathOf(created)}?attributes=${USER.schema.id.toUpperCase()}:TITLE`);
      expectEqual(Object.keys(answer.body).sort(), ['id', 'schemas', 'title'], 'the attributes returned');
    }),
  ]),

  ...section('7644', '3.4.3', [
    must('answers a search by POST like the query by GET', async (tenant) => {
      const filter = `nickName eq "${await createTrio(tenant)}"`;
      const request: JsonObject = {
        schemas: [SEARCH_REQUEST],
        filter,
        startIndex: 2,
        count: 1,
        attributes: ['userName'],
      };
      const searched = await tenant.post('/Users/.search', request);
      expectStatus(searched, 200);
      const asked = await tenant.get(
        `/Users${query({ filter, startIndex: 2, count: 1, attributes: 'userName' })}`,
      );
      expectEqual(searched.body, asked.body, 'the answer to the search');
    }),
    should('searches all resource types at the root', async (tenant) => {
      const displayName = tenant.newName();
      await tenant.createUser({ displayName });
      await tenant.createGroup({ displayName });
      const answer = await tenant.post('/.search', {
        schemas: [SEARCH_REQUEST],
        filter: `displayName eq "${displayName}"`,
      });
      expectStatus(answer, 200);
      const types = objectsAt(answer.body, 'Resources').map((each) =>
        String(at(each, 'meta', 'resourceType')),
      );
      expectEqual(types.sort(), ['Group', 'User'], 'the types found');
    }),
    must('answers a search that is no SearchRequest with 400', async (tenant) => {
      const answer = await tenant.post('/Users/.search', { schemas: [USER.schema.id] });
      expect(answer.status === 400, `answered ${answer.status}`);
    }),
  ]),
];
