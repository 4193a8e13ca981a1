import type { Command } from 'commander';
import { command } from './command.ts';
import type { Parts } from './parts.ts';

export function configCheck({ output, loadConfig }: Pick<Parts, 'output' | 'loadConfig'>): Command {
  return command('check', 'Check the configuration and the files it names, and list every problem at once.', [
    'config check',
    'config check --config /etc/cyolo-scim/config.yaml',
  ]).action(() => {
    const { path } = loadConfig();
    output.answer({ path, problems: [] }, `${path} is right.`);
  });
}
