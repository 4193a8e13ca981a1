import { notFound } from '../../scim/errors.ts';
import type {
  Json,
  JsonObject,
  ResourceAttributes,
  ResourceId,
  StoredResource,
} from '../../scim/resource.ts';
import { type ResourceType, USER } from '../../scim/resource-types.ts';
import type { Collection, Target } from '../port.ts';
import type { Connection } from './connection.ts';

export interface ResourceRow {
  readonly seq: number;
  readonly id: ResourceId;
  readonly version: number;
  readonly created: number;
  readonly lastModified: number;
  readonly source: string | null;
  readonly text: string;
}

/** The columns of a ResourceRow; `r` is the row of resources. */
export const ROW = 'r.seq, r.id, r.version, r.created, r.last_modified AS lastModified, r.source, r.text';

// Constants, as a statement is looked up by its text: one that is put together anew has to be hashed anew.
const FIND_ROW = `SELECT ${ROW} FROM resources AS r WHERE r.tenant = @tenant AND r.type = @type AND r.id = @id`;
const FIND_ROWS = `SELECT ${ROW} FROM json_each(@seqs) AS wanted CROSS JOIN resources AS r
  ON r.seq = wanted.value AND r.tenant = @tenant AND r.type = @type`;

/** @throws ScimError 404 */
export function findRow(connection: Connection, { tenant, type, id }: Target): ResourceRow {
  const row = connection.get<ResourceRow>(FIND_ROW, { tenant, type: type.name, id });
  if (row === undefined) throw notFound(`There is no ${type.name} with the id "${id}".`);
  return row;
}

/** The rows of those `seq`s that there are, in their order. */
export function findRows(
  connection: Connection,
  { tenant, type }: Collection,
  seqs: readonly number[],
): readonly ResourceRow[] {
  if (seqs.length === 0) return [];
  const rows = connection.all<ResourceRow>(FIND_ROWS, {
    tenant,
    type: type.name,
    seqs: JSON.stringify(seqs),
  });
  // SQLite would copy them all to put them in order.
  const found = new Map(rows.map((row) => [row.seq, row]));
  return seqs.flatMap((seq) => found.get(seq) ?? []);
}

/** @returns the row's new `seq` */
export function insertRow(
  connection: Connection,
  { tenant, type }: Collection,
  row: Omit<ResourceRow, 'seq'>,
  attributes: ResourceAttributes,
): number {
  const seq = connection.insert(
    `INSERT INTO resources (tenant, type, id, version, created, last_modified, source, display, text, active)
     VALUES (@tenant, @type, @id, @version, @created, @lastModified, @source, @display, @text, @active)`,
    {
      ...row,
      tenant,
      type: type.name,
      display: displayOf(attributes),
      active: activeOf(type, attributes),
    },
  );
  count(connection, { tenant, type }, 1);
  return seq;
}

const UPDATED =
  'version = @version, last_modified = @lastModified, source = @source, display = @display, text = @text';
const UPDATE_ROW = `UPDATE resources SET ${UPDATED} WHERE tenant = @tenant AND seq = @seq`;
const UPDATE_ROW_AND_ACTIVE = `UPDATE resources SET ${UPDATED}, active = @active WHERE tenant = @tenant AND seq = @seq`;

/** @param attributes those of the row, and those before */
export function updateRow(
  connection: Connection,
  { tenant, type }: Collection,
  { seq, version, lastModified, source, text }: ResourceRow,
  { before, after }: { readonly before: ResourceAttributes; readonly after: ResourceAttributes },
): void {
  const active = activeOf(type, after);
  // SQLite writes the entries of a column in its indexes anew whenever the column is named.
  const sql = active === activeOf(type, before) ? UPDATE_ROW : UPDATE_ROW_AND_ACTIVE;
  const display = displayOf(after);
  connection.run(sql, { tenant, seq, version, lastModified, source, text, display, active });
}

export function setSource(
  connection: Connection,
  { tenant }: Collection,
  { seq }: ResourceRow,
  source: ResourceRow['source'],
): void {
  connection.run('UPDATE resources SET source = @source WHERE tenant = @tenant AND seq = @seq', {
    tenant,
    seq,
    source,
  });
}

export function deleteRow(connection: Connection, { tenant, type }: Collection, { seq }: ResourceRow): void {
  connection.run('DELETE FROM resources WHERE tenant = @tenant AND seq = @seq', { tenant, seq });
  count(connection, { tenant, type }, -1);
}

export function countResources(connection: Connection, { tenant, type }: Collection): number {
  return (
    connection.value<number>('SELECT count FROM counters WHERE tenant = @tenant AND type = @type', {
      tenant,
      type: type.name,
    }) ?? 0
  );
}

function count(connection: Connection, { tenant, type }: Collection, change: 1 | -1): void {
  connection.run(
    `INSERT INTO counters (tenant, type, count) VALUES (@tenant, @type, @change)
     ON CONFLICT DO UPDATE SET count = count + @change`,
    { tenant, type: type.name, change },
  );
}

/** The resource without its relations. */
export function toStored(row: ResourceRow, type: ResourceType): StoredResource {
  const { id, text, version, created, lastModified, source } = row;
  return { id, type, text, version, created, lastModified, source: source ?? undefined };
}

export function attributesOf({ text }: Pick<ResourceRow, 'text'>): ResourceAttributes {
  const { id: _, ...attributes } = JSON.parse(text) as JsonObject;
  return attributes;
}

export function toText(id: ResourceId, { schemas = [], ...rest }: ResourceAttributes): string {
  return JSON.stringify({ schemas, id, ...rest });
}

/** How an event calls the resource. */
export function nameOf({ userName, displayName }: ResourceAttributes): string {
  return firstText(userName, displayName);
}

/** How the resource is called as a member of a group. */
function displayOf({ userName, displayName }: ResourceAttributes): string {
  return firstText(displayName, userName);
}

/** Whether a user is active, as the column has it: null for a user of whom nothing is said, 1 for all that is no user. */
function activeOf({ name }: ResourceType, { active }: ResourceAttributes): 0 | 1 | null {
  if (name !== USER.name) return 1;
  if (active === undefined) return null;
  return active === true ? 1 : 0;
}

function firstText(...candidates: readonly (Json | undefined)[]): string {
  return candidates.find((candidate) => typeof candidate === 'string') ?? '';
}
