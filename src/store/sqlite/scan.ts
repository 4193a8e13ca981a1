import { rememberOf } from '../../scim/remember.ts';
import type { EntryTable } from './attribute-index.ts';
import type { Connection, Parameters, SqlValue } from './connection.ts';
import type { Reader } from './reader.ts';
import { type ResourceRow, ROW } from './resource-row.ts';
import { nextTurn } from './turn.ts';

/** Which rows of an index sources are made of, whatever they are asked for: by that statements are known. */
export interface SourceKind {
  readonly table: 'resources' | EntryTable | 'members';
  /** The index, where the table has several. */
  readonly index?: string;
  /** The column with the `seq` of the resource. */
  readonly seq: 'seq' | 'group_seq' | 'member_seq';
  /** Bounds the rows by the leading columns of the index, `tenant` first, and from above. */
  readonly where: string;
  /** The columns of the index behind those; together unique: that of the resource, or a value before it. */
  readonly key: readonly string[];
}

/** Rows of one index in the order of its key, each standing for a resource. */
export interface Source {
  readonly kind: SourceKind;
  /** Bounds the rows from below: the place before the first one. */
  readonly start: Position;
  /** A further condition on the columns of the key, for which each row has to be looked at. */
  readonly test?: string;
  readonly parameters: Parameters;
  /** Where the condition looks for the resource in other sources: what it narrows, and by which of them. */
  readonly narrowed?: { readonly source: Source; readonly by: readonly Source[] } | undefined;
}

/** Whether one step tells if a resource is in the source. */
export function isLookup({ kind: { key, seq }, test }: Source): boolean {
  return key.length === 1 && key[0] === seq && test === undefined;
}

/** Whether its order is that of values, of which several resources may have the same. */
export function isOfValues({ key }: SourceKind): boolean {
  return key.length > 1;
}

/** The rows of a source whose resource is in one of the others as well, which are all lookups. */
export function alsoIn(source: Source, others: readonly Source[]): Source {
  const first = Object.keys(source.parameters).length;
  const renamed = others.map((other, index) => withSuffix(other, `_${first}_${index}`));
  const place = `${source.kind.table}.${source.kind.seq}`;
  // A condition begins with the tenant, which is said to be that of the inner table.
  const lookups = renamed.map(
    ({ kind }) =>
      `EXISTS (SELECT 1 FROM ${rowsOf(kind, 'other')} WHERE other.${kind.where} AND other.${kind.seq} = ${place})`,
  );
  const test = lookups.length === 0 ? 'FALSE' : `(${lookups.join(' OR ')})`;
  return {
    ...source,
    test: source.test === undefined ? test : `${source.test} AND ${test}`,
    parameters: Object.assign({}, source.parameters, ...renamed.map(({ parameters }) => parameters)),
    narrowed: { source, by: others },
  };
}

/** The source with other names for its parameters, so that it can stand within another one. */
function withSuffix(source: Source, suffix: string): Source {
  const parameters = Object.entries(source.parameters).map(([name, value]) => [`${name}${suffix}`, value]);
  const where = source.kind.where.replaceAll(/@\w+/g, (name) => `${name}${suffix}`);
  return { ...source, kind: { ...source.kind, where }, parameters: Object.fromEntries(parameters) };
}

/** A place in a source: values of its key. */
export type Position = readonly SqlValue[];

/** The row of a resource, with the value by which it was found when that is of the key. */
export interface FoundRow extends ResourceRow {
  readonly value?: SqlValue;
}

/** Where a page begins: behind a place, or after so many rows. */
export type PageStart = { readonly after: Position } | { readonly skip: number };

/** The resources of a source, slice by slice, with a turn of the event loop for others between. */
export async function* scan(reader: Reader, source: Source, size: number): AsyncGenerator<readonly number[]> {
  for (let start = source.start; ; await nextTurn()) {
    const { end, seqs } = reader.read((connection) => ({
      end: endOfSlice(connection, source, start, size),
      seqs: seqsOfSlice(connection, source, start, size),
    }));
    yield seqs;
    if (end === undefined) return;
    start = end;
  }
}

/** Whether a source has at least so many rows, whatever its `test` says of them. */
export function hasAtLeast(reader: Reader, rows: number, source: Source): boolean {
  return reader.read((connection) => endOfSlice(connection, source, source.start, rows)) !== undefined;
}

/** How many rows a source has; it has no `test`. */
export async function count(reader: Reader, source: Source, size: number): Promise<number> {
  let total = 0;
  for (let start = source.start; ; await nextTurn()) {
    const end = reader.read((connection) => endOfSlice(connection, source, start, size));
    if (end === undefined) return total + reader.read((connection) => countAfter(connection, source, start));
    total += size;
    start = end;
  }
}

/** The resources of a page in the order of the source's key, or against it. */
export function page(
  connection: Connection,
  { kind, start, parameters }: Source,
  from: PageStart,
  { count, descending }: { readonly count: number; readonly descending: boolean },
): readonly FoundRow[] {
  const after = 'after' in from ? from.after : undefined;
  const skip = 'skip' in from ? from.skip : 0;
  const { ascending, backwards, backwardsFrom } = pageStatements(kind);
  const lower = (descending ? undefined : after) ?? start;
  const bounds = { ...parameters, ...bind('lower', lower), count, skip };
  if (!descending) return connection.all<FoundRow>(ascending, bounds);
  if (after === undefined) return connection.all<FoundRow>(backwards, bounds);
  return connection.all<FoundRow>(backwardsFrom, { ...bounds, ...bind('after', after) });
}

/** To put a statement together takes as long as to find a resource by it. */
const pageStatements = rememberOf((kind: SourceKind) => ({
  ascending: selectPage(kind, { direction: 'ASC' }),
  backwards: selectPage(kind, { direction: 'DESC' }),
  backwardsFrom: selectPage(kind, {
    direction: 'DESC',
    below: `AND ${tuple(kind.key)} < ${variables('after', kind.key)}`,
  }),
}));

/** The rows to be skipped are so by the index alone; what is ordered within is not sorted again. */
function selectPage(
  kind: SourceKind,
  { direction, below = '' }: { readonly direction: 'ASC' | 'DESC'; readonly below?: string },
): string {
  const { table, key, seq } = kind;
  const order = (name: string) => key.map((column) => `${name}.${column} ${direction}`).join(', ');
  return `SELECT ${isOfValues(kind) ? `entry.${key[0]} AS value, ` : ''}${ROW} FROM (
      SELECT ${columnsOf(kind)} FROM ${rowsOf(kind)} WHERE ${behind(kind, 'lower')} ${below}
      ORDER BY ${order(table)} LIMIT @count OFFSET @skip
    ) AS entry CROSS JOIN resources AS r ON r.tenant = @tenant AND r.seq = entry.${seq}
    ORDER BY ${order('entry')}`;
}

/** The place of a resource in the source that it was found in. */
export function placeOf(row: FoundRow, { kind }: Source): Position {
  const [column = ''] = kind.key;
  const place = column === 'id' ? row.id : row.seq;
  return isOfValues(kind) ? [row.value ?? null, place] : [place];
}

/** The place of the last row of a slice; undefined when fewer rows than a slice are left. */
function endOfSlice(
  connection: Connection,
  source: Source,
  start: Position,
  size: number,
): Position | undefined {
  const { kind, parameters } = source;
  const { key } = kind;
  const row = connection.get<Record<string, SqlValue>>(
    `SELECT ${key.join(', ')} FROM ${rowsOf(kind)} WHERE ${behind(kind, 'start')}
     ORDER BY ${key.join(', ')} LIMIT 1 OFFSET @skip`,
    { ...parameters, ...bind('start', start), skip: size - 1 },
  );
  return row && key.map((column) => row[column] ?? null);
}

/** Cut off by its size, since to compare each row with the end of the slice takes as long as all the rest. */
function seqsOfSlice(
  connection: Connection,
  source: Source,
  start: Position,
  size: number,
): readonly number[] {
  const { sql, parameters } = selectSlice(source, start, size);
  return connection.values<number>(sql, parameters);
}

function selectSlice(
  { kind, test, parameters }: Source,
  start: Position,
  size: number,
): { readonly sql: string; readonly parameters: Parameters } {
  const { table, key, seq } = kind;
  return {
    sql: `SELECT ${seq} FROM (
       SELECT ${columnsOf(kind)} FROM ${rowsOf(kind)} WHERE ${behind(kind, 'start')}
       ORDER BY ${key.join(', ')} LIMIT @size
     ) AS ${table} ${test === undefined ? '' : `WHERE ${test}`}`,
    parameters: { ...parameters, ...bind('start', start), size },
  };
}

/** How SQLite goes through a source: by which indexes, but by no value in them. */
export function explain(connection: Connection, source: Source): readonly string[] {
  const { sql, parameters } = selectSlice(source, source.start, 1);
  const steps = connection.all<{ readonly detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
  return steps.map(({ detail }) => detail);
}

function countAfter(connection: Connection, { kind, parameters }: Source, start: Position): number {
  return (
    connection.value<number>(`SELECT count(*) FROM ${rowsOf(kind)} WHERE ${behind(kind, 'start')}`, {
      ...parameters,
      ...bind('start', start),
    }) ?? 0
  );
}

/** The table as it stands in FROM, by its own name or another. SQLite is not left to choose the index. */
function rowsOf({ table, index }: SourceKind, alias?: string): string {
  const named = alias === undefined ? table : `${table} AS ${alias}`;
  return index === undefined ? named : `${named} INDEXED BY ${index}`;
}

/** The condition of the rows behind the place of that name. */
function behind({ where, key }: SourceKind, place: string): string {
  return `${where} AND ${tuple(key)} > ${variables(place, key)}`;
}

/** Where a resource and its place stand. */
function columnsOf({ seq, key }: SourceKind): string {
  return [...new Set([seq, ...key])].join(', ');
}

function tuple(columns: readonly string[]): string {
  return `(${columns.join(', ')})`;
}

function variables(name: string, columns: readonly string[]): string {
  return tuple(columns.map((_, index) => `@${name}${index}`));
}

function bind(name: string, position: Position): Parameters {
  return Object.fromEntries(position.map((value, index) => [`${name}${index}`, value]));
}
