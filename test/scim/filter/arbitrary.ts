import fc from 'fast-check';
import type { AttributePath, Filter, FilterValue } from '../../../src/scim/filter/filter.ts';

/** Objects as literals make them, so that they can be deeply equal. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true });
}

const URNS = [
  undefined,
  'urn:ietf:params:scim:schemas:core:2.0:User',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  'urn:example:1.0',
];

export const attributePaths: fc.Arbitrary<AttributePath> = record({
  urn: fc.constantFrom(...URNS),
  name: fc.constantFrom('userName', 'emails', 'not', 'and', 'pr', '$ref', 'x-y_z', 'User'),
  sub: fc.option(fc.constantFrom('value', '$ref', 'eq'), { nil: undefined }),
});

const values: fc.Arbitrary<FilterValue> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '"', '\\', ')', '] or', 'true'),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
);

export const filters: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    record({ kind: fc.constant('present' as const), path: attributePaths }),
    record({
      kind: fc.constant('compare' as const),
      path: attributePaths,
      operator: fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
      value: values,
    }),
    record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
    }),
    record({ kind: fc.constant('not' as const), operand: tie('filter') }),
    record({ kind: fc.constant('element' as const), path: attributePaths, filter: tie('filter') }),
  ),
})).filter;

/** Text that comes close to being a filter. */
export const filterLikeTexts: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'userName',
        'emails',
        'active',
        'meta.created',
        'not',
        'and',
        'OR',
        'eq',
        'co',
        'pr',
        'gt',
      ),
      fc.constantFrom(
        '(',
        ')',
        '[',
        ']',
        '"',
        '"a"',
        '"\\u00e9"',
        '"\\',
        '1',
        '-0',
        '1e9',
        'true',
        'NULL',
        '.value',
      ),
      fc.constantFrom('urn:ietf:params:scim:schemas:core:2.0:User:', ':', '.', ' ', '\t', '$'),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 14 },
  )
  .chain((parts) => fc.constantFrom(parts.join(' '), parts.join('')));
