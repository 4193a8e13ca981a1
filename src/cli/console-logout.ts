import { type Command, Option } from 'commander';
import { command } from './command.ts';
import { UsageError } from './errors.ts';
import type { Parts } from './parts.ts';

export function consoleLogout({
  output,
  openInstallation,
}: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command('logout', 'End sessions of the admin console at once, and links that nobody has used yet.', [
    'console logout ada',
    'console logout --all',
  ])
    .argument('[name]', 'whose sessions')
    .addOption(new Option('--all', 'the sessions of everyone'))
    .action(async (name: string | undefined, { all }: { all?: true }) => {
      if ((name === undefined) === (all === undefined)) {
        throw new UsageError('Say whose sessions to end: a name, or --all.');
      }
      await using installation = await openInstallation();
      const ended = await installation.store.sessions.endSessions(name);
      output.answer({ ended }, `${ended} ${ended === 1 ? 'session has' : 'sessions have'} ended.`);
    });
}
