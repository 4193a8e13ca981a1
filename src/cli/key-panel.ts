import type { Vendor } from '../directory/identity-provider.ts';
import type { KeyScope } from '../directory/key.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { KeyPair } from '../keys/make.ts';
import type { Output } from './output.ts';
import { formatTime, isoTime, optionalTime } from './present.ts';
import type { SecretFile } from './secret-file.ts';
import { formatFields } from './table.ts';
import { vendorSteps } from './vendor-steps.ts';

/** A key that was just issued, with what its holder has to know. */
export interface IssuedKey extends KeyPair {
  readonly tenant: TenantName;
  readonly identityProvider: string;
  readonly vendor: Vendor;
  readonly scope: KeyScope;
  readonly publicUrl: string;
  readonly expiresAt: number | undefined;
}

/** Answers a command with an issued key: the only time that its Secret is shown, or written to the file. */
export function answerIssuedKey(output: Output, issued: IssuedKey, file: SecretFile | undefined): void {
  file?.write(issued.secret);
  const { key, secret, tenant, identityProvider, scope, expiresAt } = issued;
  output.answer(
    {
      url: keyUrl(issued),
      key,
      ...(file === undefined ? { secret } : { secretFile: file.path }),
      tenant,
      identityProvider,
      scope,
      expiresAt: optionalTime(expiresAt),
    },
    keyPanel(issued, file?.path),
  );
}

/** What to show of an issued key, and what to do with it at the identity provider. */
export function keyPanel(issued: IssuedKey, secretPath?: string): string {
  const shown = secretPath === undefined ? issued.secret : `in ${secretPath}`;
  return [
    formatFields([
      [issued.scope === 'provision' ? 'SCIM URL' : 'Gateway URL', keyUrl(issued)],
      ['Key', issued.key],
      ['Secret', shown],
      ['Expires', issued.expiresAt === undefined ? 'never' : formatTime(isoTime(issued.expiresAt))],
    ]),
    '',
    secretPath === undefined
      ? 'The Secret is shown this once: only a digest of it is kept.'
      : 'The Secret is nowhere else: only a digest of it is kept.',
    '',
    ...nextSteps(issued),
  ].join('\n');
}

function nextSteps(issued: IssuedKey): readonly string[] {
  const url = keyUrl(issued);
  if (issued.scope === 'provision') return vendorSteps(issued.vendor, url);
  return ['Try it:', `  curl --user ${issued.key} '${url}/access?subject=NAMEID'`];
}

function keyUrl({ scope, publicUrl, tenant }: IssuedKey): string {
  return scope === 'provision' ? `${publicUrl}/scim/v2/${tenant}` : `${publicUrl}/gateway/v1/${tenant}`;
}
