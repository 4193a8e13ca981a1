import { isJsonObject, type Json, type JsonObject } from '../resource.ts';
import type { Attribute } from '../schema.ts';
import { compareComparables, toComparable } from './comparable.ts';
import type { BoundFilter, BoundPath, Comparable, ComparisonOperator } from './filter.ts';

type Comparison = Extract<BoundFilter, { kind: 'compare' }>;

const HOLDS: Readonly<Record<ComparisonOperator, (value: Comparable, wanted: Comparable) => boolean>> = {
  eq: (value, wanted) => value === wanted,
  ne: (value, wanted) => value !== wanted,
  co: (value, wanted) => String(value).includes(String(wanted)),
  sw: (value, wanted) => String(value).startsWith(String(wanted)),
  ew: (value, wanted) => String(value).endsWith(String(wanted)),
  gt: (value, wanted) => compareComparables(value, wanted) > 0,
  ge: (value, wanted) => compareComparables(value, wanted) >= 0,
  lt: (value, wanted) => compareComparables(value, wanted) < 0,
  le: (value, wanted) => compareComparables(value, wanted) <= 0,
};

/**
 * Whether a resource satisfies a filter (RFC 7644 §3.4.2.2):
 * - A comparison holds when one of the attribute's values satisfies it; an unassigned attribute has none.
 * - So `ne` holds when one value differs, as the RFC has it for every operator, and also when there is no value, since
 *   nothing is not that value. For a single-valued attribute it is thus the opposite of `eq`; for a multi-valued one
 *   "none of them equals" is `not (emails eq "x")`.
 * - `pr` holds when something is there besides null, empty text and empty containers.
 * @param resource the whole presented object, with `id`, `meta`, `groups`, `members`
 */
export function matches(filter: BoundFilter, resource: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => matches(operand, resource));
    case 'or':
      return filter.operands.some((operand) => matches(operand, resource));
    case 'not':
      return !matches(filter.operand, resource);
    case 'present':
      return valuesAt(filter.path, resource).some(isAssigned);
    case 'compare':
      return matchesComparison(filter, resource);
    case 'element':
      return valuesAt(filter.path, resource).some((element) =>
        matchesElement(filter.filter, element, filter.path.attribute),
      );
    default:
      return filter satisfies never;
  }
}

/** Whether one of the attribute's several values satisfies a filter in brackets; a simple one is its own `value`. */
export function matchesElement(filter: BoundFilter, element: Json, { type }: Attribute): boolean {
  if (type !== 'complex') return matches(filter, { value: element });
  return isJsonObject(element) && matches(filter, element);
}

function matchesComparison({ path, operator, value: wanted }: Comparison, resource: JsonObject): boolean {
  const attribute = path.sub ?? path.attribute;
  const values = valuesAt(path, resource)
    .map((value) => toComparable(value, attribute))
    .filter((value) => value !== undefined);
  if (values.length === 0) return operator === 'ne';
  return values.some((value) => HOLDS[operator](value, wanted));
}

/** The values at a path, each of a multi-valued attribute's by itself; empty when it is unassigned. */
export function valuesAt({ extension, attribute, sub }: BoundPath, resource: JsonObject): readonly Json[] {
  const holder = extension === undefined ? resource : resource[extension];
  const values = valuesOf(holder, attribute.name);
  return sub === undefined ? values : values.flatMap((value) => valuesOf(value, sub.name));
}

function valuesOf(holder: Json | undefined, name: string): readonly Json[] {
  const value = isJsonObject(holder) ? holder[name] : undefined;
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function isAssigned(value: Json): boolean {
  if (value === null || value === '') return false;
  return typeof value !== 'object' || Object.values(value).some(isAssigned);
}
