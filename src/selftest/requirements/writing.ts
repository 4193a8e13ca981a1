import type { JsonObject } from '../../scim/resource.ts';
import { GROUP, USER } from '../../scim/resource-types.ts';
import { expect, expectEqual, expectError, expectStatus, must, section, should } from '../requirement.ts';
import { at, objectsAt } from '../scim-client.ts';
import { pathOf } from '../tenant.ts';

function user(userName: string, attributes: JsonObject = {}): JsonObject {
  return { schemas: [USER.schema.id], userName, ...attributes };
}

/** RFC 7644 §3.3–§3.6, without querying and PATCH: creating, reading, replacing and deleting. */
export const WRITING_REQUIREMENTS = [
  ...section('7644', '3.3', [
    must('answers a creation with 201 and the whole resource', async (tenant) => {
      const answer = await tenant.post('/Users', user(tenant.newName(), { nickName: 'Nick' }));
      expectStatus(answer, 201);
      expectEqual(at(answer.body, 'nickName'), 'Nick', 'nickName');
      expectEqual((await tenant.get(pathOf(answer.body))).body, answer.body, 'the user as read afterwards');
    }),
    must('gives the URL of what was created as Location and meta.location', async (tenant) => {
      for (const [path, body] of [
        ['/Users', user(tenant.newName())],
        ['/Groups', { schemas: [GROUP.schema.id], displayName: tenant.newName() }],
      ] as const) {
        const answer = await tenant.post(path, body);
        expectStatus(answer, 201);
        expectEqual(answer.headers.get('Location'), at(answer.body, 'meta', 'location'), 'Location');
      }
    }),
    must('ignores read-only attributes in the request', async (tenant) => {
      const created = await tenant.post(
        '/Users',
        user(tenant.newName(), { id: 'mine', groups: [{ value: 'mine' }] }),
      );
      expectStatus(created, 201);
      expect(!created.text.includes('"mine"'), 'a read-only attribute was taken');
    }),
    must('answers a creation that collides with 409 uniqueness', async (tenant) => {
      const name = tenant.newName();
      expectStatus(await tenant.post('/Users', user(name)), 201);
      expectError(await tenant.post('/Users', user(name)), 409, 'uniqueness');
    }),
    must('creates nothing when it answers an error', async (tenant) => {
      const name = tenant.newName();
      expectError(await tenant.post('/Users', user(name, { active: 'perhaps' })), 400);
      expectEqual((await tenant.find('/Users', `userName eq "${name}"`)).length, 0, 'the users of that name');
    }),
  ]),

  ...section('7644', '3.3.1', [
    must('sets meta.resourceType by the endpoint', async (tenant) => {
      expectEqual(
        at(await tenant.createUser(), 'meta', 'resourceType'),
        'User',
        'meta.resourceType of a user',
      );
      expectEqual(
        at(await tenant.createGroup(), 'meta', 'resourceType'),
        'Group',
        'meta.resourceType of a group',
      );
    }),
  ]),

  ...section('7644', '3.4.1', [
    must('answers 404 for an id that names nothing', async (tenant) => {
      expectError(await tenant.get('/Users/nothing'), 404);
      expectError(await tenant.get('/Groups/00919288221112222'), 404);
    }),
    must('does not find a resource under the endpoint of another type', async (tenant) => {
      const created = await tenant.createUser();
      expectError(await tenant.get(`/Groups/${at(created, 'id')}`), 404);
    }),
  ]),

  ...section('7644', '3.5.1', [
    must('answers a replacement with 200 and the whole resource', async (tenant) => {
      const created = await tenant.createUser();
      const name = tenant.newName();
      const answer = await tenant.put(pathOf(created), user(name, { title: 'Chief' }));
      expectStatus(answer, 200);
      expectEqual(at(answer.body, 'userName'), name, 'userName');
      expectEqual((await tenant.get(pathOf(created))).body, answer.body, 'the user as read afterwards');
    }),
    must('creates nothing by PUT', async (tenant) => {
      expectError(await tenant.put('/Users/nothing', user(tenant.newName())), 404);
    }),
    must('removes what a replacement leaves out', async (tenant) => {
      const created = await tenant.createUser({ title: 'Chief', emails: [{ value: 'a@example.com' }] });
      const answer = await tenant.put(pathOf(created), user(String(at(created, 'userName'))));
      expectStatus(answer, 200);
      expectEqual(at(answer.body, 'title'), undefined, 'title');
      expectEqual(at(answer.body, 'emails'), undefined, 'emails');
    }),
    must('refuses a replacement without a required attribute', async (tenant) => {
      const created = await tenant.createUser();
      expectError(
        await tenant.put(pathOf(created), { schemas: [USER.schema.id], title: 'Chief' }),
        400,
        'invalidValue',
      );
    }),
    must('ignores read-only attributes in a replacement', async (tenant) => {
      const created = await tenant.createUser();
      const body = { ...created, id: 'mine', meta: { resourceType: 'Group' }, groups: [{ value: 'mine' }] };
      const answer = await tenant.put(pathOf(created), body);
      expectStatus(answer, 200);
      expectEqual(at(answer.body, 'id'), at(created, 'id'), 'id');
      expectEqual(at(answer.body, 'meta', 'resourceType'), 'User', 'meta.resourceType');
    }),
    must('answers a replacement that collides with 409 uniqueness', async (tenant) => {
      const [one, other] = [await tenant.createUser(), await tenant.createUser()];
      expectError(await tenant.put(pathOf(one), user(String(at(other, 'userName')))), 409, 'uniqueness');
    }),
    must('replaces the members of a group', async (tenant) => {
      const [one, other] = [await tenant.createUser(), await tenant.createUser()];
      const group = await tenant.createGroup({ members: [{ value: String(at(one, 'id')) }] });
      const answer = await tenant.put(pathOf(group), {
        schemas: [GROUP.schema.id],
        displayName: String(at(group, 'displayName')),
        members: [{ value: String(at(other, 'id')) }],
      });
      expectStatus(answer, 200);
      expectEqual(
        objectsAt(answer.body, 'members').map((member) => at(member, 'value') ?? null),
        [at(other, 'id') ?? null],
        'the members',
      );
    }),
    must('takes back what it returned', async (tenant) => {
      const created = await tenant.createUser({
        emails: [{ value: 'a@example.com', type: 'work', primary: true }],
      });
      const answer = await tenant.put(pathOf(created), created);
      expectStatus(answer, 200);
      expectEqual(at(answer.body, 'emails'), at(created, 'emails'), 'emails');
      expectEqual(at(answer.body, 'name'), at(created, 'name'), 'name');
    }),
  ]),

  ...section('7644', '3.6', [
    must('answers a deletion with 204 and no body', async (tenant) => {
      const answer = await tenant.delete(pathOf(await tenant.createUser()));
      expectStatus(answer, 204);
      expectEqual(answer.text, '', 'the body');
    }),
    must('answers 404 for what was deleted, whatever the method', async (tenant) => {
      const created = await tenant.createUser();
      const path = pathOf(created);
      expectStatus(await tenant.delete(path), 204);
      expectError(await tenant.get(path), 404);
      expectError(await tenant.put(path, user(tenant.newName())), 404);
      expectError(await tenant.patch(path, { op: 'replace', path: 'title', value: 'Chief' }), 404);
      expectError(await tenant.delete(path), 404);
    }),
    must('leaves what was deleted out of every query', async (tenant) => {
      const created = await tenant.createUser();
      expectStatus(await tenant.delete(pathOf(created)), 204);
      expectEqual(
        (await tenant.find('/Users', `userName eq "${at(created, 'userName')}"`)).length,
        0,
        'users found',
      );
    }),
    should('frees the userName of what was deleted', async (tenant) => {
      const created = await tenant.createUser();
      expectStatus(await tenant.delete(pathOf(created)), 204);
      const again = await tenant.post('/Users', user(String(at(created, 'userName'))));
      expectStatus(again, 201);
      expect(at(again.body, 'id') !== at(created, 'id'), 'the new user has the old id');
    }),
    should('takes a deleted user out of its groups', async (tenant) => {
      const member = await tenant.createUser();
      const group = await tenant.createGroup({ members: [{ value: String(at(member, 'id')) }] });
      expectStatus(await tenant.delete(pathOf(member)), 204);
      expectEqual(objectsAt((await tenant.get(pathOf(group))).body, 'members').length, 0, 'members');
    }),
  ]),

  ...section('7644', '3.9', [
    must('returns of a changed resource what the request selects', async (tenant) => {
      const name = tenant.newName();
      const answer = await tenant.post(
        '/Users?attributes=nickName',
        user(name, { nickName: 'Nick', title: 'Chief' }),
      );
      expectStatus(answer, 201);
      expectEqual(Object.keys(answer.body).sort(), ['id', 'nickName', 'schemas'], 'the attributes returned');
    }),
  ]),
];
