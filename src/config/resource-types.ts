import { findPlace, parseAttributePath } from '../scim/attribute-path.ts';
import {
  BUILT_IN_RESOURCE_TYPES,
  COMMON_ATTRIBUTES,
  PROTOCOL_ENDPOINTS,
  type ResourceType,
  type SchemaExtension,
} from '../scim/resource-types.ts';
import { type Attribute, attribute, findAttribute, type Schema } from '../scim/schema.ts';
import { OKTA_ENTITLEMENT_SCHEMA, OKTA_ROLE_SCHEMA } from '../scim/schemas/okta.ts';
import { buildDeclaredResources } from './declared-resources.ts';
import type { Path } from './problem.ts';
import type { Config } from './schema.ts';
import type { AttributeConfig } from './schema-resources.ts';

type ResourceConfig = Pick<Config, 'schemas' | 'resourceTypes'>;
type ResourceTypeConfig = Config['resourceTypes'][number];

/** Is told what is wrong, and where. */
type Report = (path: Path, hint: string) => void;

const BUILT_IN_SCHEMAS = [
  ...BUILT_IN_RESOURCE_TYPES.flatMap(({ schema, extensions }) => [
    schema,
    ...extensions.map((extension) => extension.schema),
  ]),
  OKTA_ROLE_SCHEMA,
  OKTA_ENTITLEMENT_SCHEMA,
];

/**
 * Builds the resource types: User and Group with their additions, then the configuration's own.
 * @param report is told what is wrong; about a configuration that was loaded there is nothing to tell
 */
export function buildResourceTypes(
  config: ResourceConfig,
  report: Report = () => {},
): readonly ResourceType[] {
  const schemas = [
    ...BUILT_IN_SCHEMAS,
    ...config.schemas.map((schema, index) => buildSchema(schema, at(report, ['schemas', index]))),
  ];
  const configured = config.resourceTypes.flatMap((type, index) =>
    buildResourceType(type, schemas, at(report, ['resourceTypes', index])),
  );
  const names = new Set(configured.map(({ name }) => name));
  return [...BUILT_IN_RESOURCE_TYPES.filter(({ name }) => !names.has(name)), ...configured];
}

/** Reports below a path. */
function at(report: Report, path: Path): Report {
  return (rest, hint) => report([...path, ...rest], hint);
}

function buildSchema({ attributes, ...schema }: Config['schemas'][number], report: Report): Schema {
  if (findSchema(BUILT_IN_SCHEMAS, schema.id)) report(['id'], 'is built in: use a URN of your own');
  return {
    ...schema,
    attributes: attributes.map((each, index) => {
      const reportAttribute = at(report, ['attributes', index]);
      if (findAttribute(COMMON_ATTRIBUTES, each.name)) {
        reportAttribute(['name'], 'is an attribute of every resource (RFC 7643 §3.1): use another');
      }
      return buildAttribute(each, reportAttribute);
    }),
  };
}

function buildAttribute(config: AttributeConfig, report: Report): Attribute {
  const { name, type, description, subAttributes, ...characteristics } = config;
  checkCharacteristics(config, report);
  if (subAttributes === undefined) return attribute(name, type, description, characteristics);
  return attribute(name, type, description, {
    ...characteristics,
    subAttributes: subAttributes.map((each, index) => {
      const reportPart = at(report, ['subAttributes', index]);
      if (each.uniqueness !== 'none')
        reportPart(['uniqueness'], 'only an attribute as a whole can be unique');
      return buildAttribute(each, reportPart);
    }),
  });
}

function checkCharacteristics(config: AttributeConfig, report: Report): void {
  const { type, canonicalValues, referenceTypes, uniqueness, mutability, returned, multiValued } = config;
  const { subAttributes: parts = [] } = config;
  if (type === 'complex' && parts.length === 0) {
    report(['subAttributes'], 'is missing: a complex attribute consists of its parts');
  }
  if (type !== 'complex' && parts.length > 0) report(['type'], 'must be complex to have subAttributes');
  if (canonicalValues && type !== 'string') report(['canonicalValues'], 'only a string has them');
  if (referenceTypes && type !== 'reference') report(['referenceTypes'], 'only a reference has them');
  if (mutability === 'writeOnly' && returned !== 'never') {
    report(['returned'], 'must be never for what is writeOnly (RFC 7643 §7)');
  }
  if (uniqueness === 'none') return;
  if (returned === 'never') {
    report(['uniqueness'], 'must be none: a conflict would tell what is never returned');
  }
  if (multiValued || type === 'complex' || type === 'boolean') {
    report(['uniqueness'], 'must be none for a list, a complex or a boolean attribute');
  }
}

function buildResourceType(
  config: ResourceTypeConfig,
  schemas: readonly Schema[],
  report: Report,
): readonly ResourceType[] {
  const base = BUILT_IN_RESOURCE_TYPES.find(({ name }) => sameText(name, config.name));
  const type = base === undefined ? ownType(config, schemas, report) : builtInType(config, base, report);
  if (type === undefined) return [];
  const added = config.extensions.flatMap(({ schema: urn, required }, index): SchemaExtension[] => {
    const schema = findSchema(schemas, urn);
    const taken = [type.schema, ...type.extensions.map((each) => each.schema)];
    if (schema && !taken.includes(schema)) return [{ schema, required }];
    const hint = schema
      ? `${type.name} has it already: leave it out`
      : 'no schema has this id: add it to schemas';
    report(['extensions', index, 'schema'], hint);
    return [];
  });
  const extended = {
    ...type,
    extensions: [...type.extensions, ...added],
    indexed: [...new Set([...type.indexed, ...config.indexed])],
  };
  for (const [index, path] of config.indexed.entries()) {
    checkIndexed(path, extended, at(report, ['indexed', index]));
  }
  if (base !== undefined || config.resources === undefined) return [extended];
  const declared = buildDeclaredResources(config.resources, extended, at(report, ['resources']));
  return [{ ...extended, declared }];
}

function builtInType(config: ResourceTypeConfig, base: ResourceType, report: Report): ResourceType {
  if (config.name !== base.name) report(['name'], `write "${base.name}" to add to it`);
  for (const key of ['endpoint', 'description', 'schema', 'resources'] as const) {
    if (config[key] !== undefined) report([key], `is not for ${base.name}, which is built in: leave it out`);
  }
  return base;
}

function ownType(
  { name, endpoint, description = '', schema: urn }: ResourceTypeConfig,
  schemas: readonly Schema[],
  report: Report,
): ResourceType | undefined {
  const taken = [...PROTOCOL_ENDPOINTS, ...BUILT_IN_RESOURCE_TYPES.map((type) => type.endpoint)];
  if (endpoint === undefined)
    report(['endpoint'], `is missing: the path below the base URL, such as /${name}s`);
  else if (taken.some((each) => sameText(each, endpoint))) report(['endpoint'], 'is taken: use another');
  const schema = urn && findSchema(schemas, urn);
  if (urn === undefined) report(['schema'], 'is missing: the URN of a schema under schemas');
  else if (!schema) report(['schema'], 'no schema has this id: add it to schemas');
  if (endpoint === undefined || !schema) return undefined;
  return { name, endpoint, description, schema, extensions: [], indexed: [] };
}

function checkIndexed(path: string, type: ResourceType, report: Report): void {
  const parsed = parseAttributePath(path);
  const place = parsed && findPlace(parsed, type);
  const found = place?.sub ?? place?.attribute;
  if (place?.attribute === undefined || found === undefined) {
    report([], `${type.name} has no such attribute`);
  } else if (found.type === 'complex') {
    report([], `name a part of it, such as ${path}.${found.subAttributes?.[0]?.name}`);
  } else if ([place.attribute, found].some(({ returned }) => returned === 'never')) {
    report([], 'is never returned, and so cannot be filtered by: leave it out');
  }
}

function findSchema(schemas: readonly Schema[], urn: string): Schema | undefined {
  return schemas.find(({ id }) => sameText(id, urn));
}

function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
