import type { Command } from 'commander';
import { stringify } from 'yaml';
import { presentConfig } from '../config/show.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';

export function configShow({ output, loadConfig }: Pick<Parts, 'output' | 'loadConfig'>): Command {
  return command('show', 'Show the configuration in effect, with every default and secrets masked.', [
    'config show',
    'config show --json',
  ]).action(() => {
    const config = presentConfig(loadConfig().config);
    output.answer(config, stringify(config).trimEnd());
  });
}
