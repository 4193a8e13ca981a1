import { closeSync } from 'node:fs';
import type { Command } from 'commander';
import { verifyBackup } from '../store/sqlite/backups.ts';
import { command } from './command.ts';
import { CommandError } from './errors.ts';
import { latestBackupFile, openBackup } from './open-backup.ts';
import type { Parts } from './parts.ts';

export function backupVerify({
  output,
  loadConfig,
  now,
}: Pick<Parts, 'output' | 'loadConfig' | 'now'>): Command {
  return command(
    'verify [file]',
    'Open a backup, look through every page of it, and compare its rows with what was noted when it was made. Without a file: the latest.',
    ['backup verify', 'backup verify /var/lib/cyolo-scim/backups/cyolo-scim-20261124T210000000Z.db'],
  ).action(async (named: string | undefined) => {
    const file = named ?? latestBackupFile(loadConfig().config.backup.directory, now(), output);
    closeSync(openBackup(file));
    const problems = await verifyBackup(file);
    output.answer({ file, problems }, problems.length === 0 ? `${file} is good.` : `${file} is not good.`);
    if (problems.length > 0) throw new CommandError(`${problems.join('; ')}: use another backup.`);
  });
}
