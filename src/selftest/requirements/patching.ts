import type { Json, JsonObject } from '../../scim/resource.ts';
import { USER } from '../../scim/resource-types.ts';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/schemas/enterprise-user.ts';
import { expect, expectEqual, expectError, expectStatus, must, section, should } from '../requirement.ts';
import { at, objectsAt } from '../scim-client.ts';
import { pathOf, type Tenant } from '../tenant.ts';

const ENTERPRISE = ENTERPRISE_USER_SCHEMA.id;
const WORK = { value: 'work@example.com', type: 'work', primary: true };
const HOME = { value: 'home@example.com', type: 'home' };

/** Creates a user, applies the operations, and returns the user as a GET shows it then. */
async function patched(
  tenant: Tenant,
  attributes: JsonObject,
  ...operations: readonly JsonObject[]
): Promise<JsonObject> {
  const path = pathOf(await tenant.createUser(attributes));
  expectStatus(await tenant.patch(path, ...operations), 200, 204);
  return (await tenant.get(path)).body;
}

async function refused(tenant: Tenant, ...operations: readonly JsonObject[]): ReturnType<Tenant['patch']> {
  return tenant.patch(pathOf(await tenant.createUser({ emails: [WORK, HOME] })), ...operations);
}

function valuesOf(resource: JsonObject, attribute: string): readonly Json[] {
  return objectsAt(resource, attribute).map((element) => at(element, 'value') ?? null);
}

async function groupOf(tenant: Tenant, size: number): Promise<{ group: JsonObject; ids: readonly string[] }> {
  const users = await Promise.all(Array.from({ length: size }, () => tenant.createUser()));
  const ids = users.map((user) => String(at(user, 'id')));
  return { group: await tenant.createGroup({ members: ids.map((value) => ({ value })) }), ids };
}

/** RFC 7644 §3.5.2: PATCH. */
export const PATCHING_REQUIREMENTS = [
  ...section('7644', '3.5.2', [
    must('answers with the changed resource, or with 204', async (tenant) => {
      const answer = await tenant.patch(pathOf(await tenant.createUser()), {
        op: 'add',
        path: 'title',
        value: 'Chief',
      });
      expectStatus(answer, 200, 204);
      if (answer.status === 200) expectEqual(at(answer.body, 'title'), 'Chief', 'title');
    }),
    must('refuses a body that does not name the PatchOp schema with 400', async (tenant) => {
      const body = { Operations: [{ op: 'add', path: 'title', value: 'Chief' }], schemas: [USER.schema.id] };
      const answer = await tenant.send('PATCH', pathOf(await tenant.createUser()), { body });
      expectError(answer, 400);
    }),
    must('applies operations in their order', async (tenant) => {
      const user = await patched(
        tenant,
        {},
        { op: 'add', path: 'title', value: 'one' },
        { op: 'replace', path: 'title', value: 'two' },
      );
      expectEqual(at(user, 'title'), 'two', 'title');
    }),
    must('applies all operations or none', async (tenant) => {
      const created = await tenant.createUser({ title: 'before' });
      const path = pathOf(created);
      const answer = await tenant.patch(
        path,
        { op: 'replace', path: 'title', value: 'after' },
        { op: 'replace', path: 'active', value: 'perhaps' },
      );
      expectError(answer, 400, 'invalidValue');
      expectEqual((await tenant.get(path)).body, created, 'the user afterwards');
    }),
    must('refuses an operation that there is not with 400 invalidSyntax', async (tenant) => {
      expectError(await refused(tenant, { op: 'move', path: 'title', value: 'Chief' }), 400, 'invalidSyntax');
    }),
    must('refuses a path that it cannot read with 400 invalidPath', async (tenant) => {
      expectError(
        await refused(tenant, { op: 'add', path: 'emails[type eq', value: 'a' }),
        400,
        'invalidPath',
      );
    }),
    must('refuses to change a read-only attribute with 400 mutability', async (tenant) => {
      for (const path of ['id', 'meta.created', 'groups']) {
        expectError(await refused(tenant, { op: 'replace', path, value: 'mine' }), 400, 'mutability');
      }
    }),
    must('answers a change that collides with 409 uniqueness', async (tenant) => {
      const userName = String(at(await tenant.createUser(), 'userName'));
      expectError(
        await refused(tenant, { op: 'replace', path: 'userName', value: userName }),
        409,
        'uniqueness',
      );
    }),
    must('clears the primary of the others when one is made primary', async (tenant) => {
      const user = await patched(
        tenant,
        { emails: [WORK, HOME] },
        { op: 'replace', path: 'emails[type eq "home"].primary', value: true },
      );
      const primary = objectsAt(user, 'emails').filter((email) => at(email, 'primary') === true);
      expectEqual(
        primary.map((email) => at(email, 'type') ?? null),
        ['home'],
        'the types of the primary emails',
      );
    }),
    must('reads names in a path in any letter case, and with the URN of their schema', async (tenant) => {
      const user = await patched(
        tenant,
        {},
        { op: 'add', path: 'NAME.familyname', value: 'New' },
        { op: 'add', path: `${USER.schema.id}:title`, value: 'Chief' },
        { op: 'add', path: `${ENTERPRISE}:department`, value: 'Sales' },
      );
      expectEqual(at(user, 'name', 'familyName'), 'New', 'name.familyName');
      expectEqual(at(user, 'title'), 'Chief', 'title');
      expectEqual(at(user, ENTERPRISE, 'department'), 'Sales', 'department');
    }),
  ]),

  ...section('7644', '3.5.2.1', [
    must('adds without a path what the value holds', async (tenant) => {
      const value = { title: 'Chief', name: { middleName: 'Middle' } };
      const user = await patched(tenant, {}, { op: 'add', value });
      expectEqual(at(user, 'title'), 'Chief', 'title');
      expectEqual(at(user, 'name', 'middleName'), 'Middle', 'name.middleName');
      expectEqual(at(user, 'name', 'givenName'), 'Given', 'name.givenName');
    }),
    must('appends to a multi-valued attribute', async (tenant) => {
      const user = await patched(tenant, { emails: [WORK] }, { op: 'add', path: 'emails', value: [HOME] });
      expectEqual(valuesOf(user, 'emails'), [WORK.value, HOME.value], 'emails');
    }),
    must('replaces a single value that is there', async (tenant) => {
      const user = await patched(tenant, { title: 'old' }, { op: 'add', path: 'title', value: 'new' });
      expectEqual(at(user, 'title'), 'new', 'title');
    }),
    must('adds sub-attributes to a complex attribute', async (tenant) => {
      const user = await patched(tenant, {}, { op: 'add', path: 'name', value: { middleName: 'Middle' } });
      expectEqual(at(user, 'name', 'middleName'), 'Middle', 'name.middleName');
      expectEqual(at(user, 'name', 'givenName'), 'Given', 'name.givenName');
    }),
    must('adds to the elements that a filter selects', async (tenant) => {
      const operation = { op: 'add', path: 'emails[type eq "work"].display', value: 'At work' };
      const user = await patched(tenant, { emails: [WORK, HOME] }, operation);
      expectEqual(at(user, 'emails', 0, 'display'), 'At work', 'emails[0].display');
      expectEqual(at(user, 'emails', 1, 'display'), undefined, 'emails[1].display');
    }),
    should('changes nothing, not even lastModified, when the value is there', async (tenant) => {
      const created = await tenant.createUser({ emails: [WORK] });
      expectStatus(
        await tenant.patch(pathOf(created), { op: 'add', path: 'emails', value: [WORK] }),
        200,
        204,
      );
      expectEqual((await tenant.get(pathOf(created))).body, created, 'the user afterwards');
    }),
    must('adds a member once', async (tenant) => {
      const { group, ids } = await groupOf(tenant, 1);
      const value = ids.map((id) => ({ value: id }));
      expectStatus(await tenant.patch(pathOf(group), { op: 'add', path: 'members', value }), 200, 204);
      expectEqual(valuesOf((await tenant.get(pathOf(group))).body, 'members'), ids, 'members');
    }),
  ]),

  ...section('7644', '3.5.2.2', [
    must('answers a removal without a path with 400 noTarget', async (tenant) => {
      expectError(await refused(tenant, { op: 'remove' }), 400, 'noTarget');
    }),
    must('removes a single-valued attribute', async (tenant) => {
      const user = await patched(tenant, { title: 'Chief' }, { op: 'remove', path: 'title' });
      expectEqual(at(user, 'title'), undefined, 'title');
    }),
    must('removes a sub-attribute and leaves the others', async (tenant) => {
      const user = await patched(tenant, {}, { op: 'remove', path: 'name.familyName' });
      expectEqual(at(user, 'name'), { givenName: 'Given' }, 'name');
    }),
    must('removes all elements of a multi-valued attribute', async (tenant) => {
      const user = await patched(tenant, { emails: [WORK, HOME] }, { op: 'remove', path: 'emails' });
      expectEqual(at(user, 'emails'), undefined, 'emails');
    }),
    must('removes the elements that a filter selects, and no other', async (tenant) => {
      const operation = { op: 'remove', path: 'emails[type eq "work"]' };
      const user = await patched(tenant, { emails: [WORK, HOME] }, operation);
      expectEqual(valuesOf(user, 'emails'), [HOME.value], 'emails');
    }),
    must('leaves the attribute unassigned when the last element is removed', async (tenant) => {
      const operation = { op: 'remove', path: 'emails[type eq "work"]' };
      expectEqual(at(await patched(tenant, { emails: [WORK] }, operation), 'emails'), undefined, 'emails');
    }),
    must('refuses to remove a required attribute', async (tenant) => {
      const answer = await refused(tenant, { op: 'remove', path: 'userName' });
      expectError(answer, 400);
      const scimType = String(at(answer.body, 'scimType'));
      expect(['invalidValue', 'mutability'].includes(scimType), `scimType is ${scimType}`);
    }),
    must('removes a member by its id', async (tenant) => {
      const { group, ids } = await groupOf(tenant, 3);
      const path = `members[value eq "${ids[1]}"]`;
      expectStatus(await tenant.patch(pathOf(group), { op: 'remove', path }), 200, 204);
      const left = valuesOf((await tenant.get(pathOf(group))).body, 'members');
      expectEqual(left.toSorted(), [ids[0] ?? '', ids[2] ?? ''].sort(), 'members');
    }),
    must('removes all members by the bare attribute', async (tenant) => {
      const { group } = await groupOf(tenant, 2);
      expectStatus(await tenant.patch(pathOf(group), { op: 'remove', path: 'members' }), 200, 204);
      expectEqual(valuesOf((await tenant.get(pathOf(group))).body, 'members'), [], 'members');
    }),
  ]),

  ...section('7644', '3.5.2.3', [
    must('replaces without a path what the value holds, and nothing else', async (tenant) => {
      const user = await patched(
        tenant,
        { title: 'old', nickName: 'Nick' },
        { op: 'replace', value: { title: 'new' } },
      );
      expectEqual(at(user, 'title'), 'new', 'title');
      expectEqual(at(user, 'nickName'), 'Nick', 'nickName');
    }),
    must('sets an attribute that is not there', async (tenant) => {
      const user = await patched(tenant, {}, { op: 'replace', path: 'title', value: 'new' });
      expectEqual(at(user, 'title'), 'new', 'title');
    }),
    must('replaces all elements of a multi-valued attribute', async (tenant) => {
      const user = await patched(
        tenant,
        { emails: [WORK] },
        { op: 'replace', path: 'emails', value: [HOME] },
      );
      expectEqual(valuesOf(user, 'emails'), [HOME.value], 'emails');
    }),
    must('replaces the sub-attributes that are given of a complex attribute', async (tenant) => {
      const user = await patched(tenant, {}, { op: 'replace', path: 'name', value: { givenName: 'New' } });
      expectEqual(at(user, 'name'), { familyName: 'Family', givenName: 'New' }, 'name');
    }),
    must('replaces a sub-attribute of the elements that a filter selects', async (tenant) => {
      const operation = { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@example.com' };
      const user = await patched(tenant, { emails: [WORK, HOME] }, operation);
      expectEqual(valuesOf(user, 'emails'), ['new@example.com', HOME.value], 'emails');
    }),
    must('answers a filter that selects no element with 400 noTarget', async (tenant) => {
      const operation = { op: 'replace', path: 'emails[value eq "nobody@example.com"]', value: HOME };
      expectError(await refused(tenant, operation), 400, 'noTarget');
    }),
    must('replaces the members of a group', async (tenant) => {
      const { group } = await groupOf(tenant, 2);
      const value = [{ value: String(at(await tenant.createUser(), 'id')) }];
      expectStatus(await tenant.patch(pathOf(group), { op: 'replace', path: 'members', value }), 200, 204);
      expectEqual(
        valuesOf((await tenant.get(pathOf(group))).body, 'members'),
        [value[0]?.value ?? null],
        'members',
      );
    }),
    must('answers a part of an element that is not there with 400 noTarget', async (tenant) => {
      const operation = { op: 'replace', path: 'emails[type eq "unheard-of"].value', value: 'x@example.com' };
      expectError(await refused(tenant, operation), 400, 'noTarget');
    }),
    must('replaces an attribute of an extension, by its URN with the name', async (tenant) => {
      const operation = { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Sales' };
      const user = await patched(tenant, { [ENTERPRISE]: { department: 'Old', costCenter: '7' } }, operation);
      expectEqual(at(user, ENTERPRISE), { costCenter: '7', department: 'Sales' }, 'the extension');
    }),
  ]),
];
