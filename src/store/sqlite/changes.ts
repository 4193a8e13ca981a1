import type { AttributeChange } from '../../directory/event.ts';
import { isJsonObject, type JsonObject } from '../../scim/resource.ts';

/**
 * What differs between two states of a thing, by top-level attribute; attributes of an extension are named `urn:attr`.
 * Both are in canonical form, so equal values have equal JSON text.
 */
export function diffAttributes(before: JsonObject, after: JsonObject): AttributeChange[] {
  const from = flatten(before);
  const to = flatten(after);
  const changes: AttributeChange[] = [];
  for (const attribute of new Set([...from.keys(), ...to.keys()])) {
    const change = {
      attribute,
      ...(from.has(attribute) && { before: from.get(attribute) ?? null }),
      ...(to.has(attribute) && { after: to.get(attribute) ?? null }),
    };
    if (JSON.stringify(change.before) !== JSON.stringify(change.after)) changes.push(change);
  }
  return changes;
}

function flatten(attributes: JsonObject): ReadonlyMap<string, JsonObject[string]> {
  return new Map(
    Object.entries(attributes).flatMap(([name, value]) =>
      name.startsWith('urn:') && isJsonObject(value)
        ? Object.entries(value).map(([inner, innerValue]) => [`${name}:${inner}`, innerValue] as const)
        : [[name, value] as const],
    ),
  );
}
