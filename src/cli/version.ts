import type { Command } from 'commander';
import { VERSION } from '../admin/version.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';

export function version({ output }: Pick<Parts, 'output'>): Command {
  return command('version', 'Print the version.', ['version', 'version --json']).action(() => {
    const { node: runtime } = process.versions;
    output.answer({ version: VERSION, runtime, platform: process.platform, arch: process.arch }, VERSION);
  });
}
