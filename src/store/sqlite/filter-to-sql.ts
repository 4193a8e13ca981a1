import type { BoundFilter, BoundPath } from '../../scim/filter/filter.ts';
import type { Collection } from '../port.ts';
import { findIndexed, type IndexedAttribute, isSingleValued, nameOf, toSqlValue } from './attribute-index.ts';
import { alsoIn, isLookup, type Source } from './scan.ts';
import {
  type Bounds,
  equalTo,
  groupsOfMember,
  neverProvisioned,
  prefixBounds,
  usersOfGroup,
  valuesOf,
  valuesWith,
  withId,
} from './sources.ts';

/** Where to look for the resources that satisfy a filter: what is in none of the sources does not. */
export interface Candidates {
  readonly sources: readonly Source[];
  /** Whether all that is in the sources satisfies the filter, so that no resource has to be read to know. */
  readonly exact: boolean;
}

/** What resources have to satisfy: a filter, being unprovisioned, or both. */
export interface Conditions {
  readonly filter?: BoundFilter;
  readonly unprovisioned?: boolean;
}

export interface FilterScope {
  readonly collection: Collection;
  /** A group and all groups within it, by `seq`. */
  readonly nestedGroups: (id: string) => readonly number[];
}

interface Plan extends Candidates {
  readonly rank: number;
  /** Of entries of a single-valued attribute that are bounded on one side: another plan may bound them on the other. */
  readonly half?: { readonly attribute: IndexedAttribute; readonly side: 'lower' | 'upper' };
}

/** How few rows each is expected to give, fewest first. */
const RANK = {
  unique: 0,
  equal: 1,
  window: 2,
  related: 3,
  unprovisioned: 4,
  half: 5,
  flag: 6,
  search: 7,
  present: 8,
} as const;

type Resolve = (path: BoundPath) => BoundPath;
type Comparison = Extract<BoundFilter, { kind: 'compare' }>;

/**
 * Finds the indexes that lead to the resources which satisfy the conditions.
 * @returns undefined when no index helps and all resources have to be looked at
 */
export function filterToSql(
  { filter, unprovisioned }: Conditions,
  scope: FilterScope,
): Candidates | undefined {
  const filtered = filter && planOf(filter, scope, (path) => path);
  if (unprovisioned !== true) return filtered;
  const plan = exactly(RANK.unprovisioned, neverProvisioned(scope.collection));
  return filter === undefined ? plan : better(plan, filtered);
}

function planOf(filter: BoundFilter, scope: FilterScope, resolve: Resolve): Plan | undefined {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const [first, ...rest] = filter.operands.map((operand) => planOf(operand, scope, resolve));
      return rest.reduce(filter.kind === 'and' ? better : both, first);
    }
    case 'not':
      return undefined;
    case 'present':
      return presence(resolve(filter.path), scope);
    case 'compare':
      return comparison({ ...filter, path: resolve(filter.path) }, scope);
    case 'element': {
      const { extension, attribute } = filter.path;
      const plan = planOf(filter.filter, scope, (path) => ({ extension, attribute, sub: path.attribute }));
      // What must hold of one element may hold of two.
      return plan && { ...plan, exact: plan.exact && filter.filter.kind === 'compare' };
    }
    default:
      return filter satisfies never;
  }
}

/**
 * Where to look when two conditions must hold: where fewer are. The other condition is looked up in its index, where
 * that is by resource, else judged by looking at the resource.
 */
function better(one: Plan | undefined, other: Plan | undefined): Plan | undefined {
  const either = one ?? other;
  if (one === undefined || other === undefined) return either && { ...either, exact: false };
  const window = intersection(one, other);
  if (window !== undefined) return window;
  const [plan, rest] = other.rank < one.rank ? [other, one] : [one, other];
  if (!rest.exact || !rest.sources.every(isLookup)) return { ...plan, exact: false };
  return { ...plan, sources: plan.sources.map((source) => alsoIn(source, rest.sources)) };
}

/** Where to look when either of two conditions must hold. */
function both(one: Plan | undefined, other: Plan | undefined): Plan | undefined {
  if (one === undefined || other === undefined) return undefined;
  return {
    sources: [...one.sources, ...other.sources],
    exact: one.exact && other.exact,
    rank: Math.max(one.rank, other.rank),
  };
}

/** `meta.lastModified ge "…" and meta.lastModified lt "…"` is one range. */
function intersection(one: Plan, other: Plan): Plan | undefined {
  if (one.half === undefined || one.half.attribute !== other.half?.attribute) return undefined;
  if (one.half.side === other.half.side) return undefined;
  const [lower, upper] = one.half.side === 'lower' ? [one, other] : [other, one];
  const [from, to] = [lower.sources[0], upper.sources[0]];
  if (from === undefined || to === undefined || (from.test !== undefined && to.test !== undefined))
    return undefined;
  const test = from.test ?? to.test;
  const parameters = { ...from.parameters, ...to.parameters };
  const source = {
    ...to,
    start: from.start,
    parameters,
    ...(test !== undefined && { test }),
    narrowed: undefined,
  };
  return { sources: [source], exact: one.exact && other.exact, rank: RANK.window };
}

function presence(path: BoundPath, { collection }: FilterScope): Plan | undefined {
  const attribute = findIndexed(path, collection.type);
  // An entry may be of empty text, which counts as absent.
  return attribute && { sources: [valuesOf(collection, attribute)], exact: false, rank: RANK.present };
}

function comparison(filter: Comparison, scope: FilterScope): Plan | undefined {
  const { collection } = scope;
  const attribute = findIndexed(filter.path, collection.type);
  if (attribute !== undefined) return indexed(filter, attribute, collection);
  if (filter.operator !== 'eq') return undefined;
  const id = String(filter.value);
  switch (`${collection.type.name} ${nameOf(filter.path)}`) {
    case `${collection.type.name} id`:
      return exactly(RANK.unique, withId(collection, id));
    case 'Group members.value':
      return exactly(RANK.related, groupsOfMember(collection, id));
    case 'User groups.value':
      return exactly(RANK.related, ...scope.nestedGroups(id).map((group) => usersOfGroup(collection, group)));
    default:
      return undefined;
  }
}

function indexed(
  { path, operator, value }: Comparison,
  attribute: IndexedAttribute,
  collection: Collection,
): Plan | undefined {
  const wanted = toSqlValue(value);
  const between = (bounds: Bounds) => valuesOf(collection, attribute, bounds);
  const half = (side: 'lower' | 'upper', bounds: Bounds): Plan => ({
    ...exactly(RANK.half, between(bounds)),
    ...(isSingleValued(path) && { half: { attribute, side } }),
  });
  switch (operator) {
    case 'eq': {
      const rank = typeof value === 'boolean' ? RANK.flag : attribute.isUnique ? RANK.unique : RANK.equal;
      return exactly(rank, equalTo(collection, attribute, wanted));
    }
    case 'ne':
      return undefined;
    case 'sw':
      return exactly(RANK.window, between(prefixBounds(String(wanted))));
    case 'co':
    case 'ew':
      return exactly(RANK.search, valuesWith(collection, attribute, { operator, part: String(wanted) }));
    case 'gt':
    case 'ge':
      return half('lower', { from: { value: wanted, inclusive: operator === 'ge' } });
    case 'lt':
    case 'le':
      return half('upper', { to: { value: wanted, inclusive: operator === 'le' } });
    default:
      return operator satisfies never;
  }
}

function exactly(rank: number, ...sources: readonly Source[]): Plan {
  return { sources, exact: true, rank };
}
