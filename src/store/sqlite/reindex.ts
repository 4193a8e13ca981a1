import type { TenantName } from '../../directory/tenant.ts';
import type { ResourceType } from '../../scim/resource-types.ts';
import type { Collection } from '../port.ts';
import {
  addEntries,
  attributesWithEntries,
  checkUnique,
  entriesOf,
  forEachTable,
  type IndexedAttribute,
} from './attribute-index.ts';
import type { Connection } from './connection.ts';
import { attributesOf } from './resource-row.ts';
import { type PageStart, page, placeOf } from './scan.ts';
import { inOrderOfCreation } from './sources.ts';

const SLICE = 500;

/** Attributes of a type that configuration wants indexed otherwise than at the last start. */
export interface OutdatedIndex {
  readonly type: ResourceType;
  readonly names: readonly string[];
}

export function outdatedIndexes(
  connection: Connection,
  types: readonly ResourceType[],
): readonly OutdatedIndex[] {
  return types
    .map((type) => ({ type, names: changedNames(connection, type) }))
    .filter(({ names }) => names.length > 0);
}

/**
 * Builds the index anew for those attributes; in a large directory that takes a while.
 * @throws Error when an attribute is to be unique and its values are not
 */
export function reindex(connection: Connection, outdated: readonly OutdatedIndex[]): void {
  if (outdated.length === 0) return;
  const apply = connection.database.transaction(() => {
    const tenants = connection.values<TenantName>('SELECT name FROM tenants');
    for (const { type, names } of outdated) {
      for (const tenant of tenants) rebuild(connection, { tenant, type }, names);
      remember(connection, type);
    }
  });
  apply.immediate();
}

function changedNames(connection: Connection, type: ResourceType): readonly string[] {
  const rows = connection.all<{ readonly path: string; readonly form: string }>(
    'SELECT path, form FROM indexed_attributes WHERE type = @type',
    { type: type.name },
  );
  const present = new Map(rows.map(({ path, form }) => [path, form]));
  const wanted = new Map(attributesWithEntries(type).map((attribute) => [attribute.name, formOf(attribute)]));
  return [...new Set([...present.keys(), ...wanted.keys()])].filter(
    (name) => present.get(name) !== wanted.get(name),
  );
}

/** What an attribute's entries depend on. */
function formOf({ path, isUnique }: IndexedAttribute): string {
  const { type, caseExact } = path.sub ?? path.attribute;
  return [type, ...(caseExact ? ['caseExact'] : []), ...(isUnique ? ['unique'] : [])].join(' ');
}

const EMPTY = forEachTable(
  (table) => `DELETE FROM ${table} WHERE tenant = @tenant AND type = @type AND path = @path`,
);

function rebuild(connection: Connection, collection: Collection, names: readonly string[]): void {
  const { tenant, type } = collection;
  for (const path of names) {
    // Which of them had the entries depends on what the attribute was.
    for (const sql of Object.values(EMPTY)) connection.run(sql, { tenant, type: type.name, path });
  }
  const source = inOrderOfCreation(collection);
  let from: PageStart = { skip: 0 };
  for (;;) {
    const rows = page(connection, source, from, { count: SLICE, descending: false });
    for (const row of rows) {
      const all = entriesOf(type, attributesOf(row));
      const entries = all.filter(({ attribute }) => names.includes(attribute.name));
      checkUnique(connection, collection, entries);
      addEntries(connection, collection, row.seq, entries);
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    from = { after: placeOf(last, source) };
  }
}

function remember(connection: Connection, type: ResourceType): void {
  connection.run('DELETE FROM indexed_attributes WHERE type = @type', { type: type.name });
  for (const attribute of attributesWithEntries(type)) {
    connection.run('INSERT INTO indexed_attributes (type, path, form) VALUES (@type, @path, @form)', {
      type: type.name,
      path: attribute.name,
      form: formOf(attribute),
    });
  }
}
