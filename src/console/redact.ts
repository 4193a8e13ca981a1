import { findNamed } from '../scim/attribute-path.ts';
import { coerceValue } from '../scim/coerce.ts';
import { nameAttribute } from '../scim/describe-attribute.ts';
import { ScimError } from '../scim/errors.ts';
import type { BoundPath } from '../scim/filter/filter.ts';
import { memberOf } from '../scim/message.ts';
import { parsePath } from '../scim/path.ts';
import { isJsonObject, type Json, type JsonObject } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import { type Attribute, findAttribute } from '../scim/schema.ts';
import { TEXTS } from './texts.ts';

const { sent: TEXT } = TEXTS;

/** A value that a client sent, as anybody may see it. */
export interface SentValue {
  /** Where it stood in the request: `emails[0].value`. */
  readonly path: string;
  /** What is harmless as it is; of all else what kind of value it is. */
  readonly shown: string;
  readonly isAtFault: boolean;
}

/** A request's body without what is secret or personal, and within bounds. */
export interface Sent {
  readonly values: readonly SentValue[];
  /** How many values are left out. */
  readonly more: number;
}

/** A value with what the schema says of it. */
interface Found {
  readonly path: string;
  /** The path of the attribute, as errors name it; undefined for what the schema does not know. */
  readonly name: string | undefined;
  readonly attribute: Attribute | undefined;
  readonly value: Json;
}

const SHOWN = 30;
const LOOKED_AT = 2000;
const LONGEST_NAME = 100;
const PLAIN_WORDS = ['add', 'replace', 'remove', 'post', 'put', 'patch', 'delete'];

/**
 * Takes out of a refused body what may be personal or secret: by the schema, and of what that does not know all.
 * @param fault the path of the attribute that the body was refused for
 */
export function redact(
  body: unknown,
  { types, fault }: { readonly types: readonly ResourceType[]; readonly fault: string | undefined },
): Sent {
  if (body === undefined) return { values: [], more: 0 };
  const found = [...messageValues(body as Json, '', types).take(LOOKED_AT)];
  const isNamed = ({ name }: Found) =>
    fault !== undefined && name !== undefined && (name === fault || name.startsWith(`${fault}.`));
  const named = found.filter(isNamed);
  const unfit = named.filter((each) => !fits(each));
  const faulty = new Set(unfit.length > 0 ? unfit : named);
  // What is at fault comes first, so that it is never among what is left out.
  const values = [...faulty, ...found.filter((each) => !faulty.has(each))].map((each) => ({
    path: each.path,
    shown: describe(each),
    isAtFault: faulty.has(each),
  }));
  const missing =
    fault !== undefined && named.length === 0 ? [{ path: fault, shown: TEXT.missing, isAtFault: true }] : [];
  const all = [...missing, ...values];
  return { values: all.slice(0, SHOWN), more: Math.max(0, all.length - SHOWN) };
}

/** A resource, or a message of operations. */
function* messageValues(body: Json, prefix: string, types: readonly ResourceType[]): Generator<Found> {
  const operations = isJsonObject(body) ? memberOf(body, 'Operations') : undefined;
  if (!isJsonObject(body)) yield unknown(prefix || TEXT.body, body);
  else if (!Array.isArray(operations)) yield* resourceValues(body, prefix, types[0]);
  else {
    for (const [index, operation] of operations.entries()) {
      const path = `${prefix}Operations[${index}]`;
      if (isJsonObject(operation)) yield* operationValues(operation, path, types);
      else yield unknown(path, operation);
    }
  }
}

/** An operation of a PATCH request, or of a bulk request. */
function* operationValues(
  operation: JsonObject,
  path: string,
  types: readonly ResourceType[],
): Generator<Found> {
  for (const [name, value] of Object.entries(operation)) {
    const here = `${path}.${clip(name)}`;
    if (name === 'data') yield* messageValues(value, `${here}.`, typesOf(memberOf(operation, 'path'), types));
    else if (name.toLowerCase() === 'value') yield* patchValues(operation, value, here, types[0]);
    else yield unknown(here, value);
  }
}

/** The value of a PATCH operation: of what its path names, else attributes of the resource. */
function* patchValues(
  operation: JsonObject,
  value: Json,
  here: string,
  type: ResourceType | undefined,
): Generator<Found> {
  const place = type && placeOf(memberOf(operation, 'path'), type);
  if (place !== undefined) yield* placedValues(value, `${here} → ${nameOf(place)}`, place);
  else if (isJsonObject(value) && memberOf(operation, 'path') === undefined)
    yield* resourceValues(value, `${here}.`, type);
  else yield unknown(here, value);
}

function* resourceValues(
  object: JsonObject,
  prefix: string,
  type: ResourceType | undefined,
  extension?: string,
): Generator<Found> {
  for (const [key, value] of Object.entries(object)) {
    const place = type && findNamed(extension === undefined ? key : `${extension}:${key}`, type);
    const path = `${prefix}${clip(key)}`;
    if (place === undefined) yield unknown(path, value);
    else if (place.attribute !== undefined) yield* placedValues(value, path, place);
    else if (isJsonObject(value)) yield* resourceValues(value, `${path}:`, type, place.schema.id);
    else yield unknown(path, value);
  }
}

function* placedValues(value: Json, path: string, place: BoundPath): Generator<Found> {
  yield* attributeValues(value, path, { attribute: place.sub ?? place.attribute, name: nameOf(place) });
}

function* attributeValues(
  value: Json,
  path: string,
  { attribute, name }: { readonly attribute: Attribute; readonly name: string },
): Generator<Found> {
  const { subAttributes = [] } = attribute;
  if (isSecret(attribute)) yield { path, name, attribute, value };
  else if (Array.isArray(value)) {
    for (const [index, element] of value.entries())
      yield* attributeValues(element, `${path}[${index}]`, { attribute, name });
  } else if (isJsonObject(value) && subAttributes.length > 0) {
    for (const [key, part] of Object.entries(value)) {
      const sub = findAttribute(subAttributes, key);
      const here = `${path}.${clip(key)}`;
      if (sub === undefined) yield unknown(here, part);
      else yield* attributeValues(part, here, { attribute: sub, name: `${name}.${sub.name}` });
    }
  } else yield { path, name, attribute, value };
}

function unknown(path: string, value: Json): Found {
  return { path, name: undefined, attribute: undefined, value };
}

/** Of a bulk operation's path, such as `/Users/2819…`. */
function typesOf(path: Json | undefined, types: readonly ResourceType[]): readonly ResourceType[] {
  return types.filter(({ endpoint }) => typeof path === 'string' && `${path}/`.startsWith(`${endpoint}/`));
}

function placeOf(path: Json | undefined, type: ResourceType): BoundPath | undefined {
  try {
    const place = typeof path === 'string' ? parsePath(path, type) : undefined;
    return place?.attribute === undefined ? undefined : place;
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}

function nameOf({ extension, attribute, sub }: BoundPath): string {
  const name = nameAttribute(extension, attribute);
  return sub === undefined ? name : `${name}.${sub.name}`;
}

function fits({ attribute, value, name = '' }: Found): boolean {
  try {
    if (attribute !== undefined) coerceValue({ ...attribute, multiValued: false }, value, name);
    return true;
  } catch {
    return false;
  }
}

function isSecret({ returned, mutability }: Attribute): boolean {
  return returned === 'never' || mutability === 'writeOnly';
}

function describe({ attribute, value }: Found): string {
  if (attribute !== undefined && isSecret(attribute)) return TEXT.secret;
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return TEXT.number;
  if (typeof value === 'string') return isHarmless(value, attribute) ? `"${value}"` : TEXT.text(value.length);
  return Array.isArray(value) ? TEXT.list(value.length) : TEXT.object(Object.keys(value).length);
}

/** Words that the protocol and the schema have, and that say nothing of anybody. */
function isHarmless(text: string, attribute: Attribute | undefined): boolean {
  if (attribute === undefined) return PLAIN_WORDS.includes(text.toLowerCase());
  const { canonicalValues = [], type, name } = attribute;
  return (
    canonicalValues.includes(text) ||
    (type === 'boolean' && /^(?:true|false)$/i.test(text)) ||
    (name === 'schemas' && text.startsWith('urn:ietf:params:scim:'))
  );
}

function clip(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}
