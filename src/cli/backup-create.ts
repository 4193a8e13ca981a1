import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { createBackup } from '../store/sqlite/backups.ts';
import { becomeOwner } from './become-owner.ts';
import { command } from './command.ts';
import { databaseFile, dataDirectory } from './database-file.ts';
import { CommandError } from './errors.ts';
import type { Parts } from './parts.ts';
import { stopSignal } from './stop-signal.ts';

export function backupCreate({
  terminal,
  output,
  loadConfig,
  now,
}: Pick<Parts, 'terminal' | 'output' | 'loadConfig' | 'now'>): Command {
  return command(
    'create',
    'Back the database up, while it serves or not, and look through the copy. The oldest beyond backup.keep are removed.',
    ['backup create', 'backup create --directory /mnt/backups'],
  )
    .option('--directory <directory>', 'where to put it (default: backup.directory of the configuration)')
    .action(async (options: { directory?: string }) => {
      const stop = stopSignal(terminal);
      const { config } = loadConfig();
      const database = databaseFile(config);
      becomeOwner(dataDirectory(config));
      if (!existsSync(database))
        throw new CommandError(`There is no database ${database} yet: the server makes it when it starts.`);
      const { directory, keep } = config.backup;
      const places = { database, directory: options.directory ?? directory, keep };
      using progress = output.progress('Copying pages');
      const backup = await createBackup(places, now(), (copied, total) => {
        if (stop.aborted) throw new CommandError('Stopped: no backup was made.');
        progress.show(copied, total);
      });
      output.answer(backup, `${backup.file} is made and good.`);
    });
}
