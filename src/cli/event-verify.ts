import type { Command } from 'commander';
import { type Trail, verifyTrail } from '../admin/verify-trail.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { CommandError } from './errors.ts';
import type { Parts } from './parts.ts';

export function eventVerify({
  output,
  openInstallation,
}: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command(
    'verify',
    'Check the audit trail: that no event was changed, inserted or left out since it was recorded.',
    ['event verify', 'event verify --tenant acme --json'],
  )
    .option('--tenant <name>', 'only the trail of this tenant')
    .action(async (options: { tenant?: string }) => {
      await using installation = await openInstallation();
      const { registry, events } = installation.store;
      const tenants =
        options.tenant === undefined
          ? await registry.listTenants()
          : [await chooseTenant(registry, options.tenant)];
      const trails: Trail[] = [];
      for (const { name } of tenants) trails.push(await verifyTrail(events, name));
      output.table(
        trails,
        [
          { title: 'TENANT', text: ({ tenant }) => tenant },
          { title: 'EVENTS', text: ({ count }) => String(count) },
          { title: 'FROM', text: ({ first }) => String(first ?? '–') },
          { title: 'TO', text: ({ last }) => String(last ?? '–') },
          { title: 'TRAIL', text: ({ broken }) => (broken === null ? 'intact' : `broken at ${broken}`) },
        ],
        'There is no tenant, so there is no trail.',
      );
      const broken = trails.filter(({ broken }) => broken !== null);
      if (broken.length > 0) {
        const places = broken.map(({ tenant, broken }) => `event ${broken} of tenant "${tenant}"`).join(', ');
        throw new CommandError(
          `The audit trail does not hold at ${places}: compare it with a backup from before.`,
        );
      }
    });
}
