import { type Command, Option } from 'commander';
import { publicUrl } from '../admin/public-url.ts';
import type { IdentityProvider } from '../directory/identity-provider.ts';
import type { KeyScope } from '../directory/key.ts';
import type { KeyGroup } from '../keys/issue.ts';
import type { KeyPair } from '../keys/make.ts';
import type { Registry } from '../store/port.ts';
import { chooseIdentityProvider, chooseTenant } from './choose.ts';
import { answerIssuedKey } from './key-panel.ts';
import type { Parts } from './parts.ts';
import { createSecretFile } from './secret-file.ts';

/** Which key, and where its Secret goes, as options say it. */
export interface KeyOptions {
  readonly tenant?: string;
  readonly idp?: string;
  readonly scope: KeyScope;
  readonly secretFile?: string;
}

/** Gives a command that issues a key the options that say which. */
export function withKeyOptions(command: Command, scopeDescription: string): Command {
  return command
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--idp <name>', 'the identity provider; needed when there are several')
    .addOption(
      new Option('--scope <scope>', scopeDescription).choices(['provision', 'gateway']).default('provision'),
    )
    .option('--secret-file <file>', 'write the Secret to this new file instead of showing it');
}

/** A key that was issued, and what is to be said beside it. */
interface NewKey {
  readonly pair: KeyPair;
  readonly expiresAt?: number | undefined;
  readonly remarks: readonly string[];
}

/** Issues a key as `issue` does, and answers with it. */
export async function answerNewKey(
  { output, openInstallation }: Pick<Parts, 'output' | 'openInstallation'>,
  { tenant: tenantName, idp, scope, secretFile }: KeyOptions,
  issue: (registry: Registry, group: KeyGroup, provider: IdentityProvider) => Promise<NewKey>,
): Promise<void> {
  using file = secretFile === undefined ? undefined : createSecretFile(secretFile);
  await using installation = await openInstallation();
  const { registry } = installation.store;
  const tenant = await chooseTenant(registry, tenantName);
  const provider = await chooseIdentityProvider(registry, tenant, idp);
  const group = { tenant: tenant.name, identityProvider: provider.name, scope };
  const { pair, expiresAt, remarks } = await issue(registry, group, provider);
  const issued = { ...pair, ...group, vendor: provider.vendor, expiresAt };
  answerIssuedKey(output, { ...issued, publicUrl: publicUrl(installation.config) }, file);
  for (const remark of remarks) output.remark(remark);
}
