import type { Database } from 'better-sqlite3';
import { createConnection } from './connection.ts';
import { explainFailure } from './explain-failure.ts';
import { MIGRATIONS } from './migrate.ts';
import { openExisting } from './open-database.ts';

/** How many rows each table has. */
export type RowCounts = Readonly<Record<string, number>>;

/** What a look into a database file finds. */
export interface Inspection {
  readonly rows: RowCounts;
  /** Why it cannot be used; none when it can. */
  readonly problems: readonly string[];
}

/** Is told how many pages are copied, of how many. */
export type OnProgress = (copied: number, total: number) => void;

const PAGES_AT_ONCE = 1000;

/**
 * Copies a database while others write to it: one state of it, into one file.
 * @returns the rows of that state
 * @throws Error when the file is no database, or the copy cannot be written
 */
export async function copyDatabase(file: string, target: string, onProgress: OnProgress): Promise<RowCounts> {
  const source = openExisting(file, { readonly: true });
  try {
    // Reading all in one transaction: otherwise each write of others would make the copy begin anew.
    source.exec('BEGIN');
    const rows = countRows(source);
    await source.backup(target, {
      progress({ totalPages, remainingPages }) {
        onProgress(totalPages - remainingPages, totalPages);
        return PAGES_AT_ONCE;
      },
    });
    makeSelfContained(target);
    return rows;
  } finally {
    source.close();
  }
}

/** Looks through every page of a database file. */
export function inspectDatabase(file: string): Inspection {
  try {
    const database = openExisting(file, { readonly: true });
    try {
      return { rows: countRows(database), problems: findProblems(database) };
    } finally {
      database.close();
    }
  } catch (error) {
    return { rows: {}, problems: [(explainFailure(error) as Error).message] };
  }
}

/**
 * Brings a database into its one file, with no log beside it.
 * @throws Error `SQLITE_BUSY` while another process has it open
 */
export function makeSelfContained(file: string): void {
  const database = openExisting(file, { readonly: false });
  try {
    database.pragma('journal_mode = DELETE');
  } finally {
    database.close();
  }
}

function findProblems(database: Database): readonly string[] {
  const connection = createConnection(database);
  const damage = connection.values<string>('PRAGMA integrity_check').filter((line) => line !== 'ok');
  const known = MIGRATIONS.map(({ name }) => name);
  const newer = connection
    .values<string>('SELECT name FROM schema_migrations')
    .filter((name) => !known.includes(name));
  return [...damage, ...newer.map((name) => `it was made by a newer version, with "${name}"`)];
}

function countRows(database: Database): RowCounts {
  const connection = createConnection(database);
  const tables = connection.values<string>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
  );
  return Object.fromEntries(
    tables.map((table) => [table, connection.value<number>(`SELECT count(*) FROM "${table}"`) ?? 0]),
  );
}
