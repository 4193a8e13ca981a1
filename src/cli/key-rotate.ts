import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { rotateKey } from '../keys/issue.ts';
import { duration } from './arguments.ts';
import { command } from './command.ts';
import { answerNewKey, type KeyOptions, withKeyOptions } from './new-key.ts';
import type { Parts } from './parts.ts';
import { formatTime, isoTime } from './present.ts';

export function keyRotate(parts: Pick<Parts, 'output' | 'openInstallation' | 'actor' | 'now'>): Command {
  const { actor, now } = parts;
  const rotating = command('rotate', 'Issue the next key and let the ones before live on for a while.', [
    'key rotate --tenant acme --idp okta --overlap 7d',
    'key rotate --tenant acme --idp okta --overlap 0s --secret-file okta.secret',
  ]);
  return withKeyOptions(rotating, 'which keys to replace')
    .addOption(
      new Option('--overlap <duration>', 'how long the keys before stay valid')
        .argParser(duration)
        .default(duration('7d'), '7d'),
    )
    .action(async ({ overlap, ...options }: KeyOptions & { readonly overlap: number }) => {
      await answerNewKey(parts, options, async (registry, group) => {
        const request = { ...group, overlap };
        const { ending, ...pair } = await rotateKey(registry, request, actor, { random: randomBytes, now });
        const end = formatTime(isoTime(now() + overlap));
        return { pair, remarks: ending.map((key) => `${key} ends ${end}.`) };
      });
    });
}
