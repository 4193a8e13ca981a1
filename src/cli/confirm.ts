import { createInterface } from 'node:readline/promises';
import { CommandError, UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** Lets a command that cannot be undone go on only when `--yes` was given or a person says so. */
export type Confirm = (question: string, options: { yes?: boolean }) => Promise<void>;

export function createConfirm({ stdin, stderr }: Terminal): Confirm {
  /** @returns undefined when the question is left with Ctrl-C or Ctrl-D */
  async function ask(question: string): Promise<string | undefined> {
    const prompt = createInterface({ input: stdin, output: stderr });
    try {
      return await prompt.question(question);
    } catch (error) {
      if ((error as Error).name === 'AbortError') return undefined;
      throw error;
    } finally {
      prompt.close();
    }
  }

  return async (question, { yes }) => {
    if (yes === true) return;
    if (stdin.isTTY !== true) throw new UsageError(`${question} Add --yes to do it without being asked.`);
    const answer = await ask(`${question} [y/N] `);
    if (answer === undefined) stderr.write('\n');
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) throw new CommandError('Nothing was changed.');
  };
}
