import { createInterface } from 'node:readline/promises';
import { CommandError, UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** Lets a command that cannot be undone go on only when `--yes` was given or a person says so. */
export type Confirm = (question: string, options: { yes?: boolean }) => Promise<void>;

export function createConfirm({ stdin, stderr }: Terminal): Confirm {
  return async (question, { yes }) => {
    if (yes === true) return;
    if (stdin.isTTY !== true) throw new UsageError(`${question} Add --yes to do it without being asked.`);
    const prompt = createInterface({ input: stdin, output: stderr });
    try {
      const answer = await prompt.question(`${question} [y/N] `);
      if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('Nothing was changed.');
    } finally {
      prompt.close();
    }
  };
}
