import type { JsonObject } from '../../scim/resource.ts';
import { GROUP, USER } from '../../scim/resource-types.ts';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/schemas/enterprise-user.ts';
import { expect, expectEqual, expectError, expectStatus, must, section, should } from '../requirement.ts';
import { at, objectsAt } from '../scim-client.ts';
import { pathOf } from '../tenant.ts';

const ENTERPRISE = ENTERPRISE_USER_SCHEMA.id;
const LONG_AGO = '1970-01-01T00:00:00Z';

function user(userName: string, attributes: JsonObject = {}): JsonObject {
  return {
    schemas: [USER.schema.id],
    userName,
    name: { givenName: 'Given', familyName: 'Family' },
    ...attributes,
  };
}

/** RFC 7643: what a resource is. */
export const SCHEMA_REQUIREMENTS = [
  ...section('7643', '2.1', [
    must('reads attribute names in any letter case', async (tenant) => {
      const name = tenant.newName();
      const created = await tenant.post('/Users', {
        schemas: [USER.schema.id],
        USERNAME: name,
        Name: { GIVENNAME: 'Given' },
      });
      expectStatus(created, 201);
      expectEqual(at(created.body, 'userName'), name, 'userName');
      expectEqual(at(created.body, 'name', 'givenName'), 'Given', 'name.givenName');
    }),
  ]),

  ...section('7643', '2.3', [
    must('writes a dateTime as xsd:dateTime with date and time', async (tenant) => {
      const created = String(at(await tenant.createUser(), 'meta', 'created'));
      expect(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(created),
        `created is ${created}`,
      );
    }),
    must('refuses a value that is not of the type of its attribute', async (tenant) => {
      const answer = await tenant.post(
        '/Users',
        user(tenant.newName(), { displayName: { a: 'complex value' } }),
      );
      expectError(answer, 400, 'invalidValue');
    }),
    must('keeps a boolean a boolean', async (tenant) => {
      expectEqual(at(await tenant.createUser({ active: false }), 'active'), false, 'active');
    }),
    must('keeps a binary value in base64 as it was given', async (tenant) => {
      const certificate = 'AQIDBAUGBwg=';
      const created = await tenant.createUser({ x509Certificates: [{ value: certificate }] });
      expectEqual(at(created, 'x509Certificates', 0, 'value'), certificate, 'x509Certificates');
    }),
  ]),

  ...section('7643', '2.4', [
    must('keeps primary true on one element at most', async (tenant) => {
      const created = await tenant.createUser({ emails: [{ value: 'a@example.com', primary: true }] });
      const changed = await tenant.patch(pathOf(created), {
        op: 'add',
        path: 'emails',
        value: [{ value: 'b@example.com', primary: true }],
      });
      expectStatus(changed, 200);
      const primary = objectsAt(changed.body, 'emails').filter((email) => at(email, 'primary') === true);
      expectEqual(
        primary.map((email) => at(email, 'value') ?? null),
        ['b@example.com'],
        'the primary emails',
      );
    }),
    should('holds no two elements of the same type and value', async (tenant) => {
      const email = { value: 'same@example.com', type: 'work' };
      const created = await tenant.post('/Users', user(tenant.newName(), { emails: [email, email] }));
      if (created.status === 400) return;
      expectStatus(created, 201);
      expectEqual(objectsAt(created.body, 'emails').length, 1, 'the number of emails');
    }),
  ]),

  ...section('7643', '2.5', [
    must('treats null as unassigned', async (tenant) => {
      expectEqual(at(await tenant.createUser({ nickName: null }), 'nickName'), undefined, 'nickName');
    }),
    must('treats an empty array as unassigned', async (tenant) => {
      const created = await tenant.createUser({ emails: [{ value: 'a@example.com' }] });
      const changed = await tenant.patch(pathOf(created), { op: 'replace', path: 'emails', value: [] });
      expectStatus(changed, 200);
      expectEqual(
        await tenant.find('/Users', `id eq "${at(created, 'id')}" and emails pr`),
        [],
        'users with emails',
      );
    }),
  ]),

  ...section('7643', '3', [
    must('names in schemas exactly the schemas that the resource uses, each once', async (tenant) => {
      expectEqual(at(await tenant.createUser(), 'schemas'), [USER.schema.id], 'schemas of a user');
      expectEqual(at(await tenant.createGroup(), 'schemas'), [GROUP.schema.id], 'schemas of a group');
    }),
  ]),

  ...section('7643', '3.1', [
    must('gives every resource an id of its own', async (tenant) => {
      const [one, other] = [await tenant.createUser(), await tenant.createUser()];
      expect(typeof at(one, 'id') === 'string' && at(one, 'id') !== '', 'the id is not a text');
      expect(at(one, 'id') !== at(other, 'id'), 'two users have the same id');
    }),
    must('does not let the client choose the id', async (tenant) => {
      const id = tenant.newName();
      expect(at(await tenant.createUser({ id }), 'id') !== id, 'the id is the one of the request');
    }),
    must('keeps the id over every change', async (tenant) => {
      const created = await tenant.createUser();
      const changed = await tenant.put(pathOf(created), user(tenant.newName()));
      expectStatus(changed, 200);
      expectEqual(at(changed.body, 'id'), at(created, 'id'), 'id');
    }),
    must('never uses the word bulkId as an id', async (tenant) => {
      expect(!String(at(await tenant.createUser(), 'id')).includes('bulkId'), 'the id contains "bulkId"');
    }),
    must('keeps externalId as the client gave it, letter case included', async (tenant) => {
      const externalId = `${tenant.newName()}-AbC`;
      await tenant.createUser({ externalId });
      expectEqual(
        (await tenant.find('/Users', `externalId eq "${externalId}"`)).length,
        1,
        'users found by it',
      );
      const lower = externalId.toLowerCase();
      expectEqual(
        (await tenant.find('/Users', `externalId eq "${lower}"`)).length,
        0,
        'users found in lower case',
      );
    }),
    must('ignores meta in a request', async (tenant) => {
      const created = await tenant.createUser({ meta: { created: LONG_AGO, resourceType: 'Group' } });
      expectEqual(at(created, 'meta', 'resourceType'), 'User', 'meta.resourceType');
      expect(at(created, 'meta', 'created') !== LONG_AGO, 'meta.created is the one of the request');
    }),
    must('sets meta.lastModified equal to meta.created until the first change', async (tenant) => {
      const created = await tenant.createUser();
      expectEqual(at(created, 'meta', 'lastModified'), at(created, 'meta', 'created'), 'meta.lastModified');
    }),
    must('gives in meta.location a URL under which the resource is found', async (tenant) => {
      for (const resource of [await tenant.createUser(), await tenant.createGroup()]) {
        const answer = await tenant.get(String(at(resource, 'meta', 'location')));
        expectStatus(answer, 200);
        expectEqual(at(answer.body, 'id'), at(resource, 'id'), 'id of what lies at meta.location');
      }
    }),
    must('compares ids with their letter case', async (tenant) => {
      const id = String(at(await tenant.createUser(), 'id'));
      const other = id === id.toUpperCase() ? id.toLowerCase() : id.toUpperCase();
      if (other !== id) expectError(await tenant.get(`/Users/${other}`), 404);
    }),
    must('sends meta.location as Content-Location', async (tenant) => {
      const created = await tenant.createUser();
      const answers = [
        await tenant.get(pathOf(created)),
        await tenant.put(pathOf(created), created),
        await tenant.patch(pathOf(created), { op: 'add', path: 'title', value: 'Dr' }),
      ];
      for (const { headers } of answers) {
        expectEqual(headers.get('Content-Location'), at(created, 'meta', 'location'), 'Content-Location');
      }
    }),
  ]),

  ...section('7643', '3.3', [
    must(
      'holds extension attributes under the URN of their schema and names it in schemas',
      async (tenant) => {
        const created = await tenant.createUser({
          schemas: [USER.schema.id, ENTERPRISE],
          [ENTERPRISE]: { department: 'Sales' },
        });
        expectEqual(at(created, 'schemas'), [USER.schema.id, ENTERPRISE], 'schemas');
        expectEqual(at(created, ENTERPRISE, 'department'), 'Sales', 'department');
      },
    ),
    must('no longer names an extension in schemas when its last attribute is gone', async (tenant) => {
      const created = await tenant.createUser({
        schemas: [USER.schema.id, ENTERPRISE],
        [ENTERPRISE]: { department: 'Sales' },
      });
      const changed = await tenant.patch(pathOf(created), { op: 'remove', path: `${ENTERPRISE}:department` });
      expectStatus(changed, 200);
      expectEqual(at(changed.body, 'schemas'), [USER.schema.id], 'schemas');
    }),
  ]),

  ...section('7643', '4.1.1', [
    must('requires userName', async (tenant) => {
      expectError(await tenant.post('/Users', { schemas: [USER.schema.id] }), 400, 'invalidValue');
    }),
    must('requires userName not to be empty', async (tenant) => {
      expectError(await tenant.post('/Users', user('')), 400, 'invalidValue');
    }),
    must('holds userName unique, in any letter case', async (tenant) => {
      const name = String(at(await tenant.createUser(), 'userName'));
      expectError(await tenant.post('/Users', user(name)), 409, 'uniqueness');
      expectError(await tenant.post('/Users', user(name.toUpperCase())), 409, 'uniqueness');
    }),
    must('never returns password', async (tenant) => {
      const created = await tenant.createUser({ password: 'correct horse battery staple' });
      const answers = [
        await tenant.get(pathOf(created)),
        await tenant.get(`${pathOf(created)}?attributes=password`),
        await tenant.get('/Users?attributes=password'),
      ];
      expectEqual(at(created, 'password'), undefined, 'password in the answer to the POST');
      for (const { text } of answers) expect(!text.includes('battery'), 'a password was returned');
    }),
  ]),

  ...section('7643', '4.1.2', [
    must('shows in groups of a user the groups that have the user as a member', async (tenant) => {
      const member = await tenant.createUser();
      const group = await tenant.createGroup({ members: [{ value: String(at(member, 'id')) }] });
      const groups = objectsAt((await tenant.get(pathOf(member))).body, 'groups');
      expectEqual(
        groups.map((each) => at(each, 'value') ?? null),
        [at(group, 'id') ?? null],
        'groups',
      );
    }),
    must('does not change memberships through groups of a user', async (tenant) => {
      const group = await tenant.createGroup();
      await tenant.createUser({ groups: [{ value: String(at(group, 'id')) }] });
      expectEqual(objectsAt((await tenant.get(pathOf(group))).body, 'members').length, 0, 'members');
    }),
  ]),

  ...section('7643', '4.2', [
    must('requires displayName of a group', async (tenant) => {
      expectError(await tenant.post('/Groups', { schemas: [GROUP.schema.id] }), 400, 'invalidValue');
    }),
    must('returns the id of each member in value, with its type', async (tenant) => {
      const member = await tenant.createUser();
      const group = await tenant.createGroup({ members: [{ value: String(at(member, 'id')) }] });
      expectEqual(at(group, 'members', 0, 'value'), at(member, 'id'), 'members[0].value');
      expectEqual(at(group, 'members', 0, 'type'), 'User', 'members[0].type');
    }),
    must('takes a group as a member of a group', async (tenant) => {
      const inner = await tenant.createGroup();
      const outer = await tenant.createGroup({
        members: [{ value: String(at(inner, 'id')), type: 'Group' }],
      });
      expectEqual(at(outer, 'members', 0, 'type'), 'Group', 'members[0].type');
    }),
  ]),

  ...section('7643', '4.3', [
    must('keeps the manager of a user by id', async (tenant) => {
      const manager = await tenant.createUser();
      const value = String(at(manager, 'id'));
      const created = await tenant.createUser({
        schemas: [USER.schema.id, ENTERPRISE],
        [ENTERPRISE]: { manager: { value } },
      });
      expectEqual(at(created, ENTERPRISE, 'manager', 'value'), value, 'manager.value');
    }),
  ]),
];
