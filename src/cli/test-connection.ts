import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { scimUrl } from '../admin/public-url.ts';
import { issueKey, revokeKey } from '../keys/issue.ts';
import type { KeyPair } from '../keys/make.ts';
import { chooseIdentityProvider, chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { CommandError, UsageError } from './errors.ts';
import type { Parts } from './parts.ts';
import { probeLikeOkta } from './probe.ts';
import { readFile } from './read-file.ts';

interface Options {
  readonly tenant?: string;
  readonly idp?: string;
  readonly key?: string;
  readonly secretFile?: string;
}

/** How long the key lives that is issued for the test alone, should it not come to revoking it. */
const TEST_KEY_MS = 60_000;

export function testConnection({
  output,
  openInstallation,
  actor,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'actor' | 'now'>): Command {
  return command(
    'test-connection',
    'Send what Okta\'s "Test API Credentials" sends, to the public URL. Without --key it signs in with a key of its own, which it revokes.',
    [
      'test-connection --tenant acme --idp okta',
      'test-connection --tenant acme --key cyk_0123456789ABCDEFGHIJ --secret-file okta.secret',
    ],
  )
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--idp <name>', 'the identity provider; needed when there are several')
    .option('--key <key>', 'sign in with this Key')
    .option('--secret-file <file>', 'the file that holds its Secret')
    .action(async (options: Options) => {
      const given = readPair(options);
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenant = await chooseTenant(registry, options.tenant);
      await using cleanup = new AsyncDisposableStack();
      const pair = given ?? (await issueForTest());
      const authorization = `Basic ${Buffer.from(`${pair.key}:${pair.secret}`).toString('base64')}`;
      const probes = await probeLikeOkta(scimUrl(installation.config, tenant.name), authorization);
      output.table(
        probes,
        [
          { title: '', text: ({ ok }) => (ok ? '✔' : '✘') },
          { title: 'REQUEST', text: ({ request }) => request, whole: true, needed: true },
          { title: 'RESULT', text: ({ result }) => result, whole: true, needed: true },
        ],
        '',
      );
      const failed = probes.filter(({ ok }) => !ok).length;
      if (failed > 0) throw new CommandError(`${failed} of ${probes.length} requests went wrong.`);

      async function issueForTest(): Promise<KeyPair> {
        const provider = await chooseIdentityProvider(registry, tenant, options.idp);
        if (!provider.autoProvisioning) {
          throw new CommandError(
            `Auto-provisioning of "${provider.name}" is off. Switch it on: cyolo-scim idp enable ${provider.name} --tenant ${tenant.name}`,
          );
        }
        const group = { tenant: tenant.name, identityProvider: provider.name, scope: 'provision' } as const;
        const request = { ...group, expiresAt: now() + TEST_KEY_MS };
        const issued = await issueKey(registry, request, actor, { random: randomBytes, now });
        cleanup.defer(() => revokeKey(registry, { tenant: tenant.name, key: issued.key }, actor, { now }));
        return issued;
      }
    });
}

/** @throws UsageError when only one half is given */
function readPair({
  key,
  secretFile,
}: Options): { readonly key: string; readonly secret: string } | undefined {
  if (key === undefined && secretFile === undefined) return undefined;
  if (key === undefined || secretFile === undefined)
    throw new UsageError('Give both --key and --secret-file, or neither.');
  return { key, secret: readFile(secretFile).trim() };
}
