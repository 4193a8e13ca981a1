import { dirname } from 'node:path';
import type { Command } from 'commander';
import { createBackup } from '../store/sqlite/backups.ts';
import { becomeOwner } from './become-owner.ts';
import { command } from './command.ts';
import { databaseFile } from './database-file.ts';
import type { Parts } from './parts.ts';

export function backupCreate({
  output,
  loadConfig,
  now,
}: Pick<Parts, 'output' | 'loadConfig' | 'now'>): Command {
  return command(
    'create',
    'Back the database up, while it serves or not, and look through the copy. The oldest beyond backup.keep are removed.',
    ['backup create', 'backup create --directory /mnt/backups'],
  )
    .option('--directory <directory>', 'where to put it (default: backup.directory of the configuration)')
    .action(async (options: { directory?: string }) => {
      const { config } = loadConfig();
      const database = databaseFile(config);
      becomeOwner(dirname(database));
      const { directory, keep } = config.backup;
      const places = { database, directory: options.directory ?? directory, keep };
      using progress = output.progress('Copying pages');
      const backup = await createBackup(places, now(), (copied, total) => progress.show(copied, total));
      output.answer(backup, `${backup.file} is made and good.`);
    });
}
