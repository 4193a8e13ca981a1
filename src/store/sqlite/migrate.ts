import type { Database } from 'better-sqlite3';
import { DatabaseFailure } from './explain-failure.ts';
import type { Migration } from './migration.ts';
import { DIRECTORY } from './migrations/0001-directory.ts';
import { GATEWAY } from './migrations/0002-gateway.ts';
import { CONSOLE } from './migrations/0003-console.ts';
import { EVENT_ANCHORS } from './migrations/0004-event-anchors.ts';
import { EVENT_METHODS } from './migrations/0005-event-methods.ts';
import { QUIRK_USES } from './migrations/0006-quirk-uses.ts';
import { NEVER_PROVISIONED } from './migrations/0007-never-provisioned.ts';
import { DELIVERY_GAPS } from './migrations/0008-delivery-gaps.ts';
import { NEVER_PROVISIONED_ALONE } from './migrations/0009-never-provisioned-alone.ts';
import { CREDENTIALS_VERSION } from './migrations/0010-credentials-version.ts';
import { VALUES_IN_COLUMNS } from './migrations/0011-values-in-columns.ts';
import { UNIQUE_INDEX } from './migrations/0012-unique-index.ts';

/** In the order in which they are applied; new ones go to the end. */
export const MIGRATIONS: readonly Migration[] = [
  DIRECTORY,
  GATEWAY,
  CONSOLE,
  EVENT_ANCHORS,
  EVENT_METHODS,
  QUIRK_USES,
  NEVER_PROVISIONED,
  DELIVERY_GAPS,
  NEVER_PROVISIONED_ALONE,
  CREDENTIALS_VERSION,
  VALUES_IN_COLUMNS,
  UNIQUE_INDEX,
];

/**
 * The migrations that a database lacks.
 * @throws DatabaseFailure when the database knows a migration that this build does not, or is of another program
 */
export function pendingMigrations(database: Database): readonly Migration[] {
  const present = appliedTo(database);
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const unknown = [...present].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new DatabaseFailure(
      `The database was made by a newer version of cyolo-scim (it has "${unknown.join('", "')}"): install that version, or restore a backup made by this one.`,
    );
  }
  const [foreign] = present.size === 0 ? tablesOf(database) : [];
  if (foreign !== undefined) {
    throw new DatabaseFailure(
      `The database is of another program (it has the table "${foreign}"): name another file in database.url.`,
    );
  }
  return MIGRATIONS.filter(({ name }) => !present.has(name));
}

/**
 * Brings a database to the schema of this build, each migration in a transaction of its own.
 * @param pending what it lacks, where that has been found out already
 * @throws DatabaseFailure as pendingMigrations does
 */
export function migrate(database: Database, now: number, pending = pendingMigrations(database)): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
  );
  const note = database.prepare('INSERT INTO schema_migrations (name, applied_at) VALUES (?, ?)');
  const apply = database.transaction(({ name, sql }: Migration) => {
    // Another process may have been faster.
    if (appliedTo(database).has(name)) return;
    database.exec(sql);
    note.run(name, now);
  });
  for (const migration of pending) apply.immediate(migration);
}

function tablesOf(database: Database): readonly string[] {
  const tables = database.prepare<[], string>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('schema_migrations', 'sqlite_sequence')`,
  );
  return tables.pluck().all();
}

function appliedTo(database: Database): ReadonlySet<string> {
  const exists = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'`).get();
  if (exists === undefined) return new Set();
  return new Set(database.prepare<[], string>('SELECT name FROM schema_migrations').pluck().all());
}
