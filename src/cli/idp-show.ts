import type { Command } from 'commander';
import { countQuirks, type QuirkCount } from '../admin/count-quirks.ts';
import { scimUrl } from '../admin/public-url.ts';
import { chooseIdentityProvider, chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { describeSaml } from './describe-saml.ts';
import type { Parts } from './parts.ts';
import { formatOrigin, formatTime, optionalTime, presentIdentityProvider } from './present.ts';
import { formatFields } from './table.ts';

export function idpShow({ output, openInstallation }: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command('show <name>', 'Show an identity provider with its SAML facts.', [
    'idp show okta --tenant acme',
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .action(async (name: string, options: { tenant?: string }) => {
      await using installation = await openInstallation();
      const { store } = installation;
      const { registry } = store;
      const tenant = await chooseTenant(registry, options.tenant);
      const provider = await chooseIdentityProvider(registry, tenant, name);
      const presented = {
        ...presentIdentityProvider(provider),
        scimUrl: scimUrl(installation.config, tenant.name),
        quirks: (await countQuirks(store, provider)).map(({ at, ...quirk }) => ({
          ...quirk,
          lastUsedAt: optionalTime(at),
        })),
      };
      output.answer(presented, describe(presented));
    });
}

type Presented = ReturnType<typeof presentIdentityProvider> & {
  readonly scimUrl: string;
  /** What is allowed for in this vendor's requests. */
  readonly quirks: readonly PresentedQuirk[];
};

type PresentedQuirk = Omit<QuirkCount, 'at'> & { readonly lastUsedAt: string | null };

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
    ['Allowed for', provider.quirks.map(describeQuirk).join('\n') || '–'],
    ...describeSaml(provider.saml),
    ['Origin', formatOrigin(provider)],
    ['Created', formatTime(provider.createdAt)],
  ]);
}

function describeQuirk({ name, description, count, lastUsedAt }: PresentedQuirk): string {
  const often = count === 0 ? 'not needed so far' : `needed ${count} times, last ${formatTime(lastUsedAt)}`;
  return `${name}: ${description} (${often})`;
}
