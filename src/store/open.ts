import type { Store } from './port.ts';
import { DatabaseFailure } from './sqlite/explain-failure.ts';
import { openSqliteStore, type SqliteStoreOptions } from './sqlite/open-sqlite-store.ts';

export type StoreOptions = SqliteStoreOptions;

const SQLITE = 'sqlite:';

/**
 * Opens the store that a URL names: `sqlite:/path/to/file.db` or `sqlite::memory:`.
 * @throws DatabaseFailure when there is no engine for the URL, or it cannot be opened
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  if (url.startsWith(SQLITE)) return await openSqliteStore(url.slice(SQLITE.length), options);
  // The rest of the URL may hold a password.
  const [scheme] = url.split(':', 1);
  throw new DatabaseFailure(`There is no storage engine for "${scheme}:": give sqlite:/path/to/file.db.`);
}
