import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

let findAddon: ((databaseFile: string) => object) | undefined;

/** Says how to get the native addon where it does not lie beside better-sqlite3 in node_modules, as in a bundle. */
export function useNativeAddon(find: (databaseFile: string) => object): void {
  findAddon = find;
}

/** better-sqlite3 takes the addon itself too, which its types do not know. */
function withAddon(file: string, options: Database.Options): Database.Options {
  return findAddon === undefined
    ? options
    : { ...options, nativeBinding: findAddon(file) as unknown as string };
}

/** Opens a database file for whoever runs this process alone; makes it and its directory when there is none. */
export function openDatabase(file: string, options: { readonly busyTimeout: number }): Database.Database {
  if (file !== ':memory:') createPrivately(file);
  const database = new Database(file, withAddon(file, { timeout: options.busyTimeout }));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  database.pragma('trusted_schema = OFF');
  keepPlans(database);
  return database;
}

/**
 * SQLite would plan a statement anew at each execution whose plan could depend on the value of a variable, such as any
 * join or order with `tenant = @tenant` in it, and most of our statements take a fifth of the time that planning does.
 * A unary plus, which does nothing, hides the variable from the planner.
 */
function keepPlans(database: Database.Database): void {
  const prepare: typeof database.prepare = database.prepare.bind(database);
  const prepareOnce = (sql: string) => prepare(sql.replace(/@\w|\?/g, '+$&'));
  database.prepare = prepareOnce as typeof database.prepare;
}

/** Opens a database file that is there, and leaves it as it is. */
export function openExisting(file: string, options: { readonly readonly: boolean }): Database.Database {
  return new Database(file, withAddon(file, { ...options, fileMustExist: true }));
}

/** A copy in memory of a whole database, as it is now. */
export function copyDatabase(database: Database.Database): Database.Database {
  const copy = new Database(database.serialize(), withAddon(database.name, {}));
  keepPlans(copy);
  return copy;
}

/** Bytes of a page: 4 kB, or twice that in files that the first versions made. */
export function pageSizeOf(database: Database.Database): number {
  return database.pragma('page_size', { simple: true }) as number;
}

/** SQLite gives the files beside the database the mode that the database has. */
function createPrivately(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
