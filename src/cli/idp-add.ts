import { type Command, Option } from 'commander';
import {
  type IdentityProvider,
  type OnInactiveDuplicate,
  type UnknownMembers,
  VENDORS,
  type Vendor,
} from '../directory/identity-provider.ts';
import { parseSamlMetadata } from '../directory/saml-metadata.ts';
import { readProviderName } from './arguments.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { CommandError } from './errors.ts';
import type { Parts } from './parts.ts';
import { presentIdentityProvider } from './present.ts';
import { readFile } from './read-file.ts';

interface Options {
  readonly tenant?: string;
  readonly vendor: Vendor;
  readonly metadata?: string;
  readonly onInactiveDuplicate: OnInactiveDuplicate;
  readonly unknownMembers: UnknownMembers;
}

export function idpAdd({
  output,
  openInstallation,
  actor,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'actor' | 'now'>): Command {
  return command(
    'add <name>',
    'Add an identity provider to a tenant. Its auto-provisioning is off at first.',
    [
      'idp add okta --tenant acme --vendor okta --metadata okta-metadata.xml',
      'idp add entra --tenant acme --vendor entra',
    ],
  )
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .addOption(new Option('--vendor <vendor>', 'whose product it is').choices(VENDORS).default('generic'))
    .option('--metadata <file>', 'the SAML metadata XML of the provider')
    .addOption(
      new Option('--on-inactive-duplicate <what>', 'what a POST does that matches an inactive user')
        .choices(['conflict', 'restore'])
        .default('conflict'),
    )
    .addOption(
      new Option('--unknown-members <what>', 'what a group write does with unknown member ids')
        .choices(['skip', 'reject'])
        .default('skip'),
    )
    .action(async (text: string, options: Options) => {
      const name = readProviderName(text);
      const saml = options.metadata === undefined ? undefined : parseSamlMetadata(readFile(options.metadata));
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
        vendor: options.vendor,
        saml,
        autoProvisioning: false,
        onInactiveDuplicate: options.onInactiveDuplicate,
        unknownMembers: options.unknownMembers,
        declared: false,
        autoProvisioningDeclared: false,
        createdAt: now(),
      };
      await registry.saveIdentityProvider(provider, actor);
      output.answer(
        presentIdentityProvider(provider),
        `Identity provider "${name}" is there. Next: cyolo-scim idp enable ${name} --tenant ${tenant.name}`,
      );
    });
}
