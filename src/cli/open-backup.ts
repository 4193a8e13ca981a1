import { openSync } from 'node:fs';
import { listBackups } from '../store/sqlite/backups.ts';
import { CommandError, UsageError } from './errors.ts';

/** The latest backup in a directory. @throws CommandError when there is none */
export function latestBackupFile(directory: string): string {
  const backup = listBackups(directory).at(-1);
  if (backup !== undefined) return backup.file;
  throw new CommandError(`There is no backup in ${directory}. Make one: cyolo-scim backup create`);
}

/** Opens a backup, while it still can be by whoever runs the command. @throws UsageError */
export function openBackup(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path} cannot be read: ${code}. See: cyolo-scim backup list`, { cause: error });
  }
}
