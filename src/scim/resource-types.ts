import { type Attribute, attribute, findAttribute, type Schema } from './schema.ts';
import { ENTERPRISE_USER_SCHEMA } from './schemas/enterprise-user.ts';
import { GROUP_SCHEMA } from './schemas/group.ts';
import { USER_SCHEMA } from './schemas/user.ts';

/** A kind of resource (RFC 7643 §6). */
export interface ResourceType {
  readonly name: string;
  /** Relative to the base URL, such as `/Users`. */
  readonly endpoint: string;
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly SchemaExtension[];
  /** The attribute paths that the store keeps an index of, besides all that are unique (`emails.value`). */
  readonly indexed: readonly string[];
  /** The resources themselves, where configuration declares them. There are no others then, and clients only read them. */
  readonly declared?: readonly DeclaredResource[];
}

/** A resource as configuration holds it: as it is stored, without what the service would know of it. */
export interface DeclaredResource {
  readonly id: string;
  /** Its attributes as canonical JSON text, with `id` right behind `schemas`. */
  readonly text: string;
}

export interface SchemaExtension {
  readonly schema: Schema;
  readonly required: boolean;
}

/** The attributes that every resource has beside those of its schema (RFC 7643 §3.1). */
export const COMMON_ATTRIBUTES: readonly Attribute[] = [
  attribute('schemas', 'reference', 'The URNs of the schemas that the resource uses.', {
    multiValued: true,
    required: true,
    returned: 'always',
  }),
  attribute('id', 'string', 'The identifier that the service gave the resource.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  attribute('externalId', 'string', 'The identifier that the provisioning client gave the resource.', {
    caseExact: true,
  }),
  attribute('meta', 'complex', 'What the service knows of the resource.', {
    mutability: 'readOnly',
    subAttributes: [
      attribute('resourceType', 'string', 'The name of the resource type.', {
        caseExact: true,
        mutability: 'readOnly',
      }),
      attribute('created', 'dateTime', 'When the resource was created.', { mutability: 'readOnly' }),
      attribute('lastModified', 'dateTime', 'When the resource was last changed.', {
        mutability: 'readOnly',
      }),
      attribute('location', 'reference', 'The URL of the resource.', {
        mutability: 'readOnly',
        referenceTypes: ['uri'],
      }),
      attribute('version', 'string', 'The version of the resource, as in its ETag.', {
        caseExact: true,
        mutability: 'readOnly',
      }),
    ],
  }),
];

export const USER: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: USER_SCHEMA,
  extensions: [{ schema: ENTERPRISE_USER_SCHEMA, required: false }],
  indexed: ['externalId', 'displayName', 'active', 'emails.value'],
};

export const GROUP: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: GROUP_SCHEMA,
  extensions: [],
  indexed: ['externalId'],
};

/** What every directory has; configuration can add extensions and further types. */
export const BUILT_IN_RESOURCE_TYPES: readonly ResourceType[] = [USER, GROUP];

/** The endpoints below the base URL that are no resource type's (RFC 7644 §3.2); no tenant may be named like one. */
export const PROTOCOL_ENDPOINTS: readonly string[] = [
  '/Bulk',
  '/.search',
  '/Me',
  '/ServiceProviderConfig',
  '/ResourceTypes',
  '/Schemas',
];

/** Where an attribute lives in a resource: in an extension's object, or at the top when `extension` is undefined. */
export interface AttributeReference {
  readonly extension: string | undefined;
  readonly attribute: Attribute;
}

/** The top-level attribute of that name, core schema first, then the common ones; any letter case. */
export function findCoreAttribute(type: ResourceType, name: string): Attribute | undefined {
  return findAttribute(type.schema.attributes, name) ?? findAttribute(COMMON_ATTRIBUTES, name);
}

/** The schema of that URN among the type's own and its extensions; any letter case. */
export function findSchema(type: ResourceType, urn: string): Schema | undefined {
  const wanted = urn.toLowerCase();
  if (type.schema.id.toLowerCase() === wanted) return type.schema;
  return type.extensions.find(({ schema }) => schema.id.toLowerCase() === wanted)?.schema;
}
