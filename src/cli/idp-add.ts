import type { Command } from 'commander';
import type { IdentityProvider } from '../directory/identity-provider.ts';
import { parseSamlMetadata } from '../directory/saml-metadata.ts';
import { readProviderName } from './arguments.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { describeSaml } from './describe-saml.ts';
import { CommandError } from './errors.ts';
import type { Parts } from './parts.ts';
import { presentIdentityProvider } from './present.ts';
import { type ProviderOptions, withProviderOptions } from './provider-options.ts';
import { readInput } from './read-input.ts';
import { formatFields } from './table.ts';

export function idpAdd({
  terminal,
  output,
  openInstallation,
  actor,
  now,
}: Pick<Parts, 'terminal' | 'output' | 'openInstallation' | 'actor' | 'now'>): Command {
  const add = command(
    'add <name>',
    'Add an identity provider to a tenant. Its auto-provisioning is off at first. Without options: vendor generic, conflict, skip.',
    [
      'idp add okta --tenant acme --vendor okta --metadata okta-metadata.xml',
      'idp add entra --tenant acme --vendor entra',
    ],
  ).option('--tenant <name>', 'the tenant; needed when there are several');
  return withProviderOptions(add).action(
    async (text: string, options: ProviderOptions & { tenant?: string }) => {
      const name = readProviderName(text);
      const {
        metadata,
        vendor = 'generic',
        onInactiveDuplicate = 'conflict',
        unknownMembers = 'skip',
      } = options;
      const saml =
        metadata === undefined ? undefined : parseSamlMetadata(await readInput(metadata, terminal));
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      if ((await registry.getIdentityProvider(tenant.name, name)) !== undefined) {
        throw new CommandError(
          `Tenant "${tenant.name}" has an identity provider "${name}" already. See: cyolo-scim idp show ${name} --tenant ${tenant.name}`,
        );
      }
      const provider: IdentityProvider = {
        tenant: tenant.name,
        name,
        vendor,
        saml,
        autoProvisioning: false,
        onInactiveDuplicate,
        unknownMembers,
        declared: false,
        autoProvisioningDeclared: false,
        createdAt: now(),
      };
      await registry.createIdentityProvider(provider, actor);
      const presented = presentIdentityProvider(provider);
      const said = saml === undefined ? '' : `${formatFields(describeSaml(presented.saml))}\n`;
      output.answer(
        presented,
        `Identity provider "${name}" is there.\n${said}Next: cyolo-scim idp enable ${name} --tenant ${tenant.name}`,
      );
    },
  );
}
