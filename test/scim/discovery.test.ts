import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resourceTypeResources, schemaResources, serviceProviderConfig } from '../../src/scim/discovery.ts';
import { BUILT_IN_RESOURCE_TYPES, USER } from '../../src/scim/resource-types.ts';

/** An attribute as a Schema resource describes it. */
interface Described {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Described[];
}

const BASE = 'https://gateway.example.com/scim/v2/acme';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('serviceProviderConfig', () => {
  const features = {
    baseUrl: BASE,
    bulkOperations: 50,
    bodyBytes: 4096,
    defaultPageSize: 10,
    maxPageSize: 20,
    cursorTimeoutSeconds: 600,
    securityEventUris: ['urn:ietf:params:scim:event:prov:deactivate'],
  };

  test('tells the limits that are set', () => {
    assert.partialDeepStrictEqual(serviceProviderConfig(features), {
      schemas: [`${CORE}:ServiceProviderConfig`],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 50, maxPayloadSize: 4096 },
      filter: { supported: true, maxResults: 20 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: 10,
        maxPageSize: 20,
        cursorTimeout: 600,
      },
      securityEvents: { asyncRequest: 'none', eventUris: features.securityEventUris },
      authenticationSchemes: [
        { type: 'httpbasic', primary: true },
        { type: 'oauthbearertoken', primary: false },
      ],
      meta: { resourceType: 'ServiceProviderConfig', location: `${BASE}/ServiceProviderConfig` },
    });
  });

  test('names the documentation when there is some', () => {
    assert.equal('documentationUri' in serviceProviderConfig(features), false);
    const documentationUri = 'https://docs.example.com';
    assert.partialDeepStrictEqual(serviceProviderConfig({ ...features, documentationUri }), {
      documentationUri,
    });
  });
});

describe('resourceTypeResources', () => {
  test('describes users with their extension and groups without any', () => {
    assert.deepEqual(resourceTypeResources(BUILT_IN_RESOURCE_TYPES, BASE), [
      {
        schemas: [`${CORE}:ResourceType`],
        id: 'User',
        name: 'User',
        endpoint: '/Users',
        description: 'User Account',
        schema: `${CORE}:User`,
        schemaExtensions: [{ schema: ENTERPRISE, required: false }],
        meta: { resourceType: 'ResourceType', location: `${BASE}/ResourceTypes/User` },
      },
      {
        schemas: [`${CORE}:ResourceType`],
        id: 'Group',
        name: 'Group',
        endpoint: '/Groups',
        description: 'Group',
        schema: `${CORE}:Group`,
        meta: { resourceType: 'ResourceType', location: `${BASE}/ResourceTypes/Group` },
      },
    ]);
  });
});

describe('schemaResources', () => {
  const resources = schemaResources(BUILT_IN_RESOURCE_TYPES, BASE);
  const attributes = resources.map(({ attributes }) => attributes as unknown as readonly Described[]);
  const everyAttribute = attributes.flat().flatMap((each) => [each, ...(each.subAttributes ?? [])]);

  test('has each schema once', () => {
    const twice = schemaResources([USER, ...BUILT_IN_RESOURCE_TYPES], BASE);
    for (const list of [resources, twice]) {
      assert.deepEqual(
        list.map(({ id, meta }) => [id, meta]),
        [`${CORE}:User`, ENTERPRISE, `${CORE}:Group`].map((urn) => [
          urn,
          { resourceType: 'Schema', location: `${BASE}/Schemas/${urn}` },
        ]),
      );
    }
  });

  test('gives every characteristic of every attribute', () => {
    for (const each of everyAttribute) {
      const isComplex = each.type === 'complex';
      for (const name of [
        'name',
        'type',
        'multiValued',
        'description',
        'required',
        'mutability',
        'returned',
      ]) {
        assert.ok(name in each, `${each.name} has ${name}`);
      }
      assert.equal('caseExact' in each, !isComplex, `caseExact of ${each.name}`);
      assert.equal('uniqueness' in each, !isComplex, `uniqueness of ${each.name}`);
      assert.equal('subAttributes' in each, isComplex, `subAttributes of ${each.name}`);
      assert.equal('referenceTypes' in each, each.type === 'reference', `referenceTypes of ${each.name}`);
      assert.ok(!Object.values(each).includes(null), `no null in ${each.name}`);
    }
  });

  test('describes attributes as they are defined', () => {
    const [user = [], enterprise = [], group = []] = attributes;
    const find = (list: readonly Described[] = [], name: string) => list.find((each) => each.name === name);
    assert.partialDeepStrictEqual(find(user, 'userName'), {
      type: 'string',
      multiValued: false,
      required: true,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'server',
    });
    assert.partialDeepStrictEqual(find(user, 'password'), { mutability: 'writeOnly', returned: 'never' });
    const type = find(find(user, 'emails')?.subAttributes, 'type');
    assert.deepEqual(type?.canonicalValues, ['work', 'home', 'other']);
    const reference = find(find(enterprise, 'manager')?.subAttributes, '$ref');
    assert.deepEqual(reference?.referenceTypes, ['User']);
    assert.equal(find(group, 'displayName')?.required, true);
  });

  test('leaves out the attributes that every resource has', () => {
    const names = attributes.flat().map(({ name }) => name);
    for (const name of ['schemas', 'id', 'externalId', 'meta'])
      assert.equal(names.includes(name), false, name);
  });
});
