import { basename } from 'node:path';
import type { Command } from 'commander';
import { listBackups } from '../store/sqlite/backups.ts';
import { command } from './command.ts';
import { lookInto } from './open-backup.ts';
import type { Parts } from './parts.ts';
import { formatTime } from './present.ts';

const MIB = 1024 ** 2;

export function backupList({ output, loadConfig }: Pick<Parts, 'output' | 'loadConfig'>): Command {
  return command('list', 'List the backups, the oldest first.', ['backup list', 'backup list --json'])
    .option('--directory <directory>', 'where they are (default: backup.directory of the configuration)')
    .action((options: { directory?: string }) => {
      const directory = options.directory ?? loadConfig().config.backup.directory;
      lookInto(directory);
      output.table(
        listBackups(directory),
        [
          { title: 'FILE', text: ({ file }) => basename(file), whole: true },
          { title: 'MADE', text: ({ createdAt }) => formatTime(createdAt), whole: true },
          { title: 'SIZE', text: ({ bytes }) => `${(bytes / MIB).toFixed(1)} MiB` },
          { title: 'TENANTS', text: ({ rows }) => String(rows['tenants']) },
          { title: 'USERS AND GROUPS', text: ({ rows }) => String(rows['resources']) },
          { title: 'EVENTS', text: ({ rows }) => String(rows['events']) },
        ],
        `There is no backup in ${directory}. Make one: cyolo-scim backup create`,
      );
    });
}
