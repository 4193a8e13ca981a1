import type { Command } from 'commander';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';
import { formatTime, isoTime, presentKey } from './present.ts';

export function keyList({
  output,
  openInstallation,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'now'>): Command {
  return command('list', 'List keys with their scope, state and last use.', [
    'key list --tenant acme',
    'key list --tenant acme --idp okta --json',
  ])
    .option('--tenant <name>', 'only keys of this tenant')
    .option('--idp <name>', 'only keys of this identity provider')
    .action(async (options: { tenant?: string; idp?: string }) => {
      await using installation = await openInstallation();
      const { registry, quirkUses } = installation.store;
      const tenants =
        options.tenant === undefined
          ? await registry.listTenants()
          : [await chooseTenant(registry, options.tenant)];
      const keys = await Promise.all(tenants.map(({ name }) => registry.listKeys(name, options.idp)));
      const uses = (await Promise.all(tenants.map(({ name }) => quirkUses.list(name)))).flat();
      output.table(
        keys.flat().map((key) => ({
          ...presentKey(key, now()),
          /** What had to be allowed for in requests with the key. */
          quirks: uses
            .filter((use) => use.key === key.id)
            .map(({ quirk, count, at }) => ({ name: quirk, count, lastUsedAt: isoTime(at) })),
        })),
        [
          { title: 'KEY', text: ({ key }) => key, whole: true },
          { title: 'TENANT', text: ({ tenant }) => tenant },
          { title: 'IDP', text: ({ identityProvider }) => identityProvider },
          { title: 'SCOPE', text: ({ scope }) => scope },
          {
            title: 'STATE',
            text: (key) => (key.state === 'ending' ? `until ${formatTime(key.expiresAt)}` : key.state),
            whole: true,
          },
          { title: 'LAST USED', text: ({ lastUse }) => formatTime(lastUse?.at), whole: true },
          { title: 'FROM', text: ({ lastUse }) => lastUse?.address ?? '–' },
          { title: 'USER AGENT', text: ({ lastUse }) => lastUse?.userAgent || '–' },
          {
            title: 'ALLOWED FOR',
            text: ({ quirks }) => quirks.map(({ name, count }) => `${name} ×${count}`).join(', ') || '–',
          },
          { title: 'CREATED', text: ({ createdAt }) => formatTime(createdAt), whole: true },
        ],
        options.idp === undefined
          ? 'No key yet. Issue one: cyolo-scim idp enable <name> --tenant <name>'
          : `There is no key of an identity provider "${options.idp}". See: cyolo-scim idp list`,
      );
    });
}
