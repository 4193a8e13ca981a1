import { findPlace, formatAttributePath, type Place } from '../attribute-path.ts';
import { invalidFilter, invalidPath } from '../errors.ts';
import type { ResourceType } from '../resource-types.ts';
import { type Attribute, type AttributeType, findAttribute, subAttributesOf } from '../schema.ts';
import { toComparable } from './comparable.ts';
import type { AttributePath, BoundFilter, BoundPath, ComparisonOperator, Filter } from './filter.ts';

type Comparison = Extract<Filter, { kind: 'compare' }>;
type ValuePath = Extract<Filter, { kind: 'element' }>;

/** Finds what a path names where it stands; undefined when it counts as unassigned. */
type Scope = (path: AttributePath) => Place | undefined;

const EQUALITY: readonly ComparisonOperator[] = ['eq', 'ne'];
const SUBSTRING: readonly ComparisonOperator[] = ['co', 'sw', 'ew'];
const ORDER: readonly ComparisonOperator[] = ['gt', 'ge', 'lt', 'le'];

/** Which comparisons the values of each type take. */
const OPERATORS: Readonly<Record<AttributeType, readonly ComparisonOperator[]>> = {
  string: [...EQUALITY, ...SUBSTRING, ...ORDER],
  reference: [...EQUALITY, ...SUBSTRING],
  binary: EQUALITY,
  boolean: EQUALITY,
  integer: [...EQUALITY, ...ORDER],
  decimal: [...EQUALITY, ...ORDER],
  dateTime: [...EQUALITY, ...ORDER],
  complex: [],
};

/** True of every resource, for what is decided without looking at one. */
const ALWAYS: Filter = { kind: 'present', path: { urn: undefined, name: 'id', sub: undefined } };
const NEVER: Filter = { kind: 'not', operand: ALWAYS };

/**
 * Finds the definition of all that a filter names, and brings its values into the form they are compared in
 * (RFC 7644 §3.4.2.2).
 * @param searched all types of the query: what only another of them has is unassigned in this one (§3.4.2.1)
 * @throws ScimError 400 `invalidFilter` for unknown or hidden attributes, operators that the attribute does not take,
 *   and values of another type
 */
export function bindFilter(
  filter: Filter,
  type: ResourceType,
  searched: readonly ResourceType[] = [type],
): BoundFilter {
  return bind(filter, (path) => {
    const place = findPlace(path, type);
    if (place === undefined && searched.every((other) => findPlace(path, other) === undefined)) {
      throw invalidFilter(`There is no attribute "${formatAttributePath(path)}".`);
    }
    return place;
  });
}

/**
 * Binds a filter that judges one value of a multi-valued attribute, as inside `emails[…]`.
 * @throws ScimError 400 `invalidFilter`, as bindFilter does
 */
export function bindElementFilter(filter: Filter, attribute: Attribute): BoundFilter {
  return bind(filter, (path) => ({
    extension: undefined,
    attribute: findSubAttribute(path, attribute),
    sub: undefined,
  }));
}

/**
 * Finds what to sort by (RFC 7644 §3.4.2.3).
 * @throws ScimError 400 `invalidPath` for unknown or hidden attributes and complex ones without a `value`
 */
export function bindSortPath(path: AttributePath, type: ResourceType): BoundPath {
  const name = formatAttributePath(path);
  const place = findPlace(path, type);
  if (place === undefined || isHidden(place))
    throw invalidPath(`There is no attribute "${name}" to sort by.`);
  const significant = toSignificant(place);
  if (significant === undefined) throw invalidPath(`Sort by a sub-attribute of "${name}".`);
  return significant;
}

function bind(filter: Filter, scope: Scope): BoundFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, operands: filter.operands.map((operand) => bind(operand, scope)) };
    case 'not':
      return { kind: 'not', operand: bind(filter.operand, scope) };
    case 'present':
      return bindPresence(filter.path, scope);
    case 'compare':
      return bindComparison(filter, scope);
    case 'element':
      return bindValuePath(filter, scope);
    default:
      return filter satisfies never;
  }
}

/** A schema is present when one of its attributes is. */
function bindPresence(path: AttributePath, scope: Scope): BoundFilter {
  const place = findVisible(path, scope);
  if (place === undefined) return bind(NEVER, scope);
  if (place.attribute !== undefined) return { kind: 'present', path: place };
  const { extension, schema } = place;
  const visible = schema.attributes.filter(({ returned }) => returned !== 'never');
  return {
    kind: 'or',
    operands: visible.map((attribute) => ({
      kind: 'present',
      path: { extension, attribute, sub: undefined },
    })),
  };
}

function bindComparison({ path, operator, value }: Comparison, scope: Scope): BoundFilter {
  if (value === null) return bindNull(path, operator, scope);
  const place = findVisible(path, scope);
  if (place === undefined) return bind(operator === 'ne' ? ALWAYS : NEVER, scope);
  const name = formatAttributePath(path);
  const significant = toSignificant(place);
  if (significant === undefined) throw invalidFilter(`"${name}" is complex: only "pr" and [ ] apply to it.`);
  const attribute = significant.sub ?? significant.attribute;
  if (!OPERATORS[attribute.type].includes(operator)) {
    throw invalidFilter(`"${operator}" does not apply to "${name}", which is of the type ${attribute.type}.`);
  }
  const comparable = toComparable(value, attribute);
  if (comparable === undefined) {
    throw invalidFilter(
      `${JSON.stringify(value)} is no ${attribute.type}, which "${name}" is compared with.`,
    );
  }
  return { kind: 'compare', path: significant, operator, value: comparable };
}

/** Null is no value but the absence of one (RFC 7643 §2.5). */
function bindNull(path: AttributePath, operator: ComparisonOperator, scope: Scope): BoundFilter {
  if (operator === 'ne') return bindPresence(path, scope);
  if (operator === 'eq') return { kind: 'not', operand: bindPresence(path, scope) };
  throw invalidFilter(`"${operator}" does not apply to null.`);
}

/** Of a singular attribute, `name[familyName eq "x"]` is `name.familyName eq "x"`. */
function bindValuePath({ path, filter }: ValuePath, scope: Scope): BoundFilter {
  const place = findVisible(path, scope);
  if (place === undefined) return bind(NEVER, scope);
  const { extension, attribute, sub } = place;
  if (attribute === undefined || sub !== undefined || subAttributesOf(attribute).length === 0) {
    throw invalidFilter(`"${formatAttributePath(path)}" has no sub-attributes to filter by.`);
  }
  if (!attribute.multiValued) {
    return bind(filter, (inner) => ({ extension, attribute, sub: findSubAttribute(inner, attribute) }));
  }
  return {
    kind: 'element',
    path: { extension, attribute, sub },
    filter: bindElementFilter(filter, attribute),
  };
}

function findVisible(path: AttributePath, scope: Scope): Place | undefined {
  const place = scope(path);
  if (place !== undefined && isHidden(place)) {
    throw invalidFilter(`"${formatAttributePath(path)}" cannot be filtered by.`);
  }
  return place;
}

function findSubAttribute(path: AttributePath, attribute: Attribute): Attribute {
  const name = formatAttributePath(path);
  const sub = findAttribute(subAttributesOf(attribute), name);
  if (sub === undefined) throw invalidFilter(`"${attribute.name}" has no sub-attribute "${name}".`);
  return sub;
}

/** What is never returned must not be found out by comparing either. */
function isHidden({ attribute, sub }: Place): boolean {
  return attribute?.returned === 'never' || sub?.returned === 'never';
}

/** The simple attribute that a path stands for: of a complex one its `value`; undefined when it has none. */
function toSignificant(place: Place): BoundPath | undefined {
  if (place.attribute === undefined) return undefined;
  if (place.sub !== undefined || place.attribute.type !== 'complex') return place;
  const sub = findAttribute(place.attribute.subAttributes ?? [], 'value');
  return sub && !isHidden({ ...place, sub }) ? { ...place, sub } : undefined;
}
