import { compareComparables, toComparable } from './filter/comparable.ts';
import { valuesAt } from './filter/evaluate.ts';
import type { BoundPath, Comparable } from './filter/filter.ts';
import { isJsonObject, type JsonObject } from './resource.ts';

/** A resource with what it is sorted by; null when it has no value there, or nothing is sorted by. */
export interface Item {
  /** Grows in order of creation. */
  readonly seq: number;
  readonly key: Comparable | null;
}

/** What a resource is sorted by: of several values the primary one, else the first (RFC 7644 §3.4.2.3). */
export function sortKey(path: BoundPath, resource: JsonObject): Item['key'] {
  const { sub } = path;
  const values = valuesAt({ ...path, sub: undefined }, resource);
  const chosen = values.find((value) => isJsonObject(value) && value['primary'] === true) ?? values[0];
  const simple = sub !== undefined && isJsonObject(chosen) ? chosen[sub.name] : chosen;
  return simple === undefined ? null : (toComparable(simple, sub ?? path.attribute) ?? null);
}

/** Ascending order: what has no value comes last, equals in order of creation. Descending is the very opposite. */
export function compareItems(one: Item, other: Item): number {
  if (one.key === null || other.key === null) {
    return Number(one.key === null) - Number(other.key === null) || one.seq - other.seq;
  }
  return compareComparables(one.key, other.key) || one.seq - other.seq;
}
