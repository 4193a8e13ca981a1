import { toComparable } from '../../scim/filter/comparable.ts';
import type { BoundPath } from '../../scim/filter/filter.ts';
import type { Collection, Subject, Subjects } from '../port.ts';
import { entryTable, findIndexed, forEachTable, type IndexEntry, toSqlValue } from './attribute-index.ts';
import type { Connection } from './connection.ts';
import { wasDeleted } from './deleted.ts';
import { readPosition } from './event-log.ts';
import type { Reader } from './reader.ts';
import { withRelations } from './relations.ts';
import { type ResourceRow, ROW } from './resource-row.ts';
import type { WriteQueue } from './write-queue.ts';

export interface SubjectsOptions {
  readonly reader: Reader;
  readonly queue: WriteQueue;
}

/** Users by what a SAML assertion calls them, in SQLite. */
export function createSubjects({ reader, queue }: SubjectsOptions): Subjects {
  return {
    async find(users, text, attributes) {
      const position = readPosition(reader, users.tenant);
      const found = reader.read((connection) => findUsers(connection, reader, users, { text, attributes }));
      await queue.settled();
      return { position, ...found };
    },
  };
}

function findUsers(
  connection: Connection,
  reader: Reader,
  users: Collection,
  { text, attributes }: { readonly text: string; readonly attributes: readonly BoundPath[] },
): Omit<Subject, 'position'> {
  const entries = attributes.flatMap((path) => toEntry(path, text, users));
  for (const entry of entries) {
    const rows = findRows(connection, users, entry);
    if (rows.length === 0) continue;
    const found = rows.map((row) => withRelations(connection, reader, users, row));
    return { users: found, wasDeleted: false };
  }
  return { users: [], wasDeleted: entries.some((entry) => wasDeleted(connection, users, entry)) };
}

/** How the index has the text as a value of the attribute; nothing when it cannot be one. */
function toEntry(path: BoundPath, text: string, { type }: Collection): readonly IndexEntry[] {
  const attribute = findIndexed(path, type);
  const value = toComparable(text, path.sub ?? path.attribute);
  if (attribute === undefined) throw new Error(`The attribute "${path.attribute.name}" has no index.`);
  return value === undefined ? [] : [{ attribute, value: toSqlValue(value) }];
}

/** Two are enough to see that there are several. */
const FIND_TWO = forEachTable(
  (table) => `SELECT ${ROW}
  FROM ${table} AS i CROSS JOIN resources AS r ON r.tenant = @tenant AND r.seq = i.seq
  WHERE i.tenant = @tenant AND i.type = @type AND i.path = @path AND i.value = @value LIMIT 2`,
);

function findRows(
  connection: Connection,
  { tenant, type }: Collection,
  { attribute, value }: IndexEntry,
): readonly ResourceRow[] {
  return connection.all<ResourceRow>(FIND_TWO[entryTable(attribute)], {
    tenant,
    type: type.name,
    path: attribute.name,
    value,
  });
}
