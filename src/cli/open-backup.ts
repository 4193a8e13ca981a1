import { openSync } from 'node:fs';
import { findLatestBackup, listBackups } from '../store/sqlite/backups.ts';
import { CommandError } from './errors.ts';
import type { Output } from './output.ts';
import { formatTime } from './present.ts';
import { unreadable } from './read-file.ts';

/** The latest backup in a directory; remarks on those that are dated in the future. @throws CommandError when there is none */
export function latestBackupFile(directory: string, now: number, output: Pick<Output, 'remark'>): string {
  const latest = findLatestBackup(directory, now);
  const later = listBackups(directory).filter(({ createdAt }) => Date.parse(createdAt) > now);
  for (const { file, createdAt } of later)
    output.remark(
      `${file} is left out: it is dated ${formatTime(createdAt)}, in the future. Was the clock wrong?`,
    );
  if (latest !== undefined) return latest.file;
  throw new CommandError(`There is no backup in ${directory}. Make one: cyolo-scim backup create`);
}

/** Opens a backup, while it still can be by whoever runs the command. @throws UsageError */
export function openBackup(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error, 'See: cyolo-scim backup list');
  }
}
