import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Trail, verifyTrail } from '../admin/verify-trail.ts';
import { buildResourceTypes } from '../config/resource-types.ts';
import { GROUP, USER } from '../scim/resource-types.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/port.ts';
import { restoreBackup } from '../store/sqlite/restore.ts';
import { becomeOwner } from './become-owner.ts';
import { command } from './command.ts';
import { dataDirectory } from './database-file.ts';
import { CommandError } from './errors.ts';
import { countResources } from './find-resource.ts';
import { latestBackupFile, openBackup, requireReach } from './open-backup.ts';
import type { Parts } from './parts.ts';
import { formatCount } from './present.ts';

/** What a restored tenant holds. */
interface Restored extends Trail {
  readonly users: number;
  readonly groups: number;
}

export function backupDrill({
  output,
  loadConfig,
  now,
}: Pick<Parts, 'output' | 'loadConfig' | 'now'>): Command {
  return command(
    'drill [file]',
    'Rehearse a restore: restore the latest backup, or the one named, beside the database, open it, count, and check its audit trail. The database in use is not touched, and nothing is left behind.',
    ['backup drill', 'backup drill /mnt/backups/cyolo-scim-20261124T210000000Z.db --json'],
  ).action(async (named: string | undefined) => {
    const { config } = loadConfig();
    const file = named ?? latestBackupFile(config.backup.directory, now(), output);
    const descriptor = openBackup(file);
    const home = dataDirectory(config);
    becomeOwner(home);
    requireReach(file);
    const folder = mkdtempSync(join(home, '.drill-'));
    try {
      const startedAt = now();
      const database = join(folder, 'cyolo-scim.db');
      await restoreBackup({ path: file, descriptor }, database, startedAt);
      const resourceTypes = buildResourceTypes(config);
      await using store = await openStore(`sqlite:${database}`, {
        resourceTypes,
        now,
        backgroundCheckpoints: false,
      });
      const tenants = await lookThrough(store);
      const seconds = (now() - startedAt) / 1000;
      const broken = tenants.filter((each) => each.broken !== null);
      output.answer({ file, seconds, tenants }, describe(file, seconds, tenants));
      if (broken.length > 0) {
        const places = broken.map((each) => `event ${each.broken} of tenant "${each.tenant}"`).join(', ');
        throw new CommandError(
          `The audit trail in the backup does not hold at ${places}: use another backup.`,
        );
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

async function lookThrough({ registry, resources, events }: Store): Promise<readonly Restored[]> {
  const found: Restored[] = [];
  for (const { name } of await registry.listTenants()) {
    found.push({
      ...(await verifyTrail(events, name)),
      users: await countResources(resources, { tenant: name, type: USER }),
      groups: await countResources(resources, { tenant: name, type: GROUP }),
    });
  }
  return found;
}

function describe(file: string, seconds: number, tenants: readonly Restored[]): string {
  return [
    `${file} can be restored: copied, looked through and opened in ${seconds.toFixed(1)} s.`,
    ...tenants.map(
      ({ tenant, users, groups, count, broken }) =>
        `${tenant}: ${formatCount(users, 'user')}, ${formatCount(groups, 'group')}, ${formatCount(count, 'event')}, audit trail ${broken === null ? 'intact' : `broken at ${broken}`}`,
    ),
  ].join('\n');
}
