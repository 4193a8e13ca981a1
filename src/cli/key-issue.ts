import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { publicUrl } from '../admin/public-url.ts';
import type { KeyScope } from '../directory/key.ts';
import { issueKey } from '../keys/issue.ts';
import { duration } from './arguments.ts';
import { chooseIdentityProvider, chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { answerIssuedKey } from './key-panel.ts';
import type { Parts } from './parts.ts';
import { createSecretFile } from './secret-file.ts';

interface Options {
  readonly tenant?: string;
  readonly idp?: string;
  readonly scope: KeyScope;
  readonly expires?: number;
  readonly secretFile?: string;
}

export function keyIssue({
  output,
  openInstallation,
  actor,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'actor' | 'now'>): Command {
  return command('issue', 'Issue a key beside those that exist, and show it once.', [
    'key issue --tenant acme --idp okta',
    'key issue --tenant acme --idp okta --scope gateway --expires 90d --secret-file gateway.secret',
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--idp <name>', 'the identity provider; needed when there are several')
    .addOption(
      new Option('--scope <scope>', 'provision: SCIM; gateway: read users, access decisions, events')
        .choices(['provision', 'gateway'])
        .default('provision'),
    )
    .option('--expires <duration>', 'refuse the key after that time (default: never)', duration)
    .option('--secret-file <file>', 'write the Secret to this new file instead of showing it')
    .action(async (options: Options) => {
      using file = options.secretFile === undefined ? undefined : createSecretFile(options.secretFile);
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const provider = await chooseIdentityProvider(registry, tenant, options.idp);
      const group = { tenant: tenant.name, identityProvider: provider.name, scope: options.scope };
      const expiresAt = options.expires === undefined ? undefined : now() + options.expires;
      const request = { ...group, ...(expiresAt === undefined ? {} : { expiresAt }) };
      const pair = await issueKey(registry, request, actor, { random: randomBytes, now });
      const issued = { ...pair, ...group, vendor: provider.vendor, expiresAt };
      answerIssuedKey(output, { ...issued, publicUrl: publicUrl(installation.config) }, file);
      if (options.scope === 'provision' && !provider.autoProvisioning) {
        output.remark(
          `Auto-provisioning of "${provider.name}" is off, so the key is refused. Switch it on: cyolo-scim idp enable ${provider.name} --tenant ${tenant.name}`,
        );
      }
    });
}
