import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { publicUrl } from '../admin/public-url.ts';
import { enableAutoProvisioning } from '../keys/auto-provisioning.ts';
import { chooseIdentityProvider, chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { answerIssuedKey } from './key-panel.ts';
import type { Parts } from './parts.ts';
import { createSecretFile } from './secret-file.ts';

export function idpEnable({
  output,
  openInstallation,
  actor,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'actor' | 'now'>): Command {
  return command(
    'enable <name>',
    'Switch auto-provisioning on. Issues a key when the provider has none, and shows it once.',
    ['idp enable okta --tenant acme', 'idp enable okta --tenant acme --secret-file okta.secret'],
  )
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--secret-file <file>', 'write the Secret to this new file instead of showing it')
    .action(async (name: string, options: { tenant?: string; secretFile?: string }) => {
      using file = options.secretFile === undefined ? undefined : createSecretFile(options.secretFile);
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const provider = await chooseIdentityProvider(registry, tenant, name);
      const group = { tenant: tenant.name, identityProvider: name, scope: 'provision' } as const;
      const pair = await enableAutoProvisioning(registry, group, actor, { random: randomBytes, now });
      if (pair === undefined) {
        output.answer(
          { tenant: tenant.name, identityProvider: name, autoProvisioning: true },
          `Auto-provisioning of "${name}" is on; its key stays. For a new one: cyolo-scim key rotate --tenant ${tenant.name} --idp ${name}`,
        );
        return;
      }
      const issued = { ...pair, ...group, vendor: provider.vendor, expiresAt: undefined };
      answerIssuedKey(output, { ...issued, publicUrl: publicUrl(installation.config) }, file);
    });
}
