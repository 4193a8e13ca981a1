import { PATCH_SCHEMA } from '../../scim/patch.ts';
import type { JsonObject } from '../../scim/resource.ts';
import { GROUP, USER } from '../../scim/resource-types.ts';
import { expect, expectEqual, expectError, expectStatus, must, section } from '../requirement.ts';
import { at, objectsAt, type ScimAnswer } from '../scim-client.ts';
import { pathOf, type Tenant } from '../tenant.ts';

function bulk(tenant: Tenant, operations: readonly JsonObject[], more: JsonObject = {}): Promise<ScimAnswer> {
  return tenant.post('/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    ...more,
    Operations: operations,
  });
}

function createUser(bulkId: string, userName: string): JsonObject {
  return { method: 'POST', path: '/Users', bulkId, data: { schemas: [USER.schema.id], userName } };
}

function createGroup(bulkId: string, displayName: string, member: string): JsonObject {
  const members = [{ value: `bulkId:${member}` }];
  return {
    method: 'POST',
    path: '/Groups',
    bulkId,
    data: { schemas: [GROUP.schema.id], displayName, members },
  };
}

function statusesOf(answer: ScimAnswer): readonly string[] {
  return objectsAt(answer.body, 'Operations').map((operation) => String(at(operation, 'status')));
}

/** RFC 7644 §3.7: many operations in one request. */
export const BULK_REQUIREMENTS = section(
  '7644',
  '3.7',
  [
    must(
      'answers with a BulkResponse that has method, bulkId, location and status of each operation',
      async (tenant) => {
        const answer = await bulk(tenant, [createUser('one', tenant.newName())]);
        expectStatus(answer, 200);
        expectEqual(
          at(answer.body, 'schemas'),
          ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
          'schemas',
        );
        const [operation] = objectsAt(answer.body, 'Operations');
        expectEqual(at(operation, 'method'), 'POST', 'method');
        expectEqual(at(operation, 'bulkId'), 'one', 'bulkId');
        expectEqual(at(operation, 'status'), '201', 'status');
        expectStatus(await tenant.get(String(at(operation, 'location'))), 200);
      },
    ),
    must('creates, replaces, changes and deletes', async (tenant) => {
      const users = [await tenant.createUser(), await tenant.createUser(), await tenant.createUser()];
      const [put = '', patch = '', remove = ''] = users.map(pathOf);
      const answer = await bulk(tenant, [
        createUser('one', tenant.newName()),
        {
          method: 'PUT',
          path: put,
          data: { schemas: [USER.schema.id], userName: tenant.newName(), title: 'put' },
        },
        {
          method: 'PATCH',
          path: patch,
          data: {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
            Operations: [{ op: 'add', path: 'title', value: 'patched' }],
          },
        },
        { method: 'DELETE', path: remove },
      ]);
      expectEqual(statusesOf(answer), ['201', '200', '200', '204'], 'statuses');
      expectEqual(at((await tenant.get(put)).body, 'title'), 'put', 'title of the replaced user');
      expectEqual(at((await tenant.get(patch)).body, 'title'), 'patched', 'title of the changed user');
      expectError(await tenant.get(remove), 404);
    }),
    must('resolves a bulkId to the id of what was created', async (tenant) => {
      const displayName = tenant.newName();
      const answer = await bulk(tenant, [
        createUser('one', tenant.newName()),
        createGroup('two', displayName, 'one'),
      ]);
      const [user] = objectsAt(answer.body, 'Operations');
      const [group] = await tenant.find('/Groups', `displayName eq "${displayName}"`);
      expect(
        String(at(user, 'location')).endsWith(`/${at(group, 'members', 0, 'value')}`),
        'the member is another',
      );
    }),
    must('resolves a bulkId that is created by a later operation', async (tenant) => {
      const displayName = tenant.newName();
      const answer = await bulk(tenant, [
        createGroup('first', displayName, 'later'),
        createUser('later', tenant.newName()),
      ]);
      expectStatus(answer, 200);
      const [group] = await tenant.find('/Groups', `displayName eq "${displayName}"`);
      expectEqual(objectsAt(group, 'members').length, 1, 'the number of members');
    }),
    must('goes on after errors when failOnErrors is left out', async (tenant) => {
      const taken = String(at(await tenant.createUser(), 'userName'));
      const answer = await bulk(tenant, [createUser('one', taken), createUser('two', tenant.newName())]);
      expectEqual(statusesOf(answer), ['409', '201'], 'statuses');
    }),
    must('stops after as many errors as failOnErrors says', async (tenant) => {
      const taken = String(at(await tenant.createUser(), 'userName'));
      const name = tenant.newName();
      const answer = await bulk(tenant, [createUser('one', taken), createUser('two', name)], {
        failOnErrors: 1,
      });
      expectStatus(answer, 200);
      expectEqual(statusesOf(answer), ['409'], 'statuses');
      expectEqual(
        (await tenant.find('/Users', `userName eq "${name}"`)).length,
        0,
        'users of the second operation',
      );
    }),
    must('gives the error of an operation in its response', async (tenant) => {
      const taken = String(at(await tenant.createUser(), 'userName'));
      const [operation] = objectsAt((await bulk(tenant, [createUser('one', taken)])).body, 'Operations');
      expectEqual(at(operation, 'response', 'status'), '409', 'status in the response');
      expectEqual(at(operation, 'response', 'scimType'), 'uniqueness', 'scimType in the response');
    }),
    must('refuses more operations than it says it takes with 413', async (tenant) => {
      const limit = Number(at((await tenant.get('/ServiceProviderConfig')).body, 'bulk', 'maxOperations'));
      const operations = Array.from({ length: limit + 1 }, () => ({
        method: 'DELETE',
        path: '/Users/nothing',
      }));
      expectError(await bulk(tenant, operations), 413);
    }),
    must('answers a bulkId that nothing is created with by an error of the operation', async (tenant) => {
      const answer = await bulk(tenant, [createGroup('one', tenant.newName(), 'nobody')]);
      expectEqual(statusesOf(answer), ['400'], 'statuses');
    }),
    must('makes no change to another version than the operation names', async (tenant) => {
      const created = await tenant.createUser();
      const data = { schemas: [PATCH_SCHEMA], Operations: [{ op: 'add', path: 'title', value: 'new' }] };
      const operation = { method: 'PATCH', path: pathOf(created), version: 'W/"another"', data };
      expectEqual(statusesOf(await bulk(tenant, [operation])), ['412'], 'statuses');
      expectEqual((await tenant.get(pathOf(created))).body, created, 'the user');
    }),
    must("creates groups that are each other's members whole, or not at all", async (tenant) => {
      const names = [tenant.newName(), tenant.newName()] as const;
      const circle = [createGroup('one', names[0], 'two'), createGroup('two', names[1], 'one')];
      expectEqual(statusesOf(await bulk(tenant, circle)).length, 2, 'the number of results');
      for (const name of names) {
        const [group] = await tenant.find('/Groups', `displayName eq "${name}"`);
        expect(group === undefined || objectsAt(group, 'members').length === 1, 'a member is missing');
      }
    }),
  ],
  'bulk',
);
