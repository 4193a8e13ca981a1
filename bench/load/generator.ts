import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job, Load } from './generate.ts';

const PROGRAM = fileURLToPath(new URL('./generate.ts', import.meta.url));

/** A process that makes load, so that this costs neither the servers nor the bookkeeping any of their turns. */
export class Generator implements Disposable {
  readonly #child: ChildProcess = fork(PROGRAM);

  /** @throws Error when a connection breaks or an answer has an unexpected status */
  async run(job: Job): Promise<Load> {
    this.#child.send(job);
    // The generator sends what the type says, or an error.
    const [answer] = (await once(this.#child, 'message')) as [Load | { readonly error: string }];
    if ('error' in answer) throw new Error(`${job.mix.kind}: ${answer.error}`);
    if (answer.failures > 0) {
      throw new Error(
        `${job.mix.kind}: ${answer.failures} of ${answer.requests} answers failed, the first with ${answer.failure}.`,
      );
    }
    return answer;
  }

  [Symbol.dispose](): void {
    this.#child.disconnect();
  }
}
