import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Gap } from '../port.ts';
import { findAlteration, problemsOf, readManifest, refuse } from './backups.ts';
import { inspectDatabase, makeSelfContained } from './copy-database.ts';
import { DatabaseFailure } from './explain-failure.ts';
import { migrate } from './migrate.ts';
import { openExisting } from './open-database.ts';

/** What SQLite keeps beside a database: its log, or what a change of its mode left behind. */
const BESIDE = ['-wal', '-shm', '-journal'];

/**
 * Puts a backup in the place of a database that nobody has open. The copy is made, looked through and on disk first;
 * then it takes the place in one step, so that there is a whole database at any moment.
 * @param backup the open file, and its path
 * @returns where the database from before is kept, if there was one
 * @throws DatabaseFailure when the backup is not good, or the database in use; nothing is changed then
 */
export async function restoreBackup(
  backup: { readonly path: string; readonly descriptor: number },
  database: string,
  now: number,
): Promise<string | undefined> {
  checkSource(backup.path, database);
  const staged = `${database}.restoring`;
  try {
    const source = createReadStream(backup.path, { fd: backup.descriptor });
    await pipeline(source, createWriteStream(staged, { mode: 0o600 }));
    const manifest = readManifest(backup.path);
    refuse([
      ...(await findAlteration(staged, manifest)),
      ...problemsOf(inspectDatabase(staged), manifest?.rows),
    ]);
    noteGaps(staged, now);
    syncToDisk(staged);
    const kept = keep(database, now);
    renameSync(staged, database);
    syncToDisk(dirname(database));
    return kept;
  } finally {
    for (const suffix of ['', ...BESIDE]) rmSync(staged + suffix, { force: true });
  }
}

/** @throws DatabaseFailure when a copy of the file alone would not be all of it */
function checkSource(path: string, database: string): void {
  if (existsSync(database) && realpathSync(path) === realpathSync(database))
    throw new DatabaseFailure(`${path} is the database itself: name a backup.`);
  const log = `${path}-wal`;
  if (existsSync(log) && statSync(log).size > 0) {
    throw new DatabaseFailure(
      `${path} is no backup but a database with a log beside it, whose last changes are there: open it once with its own program, or make a backup of it.`,
    );
  }
}

/** Receivers have been told of events that this database does not know of. */
function noteGaps(file: string, now: number): void {
  const gap: Gap = { at: now, reason: 'The directory was restored from a backup.' };
  const database = openExisting(file, { readonly: false });
  try {
    migrate(database, now);
    database.prepare('UPDATE deliveries SET gap = ?').run(JSON.stringify(gap));
  } finally {
    database.close();
  }
}

/** Gives the database a second name, under which it stays. A log that is left of it must not be taken for the new one's. */
function keep(database: string, now: number): string | undefined {
  const isThere = existsSync(database);
  if (isThere) endUse(database);
  const kept = `${database}.before-${new Date(now).toISOString().replace(/[-:.]/g, '')}`;
  for (const suffix of BESIDE) {
    if (existsSync(database + suffix)) renameSync(database + suffix, kept + suffix);
  }
  if (!isThere) return undefined;
  try {
    linkSync(database, kept);
  } catch {
    // Some file systems know no second names.
    renameSync(database, kept);
  }
  return kept;
}

/** Brings the database into its one file. A damaged one stays as it is, with its log. @throws DatabaseFailure while it is in use */
function endUse(database: string): void {
  try {
    makeSelfContained(database);
  } catch (error) {
    const isBusy = String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
    // What is damaged tells nothing of who has it open.
    if (isBusy || isOpenElsewhere(database)) {
      throw new DatabaseFailure(
        'The database is in use: stop the server first (systemctl stop cyolo-scim).',
        {
          cause: error,
        },
      );
    }
  }
}

/** Whether another process has the file open, as far as the system tells us: Linux, and our own or all as root. */
function isOpenElsewhere(file: string): boolean {
  const path = realpathSync(file);
  const processes = listFolder('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  return processes.some((id) => {
    const descriptors = `/proc/${id}/fd`;
    return listFolder(descriptors).some((name) => targetOf(`${descriptors}/${name}`) === path);
  });
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

function syncToDisk(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
