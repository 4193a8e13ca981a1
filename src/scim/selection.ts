import { coerceValue } from './coerce.ts';
import { mergeParts, type Parts } from './complex.ts';
import { bindElementFilter } from './filter/bind.ts';
import { countComparisons } from './filter/count-comparisons.ts';
import { matchesElement } from './filter/evaluate.ts';
import type { Filter } from './filter/filter.ts';
import type { Json, JsonObject } from './resource.ts';
import { type Attribute, findAttribute } from './schema.ts';

/** Elements of a multi-valued attribute, chosen by a filter as in `emails[type eq "work"]`. */
export interface Selection {
  readonly selects: (element: Json) => boolean;
  /** How many comparisons it takes at most to judge an element. */
  readonly comparisons: number;
  /** What every chosen element has, when the filter consists of equalities; it makes an element that is missing. */
  readonly equalities: Parts | undefined;
}

/** @throws ScimError 400 `invalidFilter` */
export function readSelection(filter: Filter, attribute: Attribute): Selection {
  const bound = bindElementFilter(filter, attribute);
  return {
    selects: (element) => matchesElement(bound, element, attribute),
    comparisons: countComparisons(filter),
    equalities: equalitiesOf(filter, attribute),
  };
}

/**
 * The selection as a replacement takes it (RFC 7644 §3.5.2.3): what it does not find it makes only where it is of a
 * type that the schema suggests, as clients expect of `emails[type eq "work"].value`. Another type is one that the
 * client believes to be there.
 */
export function forReplacement(selection: Selection): Selection {
  const isSuggested = [...(selection.equalities ?? [])].every(
    ([{ canonicalValues }, value]) =>
      canonicalValues === undefined ||
      canonicalValues.some((each) => each.toLowerCase() === String(value).toLowerCase()),
  );
  return isSuggested ? selection : { ...selection, equalities: undefined };
}

/** An element as the selection and the parts want it; undefined when such a one would not be selected. */
export function createElement(
  attribute: Attribute,
  { selects, equalities }: Selection,
  parts: Parts,
): JsonObject | undefined {
  if (equalities === undefined) return undefined;
  const element = mergeParts(attribute, {}, new Map([...equalities, ...parts]));
  return selects(element) ? element : undefined;
}

function equalitiesOf(filter: Filter, attribute: Attribute): Parts | undefined {
  const equalities = new Map<Attribute, Json | undefined>();
  for (const term of conjunctsOf(filter)) {
    if (term.kind !== 'compare' || term.operator !== 'eq') return undefined;
    const sub = findAttribute(attribute.subAttributes ?? [], term.path.name);
    if (sub === undefined) return undefined;
    equalities.set(sub, coerceValue(sub, term.value, `${attribute.name}.${sub.name}`));
  }
  return equalities;
}

function conjunctsOf(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.operands.flatMap(conjunctsOf) : [filter];
}
