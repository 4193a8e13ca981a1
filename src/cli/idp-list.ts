import type { Command } from 'commander';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';
import { formatOrigin, presentIdentityProvider } from './present.ts';

export function idpList({ output, openInstallation }: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command('list', 'List the identity providers of a tenant, or of all.', [
    'idp list',
    'idp list --tenant acme',
  ])
    .option('--tenant <name>', 'only those of this tenant')
    .action(async (options: { tenant?: string }) => {
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenants =
        options.tenant === undefined
          ? await registry.listTenants()
          : [await chooseTenant(registry, options.tenant)];
      const providers = await Promise.all(tenants.map(({ name }) => registry.listIdentityProviders(name)));
      output.table(
        providers.flat().map(presentIdentityProvider),
        [
          { title: 'TENANT', text: (provider) => provider.tenant },
          { title: 'NAME', text: (provider) => provider.name, whole: true },
          { title: 'VENDOR', text: (provider) => provider.vendor },
          { title: 'AUTO-PROVISIONING', text: (provider) => (provider.autoProvisioning ? 'on' : 'off') },
          { title: 'SAML ENTITY', text: (provider) => provider.saml?.entityId ?? '–' },
          { title: 'ORIGIN', text: formatOrigin },
        ],
        'No identity provider yet. Add one: cyolo-scim idp add <name> --tenant <name> --vendor <vendor>',
      );
    });
}
