import type { Command } from 'commander';
import { refuseDeclared } from '../directory/declared.ts';
import { chooseIdentityProvider, chooseTenant } from './choose.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';

export function idpRemove({
  output,
  openInstallation,
  confirm,
  actor,
}: Pick<Parts, 'output' | 'openInstallation' | 'confirm' | 'actor'>): Command {
  return command('remove <name>', 'Remove an identity provider and its keys. The users it created stay.', [
    'idp remove okta --tenant acme',
    'idp remove okta --tenant acme --yes',
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--yes', 'do not ask')
    .action(async (name: string, options: { tenant?: string; yes?: boolean }) => {
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const provider = await chooseIdentityProvider(registry, tenant, name);
      refuseDeclared(provider.declared, `Identity provider "${name}"`);
      await confirm(
        `This removes identity provider "${name}" of tenant "${tenant.name}" with its keys.`,
        options,
      );
      await registry.removeIdentityProvider(tenant.name, name, actor);
      output.answer({ removed: name, tenant: tenant.name }, `Identity provider "${name}" is removed.`);
    });
}
