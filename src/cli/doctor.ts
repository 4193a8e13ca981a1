import type { Command } from 'commander';
import { checkBackups } from '../admin/check-backups.ts';
import { checkReceivers } from '../admin/check-receivers.ts';
import type { Finding } from '../admin/finding.ts';
import { inspectDirectory, inspectMachine, inspectReach, tryOut } from '../admin/inspect.ts';
import type { Problem } from '../config/problem.ts';
import { toReceivers } from '../config/receivers.ts';
import type { Config } from '../config/schema.ts';
import { latestBackup } from '../store/sqlite/backups.ts';
import { inspectDatabase } from '../store/sqlite/copy-database.ts';
import { command } from './command.ts';
import { databaseFile } from './database-file.ts';
import { CommandError } from './errors.ts';
import { lookInto } from './open-backup.ts';
import type { Parts } from './parts.ts';

const REACH_TIMEOUT_MS = 10_000;

export function doctor({
  output,
  loadConfig,
  openInstallation,
  now,
}: Pick<Parts, 'output' | 'loadConfig' | 'openInstallation' | 'now'>): Command {
  return command(
    'doctor',
    'Check the installation: configuration, permissions, disk, certificates, public URL, database, backups, keys and receivers.',
    ['doctor', 'doctor --json'],
  ).action(async () => {
    const { config, path, unread } = loadConfig();
    const findings = [
      checkConfiguration(path, unread),
      ...(await inspectMachine(config, now())),
      ...(await tryOut('database', async () => {
        await using installation = await openInstallation();
        const { store } = installation;
        const receivers = { store, receivers: toReceivers(config), now: now() };
        return [
          ...(await inspectDirectory(store, now())),
          ...(await checkReceivers(receivers, config.gateway.acknowledgeWithin)),
        ];
      })),
      ...(await tryOut('integrity', () => checkIntegrity(databaseFile(config)))),
      ...(await tryOut('backup', () => checkLatestBackup(config.backup, now()))),
      ...(await inspectReach(config, REACH_TIMEOUT_MS)),
    ];
    output.table(
      findings,
      [
        { title: 'STATE', text: ({ state }) => state },
        { title: 'CHECK', text: ({ check }) => check, whole: true, needed: true },
        { title: 'DETAIL', text: ({ detail }) => detail, whole: true, needed: true },
      ],
      '',
    );
    const bad = findings.filter(({ state }) => state === 'bad').length;
    if (bad > 0)
      throw new CommandError(`${bad} of ${findings.length} checks are bad: see what each says to do.`);
  });
}

function checkConfiguration(path: string, unread: readonly Problem[]): Finding {
  const check = 'configuration';
  if (unread.length === 0) return { check, state: 'good', detail: `${path} is right` };
  const files = unread.map((each) => each.path).join(', ');
  return {
    check,
    state: 'warning',
    detail: `${path} is right, but the service must run to look at ${files}`,
  };
}

/** Looks through every page, which takes its time; so it is no part of what a server checks of itself. */
function checkIntegrity(file: string): Finding {
  const { problems } = inspectDatabase(file);
  if (problems.length === 0)
    return { check: 'integrity', state: 'good', detail: 'every page of the database is in order' };
  return { check: 'integrity', state: 'bad', detail: problems.slice(0, 3).join('; ') };
}

function checkLatestBackup({ directory, every }: Config['backup'], now: number): Finding {
  lookInto(directory);
  return checkBackups(latestBackup(directory, now), every, now);
}
