import type { Command } from 'commander';
import { scimUrl } from '../admin/public-url.ts';
import { quirksOf } from '../scim/quirks/registry.ts';
import { chooseIdentityProvider, chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { describeSaml } from './describe-saml.ts';
import type { Parts } from './parts.ts';
import { formatOrigin, formatTime, presentIdentityProvider } from './present.ts';
import { formatFields } from './table.ts';

export function idpShow({ output, openInstallation }: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command('show <name>', 'Show an identity provider with its SAML facts.', [
    'idp show okta --tenant acme',
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .action(async (name: string, options: { tenant?: string }) => {
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const provider = await chooseIdentityProvider(registry, tenant, name);
      const presented = {
        ...presentIdentityProvider(provider),
        scimUrl: scimUrl(installation.config, tenant.name),
        quirks: quirksOf(provider.vendor).map(({ name: quirk, description }) => ({
          name: quirk,
          description,
        })),
      };
      output.answer(presented, describe(presented));
    });
}

type Presented = ReturnType<typeof presentIdentityProvider> & {
  readonly scimUrl: string;
  /** What is allowed for in this vendor's requests; the metrics tell how often it was. */
  readonly quirks: readonly { readonly name: string; readonly description: string }[];
};

function describe(provider: Presented): string {
  const switchOrigin = formatOrigin({ declared: provider.autoProvisioningDeclared });
  return formatFields([
    ['Tenant', provider.tenant],
    ['Name', provider.name],
    ['Vendor', provider.vendor],
    ['SCIM URL', provider.scimUrl],
    ['Auto-provisioning', `${provider.autoProvisioning ? 'on' : 'off'} (${switchOrigin})`],
    ['On inactive duplicate', provider.onInactiveDuplicate],
    ['Unknown members', provider.unknownMembers],
    [
      'Allowed for',
      provider.quirks.map(({ name, description }) => `${name}: ${description}`).join('\n') || '–',
    ],
    ...describeSaml(provider.saml),
    ['Origin', formatOrigin(provider)],
    ['Created', formatTime(provider.createdAt)],
  ]);
}
