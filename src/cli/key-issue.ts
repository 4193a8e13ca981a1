import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { issueKey } from '../keys/issue.ts';
import { duration } from './arguments.ts';
import { command } from './command.ts';
import { answerNewKey, type KeyOptions, withKeyOptions } from './new-key.ts';
import type { Parts } from './parts.ts';

export function keyIssue(parts: Pick<Parts, 'output' | 'openInstallation' | 'actor' | 'now'>): Command {
  const { actor, now } = parts;
  const issuing = command('issue', 'Issue a key beside those that exist, and show it once.', [
    'key issue --tenant acme --idp okta',
    'key issue --tenant acme --idp okta --scope gateway --expires 90d --secret-file gateway.secret',
  ]);
  return withKeyOptions(issuing, 'provision: SCIM; gateway: read users, access decisions, events')
    .option('--expires <duration>', 'refuse the key after that time (default: never)', duration)
    .action(async ({ expires, ...options }: KeyOptions & { readonly expires?: number }) => {
      await answerNewKey(parts, options, async (registry, group, { name, tenant, autoProvisioning }) => {
        const expiresAt = expires === undefined ? undefined : now() + expires;
        const request = { ...group, ...(expiresAt === undefined ? {} : { expiresAt }) };
        const pair = await issueKey(registry, request, actor, { random: randomBytes, now });
        if (group.scope !== 'provision' || autoProvisioning) return { pair, expiresAt, remarks: [] };
        const off = `Auto-provisioning of "${name}" is off, so the key is refused. Switch it on: cyolo-scim idp enable ${name} --tenant ${tenant}`;
        return { pair, expiresAt, remarks: [off] };
      });
    });
}
