import type { Command } from 'commander';
import { command } from './command.ts';
import type { Parts } from './parts.ts';

export function configCheck({ output, loadConfig }: Pick<Parts, 'output' | 'loadConfig'>): Command {
  return command('check', 'Check the configuration and the files it names, and list every problem at once.', [
    'config check',
    'config check --config /etc/cyolo-scim/config.yaml',
  ]).action(() => {
    const { path, unread } = loadConfig();
    output.answer({ path, problems: [], unread: unread.map((each) => each.path) }, `${path} is right.`);
    for (const each of unread) output.remark(`Not looked at: ${each.path}: ${each.hint}`);
  });
}
