import { createInterface } from 'node:readline';
import { CommandError, UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** Lets a command that cannot be undone go on only when `--yes` was given or a person says so. */
export type Confirm = (question: string, options: { yes?: boolean }) => Promise<void>;

export function createConfirm(terminal: Terminal): Confirm {
  /** @returns undefined when the question is left with Ctrl-C or Ctrl-D */
  function ask(question: string): Promise<string | undefined> {
    const prompt = createInterface({ input: terminal.stdin, output: terminal.stderr });
    return new Promise((resolve) => {
      prompt.once('close', () => resolve(undefined));
      prompt.question(question, (answer) => {
        resolve(answer);
        prompt.close();
      });
    });
  }

  return async (question, { yes }) => {
    if (yes === true) return;
    // Node makes its standard input at the first look at it, which takes a while.
    const { stdin, stderr } = terminal;
    if (stdin.isTTY !== true) throw new UsageError(`${question} Add --yes to do it without being asked.`);
    const answer = await ask(`${question} [y/N] `);
    if (answer === undefined) stderr.write('\n');
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) throw new CommandError('Nothing was changed.');
  };
}
