import type { AttributeChange } from '../../directory/event.ts';
import { isJsonObject, type Json, type JsonObject } from '../../scim/resource.ts';

/**
 * What differs between two states of a thing, by top-level attribute; attributes of an extension are named `urn:attr`.
 * Both are in canonical form, so equal values have equal JSON text.
 */
export function diffAttributes(before: JsonObject, after: JsonObject): AttributeChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => diffAttribute(name, before[name], after[name]));
}

function diffAttribute(name: string, before: Json | undefined, after: Json | undefined): AttributeChange[] {
  if (before === after) return [];
  if (name.startsWith('urn:')) {
    const within = diffAttributes(objectOf(before), objectOf(after));
    return within.map((change) => ({ ...change, attribute: `${name}:${change.attribute}` }));
  }
  if (isEqual(before, after)) return [];
  return [
    { attribute: name, ...(before !== undefined && { before }), ...(after !== undefined && { after }) },
  ];
}

function isEqual(one: Json | undefined, other: Json | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return JSON.stringify(one) === JSON.stringify(other);
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
