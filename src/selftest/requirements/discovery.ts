import type { JsonObject } from '../../scim/resource.ts';
import { GROUP, USER } from '../../scim/resource-types.ts';
import { expect, expectEqual, expectError, expectStatus, must, section, should } from '../requirement.ts';
import { at, objectsAt, query } from '../scim-client.ts';
import type { Tenant } from '../tenant.ts';

const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

async function discover(tenant: Tenant, path: string): Promise<JsonObject> {
  const answer = await tenant.get(path);
  expectStatus(answer, 200);
  return answer.body;
}

/** What a discovery endpoint lists: something at least. */
async function listed(tenant: Tenant, path: string): Promise<readonly JsonObject[]> {
  const resources = objectsAt(await discover(tenant, path), 'Resources');
  expect(resources.length > 0, `${path} lists nothing`);
  return resources;
}

/** All attributes of all schemas, sub-attributes too. */
async function attributesOf(tenant: Tenant): Promise<readonly JsonObject[]> {
  const schemas = await listed(tenant, '/Schemas');
  const attributes = schemas.flatMap((schema) => objectsAt(schema, 'attributes'));
  return attributes.flatMap((attribute) => [attribute, ...objectsAt(attribute, 'subAttributes')]);
}

/** RFC 7643 §5–§7 and RFC 7644 §4: what a server says of itself. */
export const DISCOVERY_REQUIREMENTS = [
  ...section('7643', '5', [
    must('says of each optional feature whether it is supported', async (tenant) => {
      const config = await discover(tenant, '/ServiceProviderConfig');
      for (const feature of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag']) {
        expect(typeof at(config, feature, 'supported') === 'boolean', `${feature}.supported is no boolean`);
      }
    }),
    must('says the limits of bulk requests and of filters as numbers', async (tenant) => {
      const config = await discover(tenant, '/ServiceProviderConfig');
      for (const [feature, limit] of [
        ['bulk', 'maxOperations'],
        ['bulk', 'maxPayloadSize'],
        ['filter', 'maxResults'],
      ] as const) {
        expect(Number.isInteger(at(config, feature, limit)), `${feature}.${limit} is no integer`);
      }
    }),
    must('describes each way of authenticating by type, name and description', async (tenant) => {
      const schemes = objectsAt(await discover(tenant, '/ServiceProviderConfig'), 'authenticationSchemes');
      expect(schemes.length > 0, 'there are no authenticationSchemes');
      for (const scheme of schemes) {
        for (const name of ['type', 'name', 'description']) {
          expect(typeof at(scheme, name) === 'string', `a scheme has no ${name}`);
        }
      }
    }),
    must('carries the schema of a service provider configuration', async (tenant) => {
      const config = await discover(tenant, '/ServiceProviderConfig');
      expectEqual(
        at(config, 'schemas'),
        ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
        'schemas',
      );
      expectEqual(at(config, 'meta', 'resourceType'), 'ServiceProviderConfig', 'meta.resourceType');
    }),
  ]),

  ...section('7643', '6', [
    must('describes User and Group by name, endpoint and schema', async (tenant) => {
      for (const type of [USER, GROUP]) {
        const described = await discover(tenant, `/ResourceTypes/${type.name}`);
        expectEqual(at(described, 'name'), type.name, 'name');
        expectEqual(at(described, 'endpoint'), type.endpoint, 'endpoint');
        expectEqual(at(described, 'schema'), type.schema.id, 'schema');
      }
    }),
    must('says of each schema extension whether it is required', async (tenant) => {
      const extensions = at(await discover(tenant, '/ResourceTypes/User'), 'schemaExtensions');
      expect(Array.isArray(extensions), 'User has no schemaExtensions');
      for (const extension of extensions) {
        expect(typeof at(extension, 'schema') === 'string', 'an extension has no schema');
        expect(
          typeof at(extension, 'required') === 'boolean',
          'an extension does not say whether it is required',
        );
      }
    }),
  ]),

  ...section('7643', '7', [
    must(
      'describes each attribute by name and type, and whether it is multi-valued and required',
      async (tenant) => {
        for (const attribute of await attributesOf(tenant)) {
          const name = String(at(attribute, 'name'));
          expect(/^[$A-Za-z][\w$-]*$/.test(name), `"${name}" does not name an attribute`);
          expect(typeof at(attribute, 'type') === 'string', `${name} has no type`);
          expect(typeof at(attribute, 'multiValued') === 'boolean', `${name} has no multiValued`);
          expect(typeof at(attribute, 'required') === 'boolean', `${name} has no required`);
        }
      },
    ),
    must(
      'uses only the words that there are for type, mutability, returned and uniqueness',
      async (tenant) => {
        const words: Record<string, readonly string[]> = {
          type: ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'],
          mutability: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
          returned: ['always', 'never', 'default', 'request'],
          uniqueness: ['none', 'server', 'global'],
        };
        for (const attribute of await attributesOf(tenant)) {
          for (const [characteristic, allowed] of Object.entries(words)) {
            const word = at(attribute, characteristic);
            const known = word === undefined || allowed.includes(String(word));
            expect(known, `${at(attribute, 'name')} has ${characteristic} "${word}"`);
          }
        }
      },
    ),
    must('describes the sub-attributes of each complex attribute, and of no other', async (tenant) => {
      for (const attribute of await attributesOf(tenant)) {
        const complex = at(attribute, 'type') === 'complex';
        const described = objectsAt(attribute, 'subAttributes').length > 0;
        expectEqual(described, complex, `whether ${at(attribute, 'name')} has subAttributes`);
      }
    }),
    must('says of each reference what it can refer to', async (tenant) => {
      for (const attribute of await attributesOf(tenant)) {
        if (at(attribute, 'type') !== 'reference') continue;
        expect(
          Array.isArray(at(attribute, 'referenceTypes')),
          `${at(attribute, 'name')} has no referenceTypes`,
        );
      }
    }),
    must('describes every schema that a resource type names', async (tenant) => {
      const types = await listed(tenant, '/ResourceTypes');
      const named = types.flatMap((type) => [type, ...objectsAt(type, 'schemaExtensions')]);
      for (const each of named) {
        const urn = String(at(each, 'schema'));
        expectEqual(at(await discover(tenant, `/Schemas/${urn}`), 'id'), urn, 'id of the schema');
      }
    }),
  ]),

  ...section('7644', '4', [
    must('lists resource types and schemas in a ListResponse', async (tenant) => {
      for (const path of ['/ResourceTypes', '/Schemas']) {
        const list = await discover(tenant, path);
        expectEqual(at(list, 'schemas'), [LIST_RESPONSE], `schemas of ${path}`);
        expectEqual(at(list, 'totalResults'), objectsAt(list, 'Resources').length, `totalResults of ${path}`);
      }
    }),
    should('refuses to filter resource types and schemas with 403', async (tenant) => {
      for (const path of ['/ResourceTypes', '/Schemas']) {
        expectError(await tenant.get(`${path}${query({ filter: 'name eq "User"' })}`), 403);
      }
    }),
    must('ignores sorting, paging and selection on the discovery endpoints', async (tenant) => {
      const parameters = query({ sortBy: 'id', startIndex: 2, count: 1, attributes: 'name' });
      expectEqual(
        (await listed(tenant, `/Schemas${parameters}`)).length,
        (await listed(tenant, '/Schemas')).length,
        'schemas',
      );
      for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas']) {
        expectEqual(await discover(tenant, `${path}${parameters}`), await discover(tenant, path), path);
      }
    }),
    must('answers 404 for a resource type or schema that does not exist', async (tenant) => {
      expectError(await tenant.get('/ResourceTypes/Nothing'), 404);
      expectError(await tenant.get('/Schemas/urn:example:nothing'), 404);
    }),
    must('has nothing to filter in its configuration', async (tenant) => {
      const path = '/ServiceProviderConfig';
      const filter = query({ filter: 'patch.supported eq false' });
      const config = await discover(tenant, `${path}${filter}`);
      expect(at(config, 'patch', 'supported') === true, 'patch is not supported');
      expectEqual(config, await discover(tenant, path), path);
    }),
    should('refuses to change what it says of itself', async (tenant) => {
      const answer = await tenant.post('/Schemas', {});
      expect(answer.status >= 400 && answer.status < 600, `answered ${answer.status}`);
    }),
  ]),
];
