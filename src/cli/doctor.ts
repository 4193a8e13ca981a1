import type { Command } from 'commander';
import { inspectDirectory, inspectMachine, inspectReach, tryOut } from '../admin/inspect.ts';
import { command } from './command.ts';
import { databaseFile } from './database-file.ts';
import { CommandError } from './errors.ts';
import type { Parts } from './parts.ts';

export function doctor({
  output,
  loadConfig,
  openInstallation,
  now,
}: Pick<Parts, 'output' | 'loadConfig' | 'openInstallation' | 'now'>): Command {
  return command(
    'doctor',
    'Check the installation: configuration, permissions, disk, certificates, public URL, database and keys.',
    ['doctor', 'doctor --json'],
  ).action(async () => {
    const { config, path } = loadConfig();
    const findings = [
      { check: 'configuration', state: 'good', detail: `${path} is right` } as const,
      ...(await inspectMachine(config, now())),
      ...(await tryOut('database', async () => {
        await using installation = await openInstallation();
        return await inspectDirectory(installation.store, now());
      })),
      ...(await inspectReach(config)),
    ];
    output.table(
      findings,
      [
        { title: 'STATE', text: ({ state }) => state },
        { title: 'CHECK', text: ({ check }) => check },
        { title: 'DETAIL', text: ({ detail }) => detail },
      ],
      '',
    );
    const bad = findings.filter(({ state }) => state === 'bad').length;
    if (bad > 0)
      throw new CommandError(`${bad} of ${findings.length} checks are bad: see what each says to do.`);
  });
}
