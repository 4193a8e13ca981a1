import type { Json, JsonObject } from './resource.ts';
import type { Attribute } from './schema.ts';

/** What is given of a complex value: sub-attributes with their canonical values, undefined for those to be unassigned. */
export type Parts = ReadonlyMap<Attribute, Json | undefined>;

/** The complex value with the parts put in, in the schema's order and without what is never returned. */
export function mergeParts(attribute: Attribute, current: JsonObject, parts: Parts): JsonObject {
  const outdated = isRenamed(current, parts);
  const kept = (attribute.subAttributes ?? []).filter(({ returned }) => returned !== 'never');
  const members = kept.flatMap((sub): [string, Json][] => {
    const before = outdated && sub.name === '$ref' ? undefined : current[sub.name];
    const value = parts.has(sub) ? parts.get(sub) : before;
    return value === undefined ? [] : [[sub.name, value]];
  });
  return Object.fromEntries(members);
}

/** All parts of a complex value in canonical form. */
export function partsOf(attribute: Attribute, value: JsonObject): Parts {
  return new Map(
    (attribute.subAttributes ?? [])
      .filter(({ name }) => value[name] !== undefined)
      .map((sub) => [sub, value[sub.name]]),
  );
}

/** A `$ref` points at what `value` identifies: another value leaves the old URL pointing at the wrong thing. */
function isRenamed(current: JsonObject, parts: Parts): boolean {
  return [...parts].some(([sub, value]) => sub.name === 'value' && value !== current[sub.name]);
}
