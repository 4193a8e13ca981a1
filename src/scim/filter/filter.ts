import type { AttributeReference } from '../resource-types.ts';
import type { Attribute } from '../schema.ts';

export type ComparisonOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type FilterValue = Comparable | null;
export type Comparable = string | number | boolean;

/**
 * A filter as written (RFC 7644 §3.4.2.2): names are still text, so that one query can be bound to several resource
 * types. `P` is the form of an attribute path, `V` that of a value.
 */
export type FilterOf<P, V> =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterOf<P, V>[] }
  | { readonly kind: 'not'; readonly operand: FilterOf<P, V> }
  | { readonly kind: 'present'; readonly path: P }
  | { readonly kind: 'compare'; readonly path: P; readonly operator: ComparisonOperator; readonly value: V }
  /** `path[filter]`: one element of the multi-valued attribute satisfies the whole inner filter. */
  | { readonly kind: 'element'; readonly path: P; readonly filter: FilterOf<P, V> };

/** `[urn:]name[.sub]` as written. */
export interface AttributePath {
  readonly urn: string | undefined;
  readonly name: string;
  readonly sub: string | undefined;
}

export type Filter = FilterOf<AttributePath, FilterValue>;

/**
 * A path with its definitions found. Inside `element`, `attribute` is a sub-attribute of the element's and `sub` is
 * undefined. Where a value is compared or sorted by, a path to a complex attribute is bound to its `value`; under
 * `present` and `element` it is not.
 */
export interface BoundPath extends AttributeReference {
  readonly sub: Attribute | undefined;
}

/**
 * A filter bound to a resource type: every path exists, may be filtered by, and every value has the attribute's type:
 * booleans are booleans, strings of attributes without `caseExact` are folded, a dateTime is milliseconds since 1970.
 * A comparison with null has become `present` or its opposite, and `element` is of a multi-valued attribute only.
 */
export type BoundFilter = FilterOf<BoundPath, Comparable>;
