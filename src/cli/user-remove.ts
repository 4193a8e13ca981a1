import type { Command } from 'commander';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { findResource } from './find-resource.ts';
import type { Parts } from './parts.ts';

export function userRemove({
  output,
  openInstallation,
  confirm,
  actor,
}: Pick<Parts, 'output' | 'openInstallation' | 'confirm' | 'actor'>): Command {
  return command('remove <user>', 'Remove a user for good. To keep the record, disable the user instead.', [
    'user remove ada@example.com --tenant acme',
    'user remove 2819c223-7f76-453a-919d-413861904646 --yes',
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--yes', 'do not ask')
    .action(async (text: string, options: { tenant?: string; yes?: boolean }) => {
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const collection = { tenant: tenant.name, type: installation.userType };
      const { id } = await findResource(resources, collection, text);
      await confirm(`This removes user "${text}" of tenant "${tenant.name}", for good.`, options);
      await resources.write({
        kind: 'remove',
        target: { ...collection, id },
        check() {},
        context: { actor, unknownMembers: 'skip' },
      });
      output.answer({ removed: id, tenant: tenant.name }, `User "${text}" is removed.`);
    });
}
