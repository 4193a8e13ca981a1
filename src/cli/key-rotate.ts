import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { publicUrl } from '../admin/public-url.ts';
import type { KeyScope } from '../directory/key.ts';
import { rotateKey } from '../keys/issue.ts';
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
  readonly overlap: number;
  readonly secretFile?: string;
}

export function keyRotate({
  output,
  openInstallation,
  actor,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'actor' | 'now'>): Command {
  return command('rotate', 'Issue the next key and let the ones before live on for a while.', [
    'key rotate --tenant acme --idp okta --overlap 7d',
    'key rotate --tenant acme --idp okta --overlap 0s --secret-file okta.secret',
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--idp <name>', 'the identity provider; needed when there are several')
    .addOption(
      new Option('--scope <scope>', 'which keys to replace')
        .choices(['provision', 'gateway'])
        .default('provision'),
    )
    .addOption(
      new Option('--overlap <duration>', 'how long the keys before stay valid')
        .argParser(duration)
        .default(duration('7d'), '7d'),
    )
    .option('--secret-file <file>', 'write the Secret to this new file instead of showing it')
    .action(async (options: Options) => {
      using file = options.secretFile === undefined ? undefined : createSecretFile(options.secretFile);
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      const provider = await chooseIdentityProvider(registry, tenant, options.idp);
      const group = { tenant: tenant.name, identityProvider: provider.name, scope: options.scope };
      const request = { ...group, overlap: options.overlap };
      const { ending, ...pair } = await rotateKey(registry, request, actor, { random: randomBytes, now });
      const issued = { ...pair, ...group, vendor: provider.vendor, expiresAt: undefined };
      answerIssuedKey(output, { ...issued, publicUrl: publicUrl(installation.config) }, file);
      for (const key of ending) {
        output.remark(`${key} ends ${new Date(now() + options.overlap).toISOString()}.`);
      }
    });
}
