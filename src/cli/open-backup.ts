import { accessSync, closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { findLatestBackup, listBackups, readManifest } from '../store/sqlite/backups.ts';
import { CommandError } from './errors.ts';
import type { Output } from './output.ts';
import { formatTime } from './present.ts';
import { unreadable } from './read-file.ts';

/** How every SQLite database begins. */
const HEADER = 'SQLite format 3\0';

/** Sees to it that backups which one may not see are not taken for missing. @throws UsageError */
export function lookInto(directory: string): void {
  try {
    readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadable(directory, error);
  }
}

/** The latest backup in a directory; remarks on those that are dated in the future. @throws CommandError when there is none */
export function latestBackupFile(directory: string, now: number, output: Pick<Output, 'remark'>): string {
  lookInto(directory);
  const latest = findLatestBackup(directory, now);
  const later = listBackups(directory).filter(({ createdAt }) => Date.parse(createdAt) > now);
  for (const { file, createdAt } of later)
    output.remark(
      `${file} is left out: it is dated ${formatTime(createdAt)}, in the future. Was the clock wrong?`,
    );
  if (latest !== undefined) return latest.file;
  throw new CommandError(`There is no backup in ${directory}. Make one: cyolo-scim backup create`);
}

/**
 * Opens a backup, while it still can be by whoever runs the command.
 * @throws UsageError when it cannot be read, CommandError when it is something else
 */
export function openBackup(path: string): number {
  const { descriptor, isDatabase } = openFile(path);
  if (isDatabase) return descriptor;
  closeSync(descriptor);
  throw new CommandError(
    `${path} is no backup: it does not begin as a database. See: cyolo-scim backup list`,
  );
}

function openFile(path: string): { readonly descriptor: number; readonly isDatabase: boolean } {
  try {
    const descriptor = openSync(path, 'r');
    const start = Buffer.alloc(HEADER.length);
    readSync(descriptor, start, 0, start.length, 0);
    return { descriptor, isDatabase: start.toString('latin1') === HEADER };
  } catch (error) {
    throw unreadable(path, error, 'See: cyolo-scim backup list');
  }
}

/**
 * Sees to it that the owner of the data, as whom the command goes on when root runs it, finds an opened backup and what
 * was noted of it.
 * @throws UsageError
 */
export function requireReach(path: string): void {
  try {
    accessSync(path);
    readManifest(path);
  } catch (error) {
    const { path: place = path } = error as NodeJS.ErrnoException;
    throw unreadable(
      place,
      error,
      'As root, the command acts as the owner of the data directory: copy the backup, and the .json beside it, to where that user may read them.',
    );
  }
}
