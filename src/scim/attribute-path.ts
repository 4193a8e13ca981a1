import type { AttributePath, BoundPath } from './filter/filter.ts';
import { remember, rememberOf } from './remember.ts';
import { type AttributeReference, findCoreAttribute, type ResourceType } from './resource-types.ts';
import { findAttribute, type Schema, subAttributesOf } from './schema.ts';

/** What an attribute path names in a resource type. */
export type Place = BoundPath | SchemaPlace;

/** A schema's URN alone names the extension as a whole, or the resource itself when `extension` is undefined. */
export interface SchemaPlace {
  readonly extension: string | undefined;
  readonly attribute: undefined;
  readonly sub: undefined;
  readonly schema: Schema;
}

/** `[urn:]name[.sub]`: only a URN has colons, and the last of them ends it. */
const ATTRIBUTE_PATH = /^(?:(?<urn>urn:.+):)?(?<name>[\w$-]+)(?:\.(?<sub>[\w$.-]+))?$/i;

/**
 * Splits attribute notation (RFC 7644 §3.10). Whether a URN with its last segments names an attribute or a schema
 * only a resource type can tell, see `findPlace`.
 * @returns undefined for text of another form
 */
export function parseAttributePath(text: string): AttributePath | undefined {
  const { urn, name, sub } = ATTRIBUTE_PATH.exec(text)?.groups ?? {};
  return name === undefined ? undefined : { urn, name, sub };
}

export function formatAttributePath({ urn, name, sub }: AttributePath): string {
  return `${urn === undefined ? '' : `${urn}:`}${name}${sub === undefined ? '' : `.${sub}`}`;
}

/**
 * Finds what a path names, in any letter case. A name without a URN is looked for in the extensions too when the
 * core schema has none such, since clients write `manager` for the enterprise user's.
 * @returns undefined when the type has nothing of that name
 */
export function findPlace(path: AttributePath, type: ResourceType): Place | undefined {
  if (path.urn !== undefined) return findQualified(formatAttributePath(path), type);
  for (const schema of schemasOf(type)) {
    const place = findIn(schema, type, path);
    if (place !== undefined) return place;
  }
  return undefined;
}

const MOST_NAMED = 1000;

/** Clients use the same few names in every request. */
const namedIn = rememberOf((type: ResourceType) =>
  remember(MOST_NAMED, (text: string) => {
    const path = parseAttributePath(text);
    return path && findPlace(path, type);
  }),
);

/**
 * Finds what a text names.
 * @returns undefined when the text is no path, or the type has nothing of that name
 */
export function findNamed(text: string, type: ResourceType): Place | undefined {
  return namedIn(type)(text);
}

/** The longest URN of the type's schemas that begins the text ends the URN; URNs hold dots and colons themselves. */
function findQualified(text: string, type: ResourceType): Place | undefined {
  const [schema] = schemasOf(type)
    .filter(({ id }) => isPrefix(id, text))
    .sort((one, other) => other.id.length - one.id.length);
  if (schema === undefined) return undefined;
  const rest = text.slice(schema.id.length + 1);
  if (rest === '')
    return { extension: extensionOf(schema, type), attribute: undefined, sub: undefined, schema };
  const path = parseAttributePath(rest);
  return path && findIn(schema, type, path);
}

function isPrefix(urn: string, text: string): boolean {
  return (
    text.slice(0, urn.length).toLowerCase() === urn.toLowerCase() && /^[:.]?$/.test(text.charAt(urn.length))
  );
}

function findIn(
  schema: Schema,
  type: ResourceType,
  { name, sub: subName }: AttributePath,
): BoundPath | undefined {
  const extension = extensionOf(schema, type);
  const attribute =
    extension === undefined ? findCoreAttribute(type, name) : findAttribute(schema.attributes, name);
  if (attribute === undefined || subName === undefined) {
    return attribute && { extension, attribute, sub: undefined };
  }
  return findPart({ extension, attribute }, subName);
}

/**
 * Finds a part of an attribute: one of its sub-attributes. The `value` of several simple values is those themselves.
 * @returns undefined when there is no part of that name
 */
export function findPart({ extension, attribute }: AttributeReference, name: string): BoundPath | undefined {
  const sub = findAttribute(subAttributesOf(attribute), name);
  return sub && { extension, attribute, sub: attribute.type === 'complex' ? sub : undefined };
}

function extensionOf(schema: Schema, type: ResourceType): string | undefined {
  return schema === type.schema ? undefined : schema.id;
}

function schemasOf(type: ResourceType): readonly Schema[] {
  return [type.schema, ...type.extensions.map(({ schema }) => schema)];
}
