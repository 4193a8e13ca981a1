import { invalidValue, type ScimError } from './errors.ts';
import type { Attribute, AttributeType } from './schema.ts';

/** What values of a type are called in messages, and one of them as JSON. */
const KINDS: Readonly<Record<AttributeType, { readonly noun: string; readonly example: string }>> = {
  string: { noun: 'a string', example: '"text"' },
  boolean: { noun: 'a boolean', example: 'true' },
  decimal: { noun: 'a number', example: '1.5' },
  integer: { noun: 'an integer', example: '42' },
  dateTime: { noun: 'a dateTime', example: '"2026-01-31T08:30:00Z"' },
  binary: { noun: 'base64 text', example: '"aGVsbG8="' },
  reference: { noun: 'a URI', example: '"https://example.com/"' },
  complex: { noun: 'an object', example: '{}' },
};

/** What a value of the attribute looks like: `a string, such as "work"`. */
export function describeAttribute(attribute: Attribute): string {
  const { noun } = KINDS[attribute.type];
  return `${attribute.multiValued ? `a list, each ${noun}` : noun}, such as ${exampleOf(attribute)}`;
}

/** The refusal of a resource that lacks a required attribute; `name` is the attribute's with what it stands in. */
export function missingValue(name: string, attribute: Attribute): ScimError {
  return invalidValue(`${name} is required: ${describeAttribute(attribute)}.`, name);
}

/** The name under which messages speak of an attribute: `userName`, `urn:…:User:department`. */
export function nameAttribute(extension: string | undefined, attribute: Attribute): string {
  return extension === undefined ? attribute.name : `${extension}:${attribute.name}`;
}

function exampleOf(attribute: Attribute): string {
  const example = exampleOfOne(attribute);
  return attribute.multiValued ? `[${example}]` : example;
}

function exampleOfOne({ type, canonicalValues, subAttributes }: Attribute): string {
  const [sub] = subAttributes ?? [];
  if (sub !== undefined) return `{ "${sub.name}": ${exampleOf(sub)} }`;
  return canonicalValues?.[0] === undefined ? KINDS[type].example : JSON.stringify(canonicalValues[0]);
}
