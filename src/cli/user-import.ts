import type { Command } from 'commander';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { CommandError } from './errors.ts';
import { readImportFile } from './import-file.ts';
import { type Imported, importUsers } from './import-users.ts';
import type { Parts } from './parts.ts';

interface Options {
  readonly tenant?: string;
  readonly dryRun?: boolean;
}

export function userImport({
  output,
  openInstallation,
  actor,
}: Pick<Parts, 'output' | 'openInstallation' | 'actor'>): Command {
  return command(
    'import <file>',
    'Create the users of a file, and change those that are there by userName. A line of .jsonl is the whole user; an empty cell of .csv changes nothing.',
    ['user import users.csv --tenant acme --dry-run', 'user import users.jsonl --tenant acme'],
  )
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--dry-run', 'only say what would be done')
    .action(async (path: string, { tenant: name, dryRun = false }: Options) => {
      const file = readImportFile(path);
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, name);
      const users = { tenant: tenant.name, type: installation.userType };
      const entries = file.entries(users.type);
      const imported: Imported[] = [];
      {
        using progress = output.progress('Importing users');
        for await (const slice of importUsers(resources, users, entries, { actor, isDryRun: dryRun })) {
          imported.push(...slice);
          progress.show(imported.length, entries.length);
        }
      }
      const failed = imported.filter(({ outcome }) => outcome === 'failed');
      const count = (outcome: Imported['outcome']) =>
        imported.filter((each) => each.outcome === outcome).length;
      const counts = {
        created: count('created'),
        updated: count('updated'),
        unchanged: count('unchanged'),
        failed: failed.length,
      };
      const summary = Object.entries(counts).map(([outcome, number]) => `${number} ${outcome}`);
      output.answer(
        { dryRun, ...counts, problems: failed },
        [
          `${dryRun ? 'Dry run: ' : ''}${summary.join(', ')}.`,
          ...failed.map(({ line, userName, problem }) => `Line ${line} (${userName}): ${problem}`),
        ].join('\n'),
      );
      if (failed.length > 0)
        throw new CommandError('Some users were left out: correct their lines and import the file again.');
    });
}
