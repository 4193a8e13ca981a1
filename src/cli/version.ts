import type { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { command } from './command.ts';
import type { Parts } from './parts.ts';

export const VERSION: string = manifest.version;

export function version({ output }: Pick<Parts, 'output'>): Command {
  return command('version', 'Print the version.', ['version', 'version --json']).action(() => {
    const { node: runtime } = process.versions;
    output.answer({ version: VERSION, runtime, platform: process.platform, arch: process.arch }, VERSION);
  });
}
