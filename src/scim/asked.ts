import { findNamed, type Place } from './attribute-path.ts';
import { memberOf } from './message.ts';
import { PATCH_SCHEMA } from './patch.ts';
import { rememberOf } from './remember.ts';
import { isJsonObject, type Json, type JsonObject } from './resource.ts';
import type { ResourceType } from './resource-types.ts';
import type { Attribute } from './schema.ts';

/** Which attributes with `returned: request` a change names: its answer returns them (RFC 7643 §7). */
export function askedBy(body: unknown, type: ResourceType): readonly Place[] {
  if (!hasAny(type) || !isJsonObject(body)) return [];
  return namesIn(body)
    .flatMap((name) => findNamed(name, type) ?? [])
    .filter(({ attribute, sub }) => (sub ?? attribute)?.returned === 'request');
}

const hasAny = rememberOf(({ schema, extensions }: ResourceType): boolean => {
  const isAsked = ({ returned, subAttributes = [] }: Attribute): boolean =>
    returned === 'request' || subAttributes.some(isAsked);
  return [schema, ...extensions.map((each) => each.schema)].some(({ attributes }) =>
    attributes.some(isAsked),
  );
});

/** The names of a resource, or those that the operations of a PATCH are about. */
function namesIn(body: JsonObject): readonly string[] {
  const schemas = memberOf(body, 'schemas');
  const operations = memberOf(body, 'Operations');
  const isPatch = Array.isArray(schemas) ? schemas.includes(PATCH_SCHEMA) : schemas === undefined;
  if (!isPatch || !Array.isArray(operations)) return namesOf(body);
  return operations.filter(isJsonObject).flatMap((operation) => {
    const path = memberOf(operation, 'path');
    // What a filter selects does not matter here.
    return typeof path === 'string' && path !== ''
      ? path.replace(/\[.*\]/s, '')
      : namesOf(memberOf(operation, 'value'));
  });
}

/** With those under the URN of an extension. */
function namesOf(value: Json | undefined): readonly string[] {
  if (value === undefined || !isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    isJsonObject(each) && name.includes(':') ? Object.keys(each).map((inner) => `${name}:${inner}`) : name,
  );
}
