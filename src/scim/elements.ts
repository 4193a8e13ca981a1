import { mergeParts, partsOf } from './complex.ts';
import { invalidValue } from './errors.ts';
import { toComparable } from './filter/comparable.ts';
import { isJsonObject, type Json } from './resource.ts';
import type { Attribute } from './schema.ts';

/** More than any person has of anything; a group's members are not counted here. */
export const MAX_ELEMENTS = 1000;

export function isPrimary(element: Json): boolean {
  const { primary } = isJsonObject(element) ? element : {};
  return primary === true;
}

/**
 * Makes elements one list of a multi-valued attribute (RFC 7643 §2.4): an element that repeats an earlier one renews
 * it in its place, and only `preferred` stays primary, the last one that claims to be when none is named.
 * @throws ScimError 400 `invalidValue` when there are more than a resource may have
 */
export function unite(
  attribute: Attribute,
  elements: readonly Json[],
  preferred = elements.findLast(isPrimary),
): readonly Json[] {
  if (elements.length === 1) return elements;
  const united = new Map<string, Json>();
  for (const element of elements) {
    const settled =
      isJsonObject(element) && isPrimary(element) && element !== preferred
        ? { ...element, primary: false }
        : element;
    const identity = identify(attribute, settled);
    united.set(identity, renew(attribute, united.get(identity), settled));
  }
  if (united.size > MAX_ELEMENTS) throw tooManyElements(attribute);
  return [...united.values()];
}

export function tooManyElements({ name }: Attribute) {
  return invalidValue(`${name} has more than ${MAX_ELEMENTS} values.`, name);
}

/** The elements without those that have all that one of the listed ones has. */
export function exclude(
  attribute: Attribute,
  elements: readonly Json[],
  listed: readonly Json[],
): readonly Json[] {
  const byNames = Map.groupBy(
    listed.map((element) => comparableParts(attribute, element)),
    (parts) => [...parts.keys()].join(),
  );
  // An element is looked up once for each choice of parts, however many are listed.
  const unwanted = Array.from(byNames.values(), (all) => {
    const names = [...(all[0]?.keys() ?? [])];
    return { names, values: new Set(all.map((parts) => valuesText(parts, names))) };
  });
  return elements.filter((element) => {
    const parts = comparableParts(attribute, element);
    return !unwanted.some(({ names, values }) => values.has(valuesText(parts, names)));
  });
}

function valuesText(parts: ReadonlyMap<string, Json>, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => parts.get(name)));
}

/** Whether two canonical values of the attribute are the same, letter case set aside unless it is `caseExact`. */
export function isSame(attribute: Attribute, one: Json, other: Json): boolean {
  return comparableText(attribute, one) === comparableText(attribute, other);
}

/**
 * Text that is the same for elements that are one and the same: those of equal `value` and `type`, a pair that is not
 * to be returned twice (RFC 7643 §2.4); without a `value`, those equal in all but `primary`.
 */
function identify(attribute: Attribute, element: Json): string {
  const parts = comparableParts(attribute, element);
  const value = parts.get('value');
  if (value !== undefined) return JSON.stringify([value, parts.get('type')]);
  return JSON.stringify([...parts].filter(([name]) => name !== 'primary'));
}

function renew(attribute: Attribute, earlier: Json | undefined, later: Json): Json {
  if (!isJsonObject(earlier) || !isJsonObject(later)) return later;
  return mergeParts(attribute, earlier, partsOf(attribute, later));
}

function comparableText(attribute: Attribute, value: Json): string {
  const elements = Array.isArray(value) ? value : [value];
  return JSON.stringify(elements.map((element) => [...comparableParts(attribute, element)]));
}

const comparables = new WeakMap<object, ReadonlyMap<string, Json>>();

/**
 * A value's parts in the form they are compared in, by name; a simple value is its own only part. Values never change,
 * so each is looked at once, however many operations are done on the list that it is in.
 */
function comparableParts(attribute: Attribute, value: Json): ReadonlyMap<string, Json> {
  if (!isJsonObject(value)) return new Map([['value', toComparable(value, attribute) ?? value]]);
  const known = comparables.get(value);
  if (known !== undefined) return known;
  const parts = new Map(
    [...partsOf(attribute, value)].map(([sub, part = null]) => [
      sub.name,
      sub.multiValued ? comparableText(sub, part) : (toComparable(part, sub) ?? part),
    ]),
  );
  comparables.set(value, parts);
  return parts;
}
