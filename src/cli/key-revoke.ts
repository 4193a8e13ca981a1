import type { Command } from 'commander';
import { revokeKey } from '../keys/issue.ts';
import { parseKeyId } from '../keys/make.ts';
import { command } from './command.ts';
import { CommandError, UsageError } from './errors.ts';
import type { Parts } from './parts.ts';

export function keyRevoke({
  output,
  openInstallation,
  confirm,
  actor,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'confirm' | 'actor' | 'now'>): Command {
  return command('revoke <key>', 'Refuse a key from now on, for good.', [
    'key revoke cyk_0123456789ABCDEFGHIJ',
    'key revoke cyk_0123456789ABCDEFGHIJ --yes',
  ])
    .option('--yes', 'do not ask')
    .action(async (text: string, options: { yes?: boolean }) => {
      const key = parseKeyId(text);
      if (key === undefined) {
        throw new UsageError(`"${text}" is no Key: one starts with "cyk_". See: cyolo-scim key list`);
      }
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const credential = await registry.getCredential(key);
      if (credential === undefined) {
        throw new CommandError(`There is no key ${key}. See: cyolo-scim key list`);
      }
      const { tenant, identityProvider } = credential.key;
      await confirm(
        `This revokes key ${key} of "${identityProvider}" in tenant "${tenant}", for good.`,
        options,
      );
      await revokeKey(registry, { tenant, key }, actor, { now });
      output.answer(
        { revoked: key },
        `Key ${key} is revoked: the server refuses it from the next request on.`,
      );
    });
}
