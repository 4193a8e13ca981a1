import type { Command } from 'commander';
import { findTlsFault } from '../admin/tls-fault.ts';
import { ConfigError, type Problem } from '../config/problem.ts';
import type { Config } from '../config/schema.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';

export function configCheck({ output, loadConfig }: Pick<Parts, 'output' | 'loadConfig'>): Command {
  return command('check', 'Check the configuration and the files it names, and list every problem at once.', [
    'config check',
    'config check --config /etc/cyolo-scim/config.yaml',
  ]).action(() => {
    const { path, config, unread } = loadConfig();
    // No other command minds: with a certificate that is renewed by halves they have to work.
    const problems = [...findTlsProblems(config, 'server'), ...findTlsProblems(config, 'admin')];
    if (problems.length > 0) throw new ConfigError(problems);
    output.answer({ path, problems: [], unread: unread.map((each) => each.path) }, `${path} is right.`);
    for (const each of unread) output.remark(`Not looked at: ${each.path}: ${each.hint}`);
  });
}

function findTlsProblems(config: Config, section: 'server' | 'admin'): readonly Problem[] {
  const { tls } = config[section];
  const fault = tls && findTlsFault(tls);
  if (tls === undefined || fault === undefined) return [];
  const { file, hint } = fault;
  return [{ path: `${section}.tls.${file}`, value: `"${tls[file]}"`, hint: `the file ${hint}` }];
}
