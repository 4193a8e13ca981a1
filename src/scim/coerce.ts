import { mergeParts, type Parts } from './complex.ts';
import { parseDateTime } from './date-time.ts';
import { describeAttribute } from './describe-attribute.ts';
import { MAX_ELEMENTS, tooManyElements, unite } from './elements.ts';
import { invalidSyntax, invalidValue } from './errors.ts';
import { toComparable } from './filter/comparable.ts';
import { isJsonObject, type Json, type JsonObject } from './resource.ts';
import { type Attribute, type AttributeType, findAttribute } from './schema.ts';

const MAX_TEXT = 65_536;
/** Both alphabets of RFC 4648, padded or not (RFC 7643 §2.3.6). */
const BASE64 = /^[\w+/-]+={0,2}$/;

/** Whether a value stands for none: null, "", [] and {} (RFC 7643 §2.5). */
export function isUnassigned(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === '' || (isJsonObject(value) && Object.keys(value).length === 0);
}

/**
 * Brings what a client sent for an attribute into canonical form. Beyond the RFC it takes the words "true" and "false"
 * for booleans, a bare value for a complex one with a `value`, and one element for a list of it.
 * @param name how a message names the attribute
 * @returns undefined when unassigned
 * @throws ScimError 400 `invalidValue` when the value is not of the attribute's type
 */
export function coerceValue(attribute: Attribute, value: Json, name: string): Json | undefined {
  if (!attribute.multiValued) return coerceOne(attribute, value, name);
  const elements = coerceElements(attribute, value, name);
  return elements.length === 0 ? undefined : unite(attribute, elements);
}

/** The elements for a multi-valued attribute in canonical form, unassigned ones left out; throws like coerceValue. */
export function coerceElements(attribute: Attribute, value: Json, name: string): readonly Json[] {
  const elements: readonly Json[] = Array.isArray(value) ? value : [value];
  if (elements.length > MAX_ELEMENTS) throw tooManyElements(attribute);
  return elements.flatMap((element) => coerceOne(attribute, element, name) ?? []);
}

/**
 * The parts of a complex value in canonical form, without what the schema does not know or the client may not set.
 * Throws like coerceValue, and `invalidSyntax` for a part that is named twice.
 */
export function coerceParts(attribute: Attribute, value: Json, name: string): Parts {
  const parts = new Map<Attribute, Json | undefined>();
  for (const [key, raw] of Object.entries(toObject(attribute, value, name))) {
    const sub = findAttribute(attribute.subAttributes ?? [], key);
    if (sub === undefined || sub.mutability === 'readOnly') continue;
    if (parts.has(sub)) throw invalidSyntax(`${name}.${sub.name} is named twice, in another letter case.`);
    parts.set(sub, coerceValue(sub, raw, `${name}.${sub.name}`));
  }
  return parts;
}

function coerceOne(attribute: Attribute, value: Json, name: string): Json | undefined {
  if (isUnassigned(value)) return undefined;
  if (attribute.type === 'complex') {
    const object = mergeParts(attribute, {}, coerceParts(attribute, value, name));
    return isUnassigned(object) ? undefined : object;
  }
  const simple = SIMPLE[attribute.type](value, attribute);
  if (simple === undefined) throw mismatch(attribute, value, name);
  if (typeof simple === 'string') checkText(simple, name);
  return simple;
}

function toObject(attribute: Attribute, value: Json, name: string): JsonObject {
  if (isUnassigned(value)) return {};
  if (isJsonObject(value)) return value;
  if (!Array.isArray(value)) {
    if (findAttribute(attribute.subAttributes ?? [], 'value') !== undefined) return { value };
  } else if (value.length === 1 && !Array.isArray(value[0])) {
    return toObject(attribute, value[0] as Json, name);
  }
  throw mismatch(attribute, value, name);
}

type SimpleType = Exclude<AttributeType, 'complex'>;

/** The canonical form of a simple value by type; undefined for a value that is none of the type. */
const SIMPLE: Readonly<Record<SimpleType, (value: Json, attribute: Attribute) => Json | undefined>> = {
  string: textOf,
  reference: textOf,
  boolean: toComparable,
  integer: (value) => (Number.isSafeInteger(value) ? value : undefined),
  decimal: (value) => (Number.isFinite(value) ? value : undefined),
  dateTime: (value) => (typeof value === 'string' && parseDateTime(value) !== undefined ? value : undefined),
  binary: (value) => (typeof value === 'string' && BASE64.test(value) ? value : undefined),
};

function textOf(value: Json): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Keeps out what the database could not give back as it came. */
function checkText(text: string, name: string): void {
  if (text.length > MAX_TEXT) throw invalidValue(`${name} is longer than ${MAX_TEXT} characters.`, name);
  if (!text.isWellFormed() || text.includes('\0')) {
    throw invalidValue(`${name} holds a NUL or half of a surrogate pair, which is no text.`, name);
  }
}

/** The value itself stays out of the message: it may be a secret. */
function mismatch(attribute: Attribute, value: Json, name: string) {
  const sent = Array.isArray(value) ? 'a list' : isJsonObject(value) ? 'an object' : `a ${typeof value}`;
  const wanted = describeAttribute({ ...attribute, multiValued: false });
  return invalidValue(
    `${name} must be ${wanted}; this is ${sent}${typeof value === 'string' ? ' of another form' : ''}.`,
    name,
  );
}
