import type { JsonObject } from './resource.ts';
import type { ResourceType } from './resource-types.ts';
import type { Attribute, Schema } from './schema.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
export const SERVICE_PROVIDER_CONFIG_SCHEMA = `${CORE}:ServiceProviderConfig`;
export const RESOURCE_TYPE_SCHEMA = `${CORE}:ResourceType`;
export const SCHEMA_SCHEMA = `${CORE}:Schema`;

/** What the service provider's configuration depends on. */
export interface ServiceFeatures {
  readonly baseUrl: string;
  readonly documentationUri?: string | undefined;
  readonly bulkOperations: number;
  /** The largest request body. */
  readonly bodyBytes: number;
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
  readonly cursorTimeoutSeconds: number;
  /** The URIs of the events that receivers are told; none where there are no receivers. */
  readonly securityEventUris: readonly string[];
}

/** The ServiceProviderConfig resource (RFC 7643 §5, with the `pagination` of RFC 9865 §4). */
export function serviceProviderConfig(features: ServiceFeatures): JsonObject {
  const { baseUrl, documentationUri, defaultPageSize, maxPageSize, securityEventUris } = features;
  return {
    schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA],
    ...(documentationUri === undefined ? {} : { documentationUri }),
    patch: { supported: true },
    bulk: { supported: true, maxOperations: features.bulkOperations, maxPayloadSize: features.bodyBytes },
    filter: { supported: true, maxResults: maxPageSize },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize,
      maxPageSize,
      cursorTimeout: features.cursorTimeoutSeconds,
    },
    // RFC 9967 §4. Clients that are older than it may refuse what they do not know.
    ...(securityEventUris.length > 0 && {
      securityEvents: { asyncRequest: 'none', eventUris: securityEventUris },
    }),
    authenticationSchemes: [
      {
        type: 'httpbasic',
        name: 'HTTP Basic',
        description: 'The Key as user name and the Secret as password.',
        specUri: 'https://www.rfc-editor.org/info/rfc7617',
        primary: true,
      },
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'The Secret as bearer token.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: false,
      },
      {
        type: 'oauth2',
        name: 'OAuth 2.0 Client Credentials',
        description: 'The Key as client id and the Secret as client secret, for a token from /oauth2/token.',
        specUri: 'https://www.rfc-editor.org/info/rfc6749',
        primary: false,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** A ResourceType resource for each type (RFC 7643 §6). */
export function resourceTypeResources(
  types: readonly ResourceType[],
  baseUrl: string,
): readonly JsonObject[] {
  return types.map(({ name, endpoint, description, schema, extensions }) => ({
    schemas: [RESOURCE_TYPE_SCHEMA],
    id: name,
    name,
    endpoint,
    description,
    schema: schema.id,
    ...(extensions.length === 0
      ? {}
      : { schemaExtensions: extensions.map(({ schema: { id }, required }) => ({ schema: id, required })) }),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${name}` },
  }));
}

/** A Schema resource for each schema that the types use (RFC 7643 §7). */
export function schemaResources(types: readonly ResourceType[], baseUrl: string): readonly JsonObject[] {
  const schemas = types.flatMap(({ schema, extensions }) => [
    schema,
    ...extensions.map((each) => each.schema),
  ]);
  const byUrn = new Map<string, Schema>(schemas.map((schema) => [schema.id, schema]));
  return [...byUrn.values()].map(({ id, name, description, attributes }) => ({
    schemas: [SCHEMA_SCHEMA],
    id,
    name,
    description,
    attributes: attributes.map(presentAttribute),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  }));
}

/** Letter case and uniqueness are those of values, which a complex attribute has only in its sub-attributes. */
function presentAttribute(attribute: Attribute): JsonObject {
  const { name, type, multiValued, description, required, mutability, returned } = attribute;
  const { canonicalValues, caseExact, uniqueness, referenceTypes, subAttributes } = attribute;
  return {
    name,
    type,
    ...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(presentAttribute) }),
    multiValued,
    description,
    required,
    ...(canonicalValues === undefined ? {} : { canonicalValues }),
    ...(type === 'complex' ? {} : { caseExact }),
    mutability,
    returned,
    ...(type === 'complex' ? {} : { uniqueness }),
    ...(referenceTypes === undefined ? {} : { referenceTypes }),
  };
}
