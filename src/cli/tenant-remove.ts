import type { Command } from 'commander';
import { refuseDeclared } from '../directory/declared.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { countResources } from './find-resource.ts';
import type { Parts } from './parts.ts';
import { formatCount } from './present.ts';

export function tenantRemove({
  output,
  openInstallation,
  confirm,
}: Pick<Parts, 'output' | 'openInstallation' | 'confirm'>): Command {
  return command(
    'remove <name>',
    'Remove a tenant with its users, groups, identity providers, keys and audit trail.',
    ['tenant remove acme', 'tenant remove acme --yes'],
  )
    .option('--yes', 'do not ask')
    .action(async (text: string, options: { yes?: boolean }) => {
      await using installation = await openInstallation();
      const { registry, resources } = installation.store;
      const tenant = await chooseTenant(registry, text);
      refuseDeclared(tenant.declared, `Tenant "${tenant.name}"`);
      const users = await countResources(resources, { tenant: tenant.name, type: installation.userType });
      const groups = await countResources(resources, { tenant: tenant.name, type: installation.groupType });
      await confirm(
        `This removes tenant "${tenant.name}" with ${formatCount(users, 'user')}, ${formatCount(groups, 'group')} and its audit trail, for good.`,
        options,
      );
      await registry.removeTenant(tenant.name);
      output.answer({ removed: tenant.name }, `Tenant "${tenant.name}" is removed.`);
    });
}
