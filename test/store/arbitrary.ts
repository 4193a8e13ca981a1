import fc from 'fast-check';
import { findPlace, parseAttributePath } from '../../src/scim/attribute-path.ts';
import type { ComparisonOperator, Filter } from '../../src/scim/filter/filter.ts';
import type { JsonObject } from '../../src/scim/resource.ts';
import { USER } from '../../src/scim/resource-types.ts';
import type { AttributeType } from '../../src/scim/schema.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Texts that contain, begin, fold to and come next to one another, in every plane of Unicode. */
const WORDS = [
  'a',
  'A',
  'ab',
  'aß',
  'ASS',
  'b',
  'e\u0301',
  'é',
  '\uffff',
  '\u{1f600}',
  '\u{10ffff}',
  'a\u{1f600}',
  '%',
  '_',
];
const TIMES = [1_700_000_000_000, 1_700_000_000_001, 1_700_000_001_000];
const PATHS = [
  'userName',
  'displayName',
  'externalId',
  'title',
  'name.familyName',
  'emails',
  'emails.value',
  'emails.type',
  'active',
  'meta.created',
  'meta.lastModified',
  `${ENTERPRISE}:department`,
];
const EQUALITY = ['eq', 'ne'] as const;
const ORDER = ['gt', 'ge', 'lt', 'le'] as const;
const OPERATORS: Readonly<Partial<Record<AttributeType, readonly ComparisonOperator[]>>> = {
  string: [...EQUALITY, ...ORDER, 'co', 'sw', 'ew'],
  boolean: EQUALITY,
  dateTime: [...EQUALITY, ...ORDER],
};

const word = fc.constantFrom(...WORDS);
export const times = fc.constantFrom(...TIMES);

export interface RandomUser {
  readonly attributes: JsonObject;
  readonly createdAt: number;
}

/** Users with unique names, and everything else from few values. */
export const users: fc.Arbitrary<readonly RandomUser[]> = fc
  .array(
    fc.record({
      createdAt: times,
      rest: fc.record(
        {
          displayName: word,
          externalId: word,
          title: word,
          active: fc.boolean(),
          name: fc.record({ familyName: word }),
          emails: fc.array(
            fc.record(
              { value: word, type: fc.constantFrom('work', 'home'), primary: fc.boolean() },
              { requiredKeys: [], noNullPrototype: true },
            ),
            { minLength: 1, maxLength: 3 },
          ),
          [ENTERPRISE]: fc.record({ department: word }),
        },
        { requiredKeys: [], noNullPrototype: true },
      ),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ createdAt, rest }, index) => ({
      createdAt,
      attributes: { userName: `${WORDS[index]}${index}`, ...(rest as JsonObject) },
    })),
  );

/** Filters of users that bind, over paths with and without an index. */
export const userFilters: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...PATHS).chain(comparison),
    fc
      .constantFrom(...PATHS, 'groups', 'name')
      .map((path): Filter => ({ kind: 'present', path: pathOf(path) })),
    elementFilter(),
    fc
      .array(tie('filter'), { minLength: 2, maxLength: 3 })
      .map((operands): Filter => ({ kind: 'and', operands })),
    fc
      .array(tie('filter'), { minLength: 2, maxLength: 3 })
      .map((operands): Filter => ({ kind: 'or', operands })),
    tie('filter').map((operand): Filter => ({ kind: 'not', operand })),
  ),
})).filter;

export const userSorts: fc.Arbitrary<{ readonly sortBy: string; readonly descending: boolean } | undefined> =
  fc.option(fc.record({ sortBy: fc.constantFrom(...PATHS, 'id'), descending: fc.boolean() }), {
    nil: undefined,
  });

function elementFilter(): fc.Arbitrary<Filter> {
  const inner = fc
    .constantFrom('value', 'type')
    .chain((name) =>
      fc
        .record({ operator: fc.constantFrom(...(OPERATORS.string ?? [])), value: word })
        .map(({ operator, value }): Filter => ({ kind: 'compare', path: pathOf(name), operator, value })),
    );
  return fc
    .oneof(
      inner,
      fc.array(inner, { minLength: 2, maxLength: 2 }).map((operands): Filter => ({ kind: 'and', operands })),
      fc.array(inner, { minLength: 2, maxLength: 2 }).map((operands): Filter => ({ kind: 'or', operands })),
      inner.map((operand): Filter => ({ kind: 'not', operand })),
    )
    .map((filter): Filter => ({ kind: 'element', path: pathOf('emails'), filter }));
}

function comparison(text: string): fc.Arbitrary<Filter> {
  const path = pathOf(text);
  const type = typeOf(text);
  const value =
    type === 'boolean'
      ? fc.boolean()
      : type === 'dateTime'
        ? times.map((time) => new Date(time).toISOString())
        : fc.oneof(word, fc.constantFrom('work', ''));
  return fc
    .record({ operator: fc.constantFrom(...(OPERATORS[type] ?? [])), value })
    .map(({ operator, value: compared }) => ({ kind: 'compare', path, operator, value: compared }));
}

function pathOf(text: string) {
  const path = parseAttributePath(text);
  if (path === undefined) throw new Error(`${text} is no path.`);
  return path;
}

/** Of a complex attribute, the type of its `value`. */
function typeOf(text: string): AttributeType {
  const place = findPlace(pathOf(text), USER);
  const type = (place?.sub ?? place?.attribute)?.type ?? 'string';
  return type === 'complex' ? 'string' : type;
}
