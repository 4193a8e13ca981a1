import { dirname } from 'node:path';
import type { Command } from 'commander';
import { checkDatabase, checkProviders } from './check-directory.ts';
import { checkCertificate, checkDisk, checkPermissions, checkPublicUrl } from './check-machine.ts';
import { command } from './command.ts';
import { CommandError } from './errors.ts';
import type { Finding } from './finding.ts';
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
    const directory = dirname(config.database.url.replace(/^sqlite:/, ''));
    const findings = [
      { check: 'configuration', state: 'good', detail: `${path} is right` } as const,
      ...(await tryOut('TLS certificate', () => checkCertificate(config, now()))),
      ...(await tryOut('permissions', () => checkPermissions(directory))),
      ...(await tryOut('disk', () => checkDisk(directory))),
      ...(await tryOut('database', async () => {
        await using installation = await openInstallation();
        const { store } = installation;
        return [await checkDatabase(store), ...(await checkProviders(store.registry, now()))];
      })),
      ...(await tryOut('public URL', () => checkPublicUrl(config))),
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

type Found = Finding | readonly Finding[];

/** A check that cannot be made is bad by itself. */
async function tryOut(check: string, find: () => Found | Promise<Found>): Promise<readonly Finding[]> {
  try {
    return [await find()].flat();
  } catch (error) {
    return [{ check, state: 'bad', detail: (error as Error).message }];
  }
}
