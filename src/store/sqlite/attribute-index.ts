import { findNamed } from '../../scim/attribute-path.ts';
import { uniqueness } from '../../scim/errors.ts';
import { toComparable } from '../../scim/filter/comparable.ts';
import { valuesAt } from '../../scim/filter/evaluate.ts';
import type { BoundPath, Comparable } from '../../scim/filter/filter.ts';
import { rememberOf } from '../../scim/remember.ts';
import { isJsonObject, type Json, type ResourceAttributes } from '../../scim/resource.ts';
import { type ResourceType, USER } from '../../scim/resource-types.ts';
import type { Attribute } from '../../scim/schema.ts';
import type { Collection } from '../port.ts';
import type { Connection, SqlValue } from './connection.ts';

/** A column of resources that has an attribute's value, and an index of its own. */
export type IndexedColumn = 'created' | 'last_modified' | 'active';

/** An attribute by whose values resources are found. */
export interface IndexedAttribute {
  /** As it is written in a filter and in the column `path`. */
  readonly name: string;
  readonly path: BoundPath;
  readonly isUnique: boolean;
  /** Where its values are; those of an attribute without a column are in rows of a table: its entries. */
  readonly column: IndexedColumn | undefined;
}

/** Where entries are: those of a unique attribute where a value can stand but once. */
export type EntryTable = 'attribute_index' | 'unique_index';

/** What the index says of one resource: its value of an attribute. */
export interface IndexEntry {
  readonly attribute: IndexedAttribute;
  readonly value: SqlValue;
  /** The value as the client wrote it, where it comes from one. */
  readonly written?: Json;
}

export interface EntriesChange {
  readonly removed: readonly IndexEntry[];
  readonly added: readonly IndexEntry[];
}

const TIMES: ReadonlyMap<string, IndexedColumn> = new Map([
  ['meta.created', 'created'],
  ['meta.lastModified', 'last_modified'],
]);

/** The indexed attributes of a type by name: those that it lists, all that are unique, and the times. */
export const indexedAttributes = rememberOf((type: ResourceType): ReadonlyMap<string, IndexedAttribute> => {
  const listed = [...type.indexed, ...TIMES.keys()].map((name) => toPath(name, type));
  const all = [...uniquePaths(type), ...listed].map((path) => toIndexed(path, type));
  return new Map(all.map((attribute) => [attribute.name, attribute]));
});

/** Those of them that have entries. */
export const attributesWithEntries = rememberOf((type: ResourceType): readonly IndexedAttribute[] =>
  [...indexedAttributes(type).values()].filter(({ column }) => column === undefined),
);

/** The indexed attribute that a path means, or undefined. */
export function findIndexed(path: BoundPath, type: ResourceType): IndexedAttribute | undefined {
  return indexedAttributes(type).get(nameOf(path));
}

export function isSingleValued({ attribute, sub }: BoundPath): boolean {
  return !attribute.multiValued && !(sub?.multiValued ?? false);
}

export function toSqlValue(value: Comparable): string | number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' ? value.toWellFormed() : value;
}

export function entriesOf(type: ResourceType, attributes: ResourceAttributes): IndexEntry[] {
  return attributesWithEntries(type).flatMap((attribute) => attributeEntries(attribute, attributes));
}

/**
 * Looks whether the values of unique attributes are free.
 * @param own the resource itself, when it exists
 * @throws ScimError 409 `uniqueness`
 */
export function checkUnique(
  connection: Connection,
  { tenant, type }: Collection,
  entries: readonly IndexEntry[],
  own?: number,
): void {
  for (const entry of entries) {
    if (!entry.attribute.isUnique) continue;
    const [owner] = findByEntry(connection, { tenant, type }, entry);
    if (owner !== undefined && owner !== own) {
      const { name } = entry.attribute;
      throw uniqueness(`There is another ${type.name} with the ${name} "${entry.written}".`, name);
    }
  }
}

export function entryTable({ isUnique }: IndexedAttribute): EntryTable {
  return isUnique ? 'unique_index' : 'attribute_index';
}

/** The same for each of the tables. Statements are constants that way, as they are looked up by their text. */
export function forEachTable<T>(make: (table: EntryTable) => T): Readonly<Record<EntryTable, T>> {
  return { attribute_index: make('attribute_index'), unique_index: make('unique_index') };
}

const WITH_VALUE = 'tenant = @tenant AND type = @type AND path = @path AND value = @value';
const FIND = forEachTable((table) => `SELECT seq FROM ${table} WHERE ${WITH_VALUE} ORDER BY seq LIMIT 10`);
const ADD = forEachTable(
  (table) =>
    `INSERT INTO ${table} (tenant, type, path, value, seq) VALUES (@tenant, @type, @path, @value, @seq)`,
);
const REMOVE = forEachTable((table) => `DELETE FROM ${table} WHERE ${WITH_VALUE} AND seq = @seq`);

/** The resources with that value, in order of creation. */
export function findByEntry(
  connection: Connection,
  { tenant, type }: Collection,
  { attribute, value }: IndexEntry,
): readonly number[] {
  const parameters = { tenant, type: type.name, path: attribute.name, value };
  return connection.values<number>(FIND[entryTable(attribute)], parameters);
}

export function addEntries(
  connection: Connection,
  { tenant, type }: Collection,
  seq: number,
  entries: readonly IndexEntry[],
): void {
  for (const { attribute, value } of entries) {
    const parameters = { tenant, type: type.name, path: attribute.name, value, seq };
    connection.run(ADD[entryTable(attribute)], parameters);
  }
}

export function removeEntries(
  connection: Connection,
  { tenant, type }: Collection,
  seq: number,
  entries: readonly IndexEntry[],
): void {
  for (const { attribute, value } of entries) {
    const parameters = { tenant, type: type.name, path: attribute.name, value, seq };
    connection.run(REMOVE[entryTable(attribute)], parameters);
  }
}

/** What differs in the index between two states of a resource. What both states share is not looked at. */
export function compareEntries(
  type: ResourceType,
  before: ResourceAttributes,
  after: ResourceAttributes,
): EntriesChange {
  const changed = attributesWithEntries(type).filter(
    ({ path }) => wholeValue(path, before) !== wholeValue(path, after),
  );
  const from = changed.flatMap((attribute) => attributeEntries(attribute, before));
  const to = changed.flatMap((attribute) => attributeEntries(attribute, after));
  return { removed: without(from, to), added: without(to, from) };
}

/** The value of the attribute that a path leads to, or into. */
function wholeValue({ extension, attribute }: BoundPath, attributes: ResourceAttributes): Json | undefined {
  const holder = extension === undefined ? attributes : attributes[extension];
  return isJsonObject(holder) ? holder[attribute.name] : undefined;
}

/** The entries of `some` that `others` does not have. */
function without(some: readonly IndexEntry[], others: readonly IndexEntry[]): IndexEntry[] {
  return some.filter(
    (entry) => !others.some(({ attribute, value }) => attribute === entry.attribute && value === entry.value),
  );
}

/** One entry for values that compare as equal. */
function attributeEntries(attribute: IndexedAttribute, attributes: ResourceAttributes): IndexEntry[] {
  const definition = attribute.path.sub ?? attribute.path.attribute;
  const entries = new Map<SqlValue, IndexEntry>();
  for (const written of valuesAt(attribute.path, attributes)) {
    const comparable = toComparable(written, definition);
    if (comparable === undefined) continue;
    const value = toSqlValue(comparable);
    entries.set(value, { attribute, value, written });
  }
  return [...entries.values()];
}

function toPath(name: string, type: ResourceType): BoundPath {
  const place = findNamed(name, type);
  if (place?.attribute === undefined) {
    throw new Error(`The resource type ${type.name} has no attribute "${name}" to index.`);
  }
  return place;
}

function toIndexed(path: BoundPath, type: ResourceType): IndexedAttribute {
  const name = nameOf(path);
  const column = type.name === USER.name && name === 'active' ? 'active' : TIMES.get(name);
  return { name, path, isUnique: (path.sub ?? path.attribute).uniqueness !== 'none', column };
}

/** As it is written in a filter, by the names of the definitions. */
export function nameOf({ extension, attribute, sub }: BoundPath): string {
  const name = sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`;
  return extension === undefined ? name : `${extension}:${name}`;
}

function uniquePaths(type: ResourceType): readonly BoundPath[] {
  const schemas = [
    { extension: undefined, schema: type.schema },
    ...type.extensions.map(({ schema }) => ({ extension: schema.id, schema })),
  ];
  return schemas.flatMap(({ extension, schema }) =>
    schema.attributes.flatMap((attribute) =>
      [undefined, ...(attribute.subAttributes ?? [])]
        .filter((sub) => isUnique(sub ?? attribute))
        .map((sub) => ({ extension, attribute, sub })),
    ),
  );
}

function isUnique({ uniqueness: scope, type }: Attribute): boolean {
  return scope !== 'none' && type !== 'complex';
}
