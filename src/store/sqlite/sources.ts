import type { ResourceType } from '../../scim/resource-types.ts';
import type { Collection } from '../port.ts';
import { entryTable, forEachTable, type IndexedAttribute, type IndexedColumn } from './attribute-index.ts';
import type { SqlValue } from './connection.ts';
import type { Source, SourceKind } from './scan.ts';

export interface Bound {
  readonly value: SqlValue;
  readonly inclusive: boolean;
}

export interface Bounds {
  readonly from?: Bound;
  readonly to?: Bound;
}

/** Before and behind every number and text that a column may hold. */
const LOWEST = Number.NEGATIVE_INFINITY;
const HIGHEST = Number.POSITIVE_INFINITY;

const LAST_CODE_POINT = 0x10ffff;

const OF_TYPE = 'tenant = @tenant AND type = @type';
const OF_ATTRIBUTE = `${OF_TYPE} AND path = @path`;

const IN_ORDER_OF_CREATION: SourceKind = {
  table: 'resources',
  index: 'resources_by_creation',
  seq: 'seq',
  where: OF_TYPE,
  key: ['seq'],
};
const IN_ORDER_OF_ID: SourceKind = { ...IN_ORDER_OF_CREATION, index: 'resources_by_id', key: ['id'] };
const WITH_ID: SourceKind = {
  ...IN_ORDER_OF_CREATION,
  index: 'resources_by_id',
  where: `${OF_TYPE} AND id = @id`,
};
const NEVER_PROVISIONED: SourceKind = {
  ...IN_ORDER_OF_CREATION,
  index: 'resources_never_provisioned',
  where: `${OF_TYPE} AND source IS NULL`,
};

/** By how the values of an attribute are bounded. */
type KindsOfValues = Readonly<Record<'all' | 'below' | 'upTo' | 'equal', SourceKind>>;

const ENTRIES = forEachTable((table) => kindsOfValues({ table, where: OF_ATTRIBUTE, column: 'value' }));
const COLUMNS: Readonly<Record<IndexedColumn, KindsOfValues>> = {
  created: kindsOfColumn('created'),
  last_modified: kindsOfColumn('last_modified'),
  active: kindsOfColumn('active'),
};

function kindsOfColumn(column: IndexedColumn): KindsOfValues {
  return kindsOfValues({ table: 'resources', index: `resources_by_${column}`, where: OF_TYPE, column });
}

function kindsOfValues({
  where,
  column,
  ...rows
}: Pick<SourceKind, 'table' | 'index' | 'where'> & { readonly column: string }): KindsOfValues {
  const all: SourceKind = { ...rows, seq: 'seq', where, key: [column, 'seq'] };
  return {
    all,
    below: { ...all, where: `${where} AND ${column} < @to` },
    upTo: { ...all, where: `${where} AND ${column} <= @to` },
    equal: { ...all, where: `${where} AND ${column} = @value`, key: ['seq'] },
  };
}

function kindsOf(attribute: IndexedAttribute): KindsOfValues {
  const { column } = attribute;
  return column === undefined ? ENTRIES[entryTable(attribute)] : COLUMNS[column];
}

const GROUPS_OF_MEMBER: SourceKind = {
  table: 'members',
  seq: 'group_seq',
  where: `tenant = @tenant AND member_seq =
    (SELECT seq FROM resources WHERE tenant = @tenant AND type IN ('User', 'Group') AND id = @id)`,
  key: ['group_seq'],
};
const USERS_OF_GROUP: SourceKind = {
  table: 'members',
  seq: 'member_seq',
  where: `tenant = @tenant AND group_seq = @group AND member_type = 'User'`,
  key: ['member_seq'],
};

/** All resources in order of creation. */
export function inOrderOfCreation(collection: Collection): Source {
  return { kind: IN_ORDER_OF_CREATION, start: [LOWEST], parameters: parametersOf(collection) };
}

/** The resources that no identity provider has written so far, in order of creation. */
export function neverProvisioned(collection: Collection): Source {
  return { ...inOrderOfCreation(collection), kind: NEVER_PROVISIONED };
}

export function inOrderOfId(collection: Collection): Source {
  return { kind: IN_ORDER_OF_ID, start: [''], parameters: parametersOf(collection) };
}

/** The resource of that id. */
export function withId(collection: Collection, id: string): Source {
  return { kind: WITH_ID, start: [LOWEST], parameters: { ...parametersOf(collection), id } };
}

/** The values of an attribute, in their order. */
export function valuesOf(
  collection: Collection,
  attribute: IndexedAttribute,
  { from, to }: Bounds = {},
): Source {
  const { all, below, upTo } = kindsOf(attribute);
  return {
    kind: to === undefined ? all : to.inclusive ? upTo : below,
    start: from === undefined ? [LOWEST, LOWEST] : [from.value, from.inclusive ? LOWEST : HIGHEST],
    parameters: { ...parametersOf(collection), path: attribute.name, ...(to && { to: to.value }) },
  };
}

/** The resources with that value of an attribute, in order of creation. */
export function equalTo(collection: Collection, attribute: IndexedAttribute, value: SqlValue): Source {
  return {
    kind: kindsOf(attribute).equal,
    start: [LOWEST],
    parameters: { ...parametersOf(collection), path: attribute.name, value },
  };
}

/** The values of an attribute that contain, or end with, a part. */
export function valuesWith(
  collection: Collection,
  attribute: IndexedAttribute,
  { operator, part }: { readonly operator: 'co' | 'ew'; readonly part: string },
): Source {
  const source = valuesOf(collection, attribute);
  const test =
    operator === 'co'
      ? 'instr(value, @part) > 0'
      : // Of text, substr counts characters from its beginning; bytes can be counted from the end.
        'substr(CAST(value AS BLOB), -@length) = CAST(@part AS BLOB)';
  if (part === '') return source;
  return { ...source, test, parameters: { ...source.parameters, part, length: Buffer.byteLength(part) } };
}

/** The texts that begin with a prefix: from it up to the first text behind them all. */
export function prefixBounds(prefix: string): Bounds {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  const from = { value: prefix, inclusive: true };
  if (last === undefined) return { from };
  // Surrogates stand for no character.
  const next = last + 1 === 0xd800 ? 0xe000 : last + 1;
  return { from, to: { value: String.fromCodePoint(...points, next), inclusive: false } };
}

/** The groups that someone is a direct member of. */
export function groupsOfMember({ tenant }: Collection, id: string): Source {
  return { kind: GROUPS_OF_MEMBER, start: [LOWEST], parameters: { tenant, id } };
}

/** The users that are direct members of a group. */
export function usersOfGroup({ tenant }: Collection, group: number): Source {
  return { kind: USERS_OF_GROUP, start: [LOWEST], parameters: { tenant, group } };
}

function parametersOf({ tenant, type }: Collection): {
  readonly tenant: string;
  readonly type: ResourceType['name'];
} {
  return { tenant, type: type.name };
}
