import type { Command } from 'commander';
import { restoreBackup } from '../store/sqlite/restore.ts';
import { becomeOwner } from './become-owner.ts';
import { command } from './command.ts';
import { databaseFile, dataDirectory } from './database-file.ts';
import { openBackup, requireReach } from './open-backup.ts';
import type { Parts } from './parts.ts';

export function restore({
  output,
  loadConfig,
  confirm,
  now,
}: Pick<Parts, 'output' | 'loadConfig' | 'confirm' | 'now'>): Command {
  return command(
    'restore <file>',
    'Put a backup in the place of the database, once it is copied and looked through. The server has to be stopped. The database from before is kept.',
    ['restore /var/lib/cyolo-scim/backups/cyolo-scim-20261124T210000000Z.db'],
  )
    .option('--yes', 'do not ask')
    .action(async (path: string, options: { yes?: boolean }) => {
      const { config } = loadConfig();
      const database = databaseFile(config);
      await confirm(`This replaces ${database} with ${path}.`, options);
      const descriptor = openBackup(path);
      becomeOwner(dataDirectory(config));
      requireReach(path);
      const kept = await restoreBackup({ path, descriptor }, database, now());
      output.answer(
        { restored: path, database, kept: kept ?? null },
        `${database} is restored. ${kept === undefined ? '' : `What was there is kept as ${kept}. `}Start the server: systemctl start cyolo-scim`,
      );
      output.remark(
        'Keys that were revoked and users who were disabled after the backup are alive again: look at key list and event list.',
      );
    });
}
