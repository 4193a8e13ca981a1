import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Something that a server does by itself, again and again. */
export interface Job {
  /** What it is about, as a noun, such as `the backup`. */
  readonly name: string;
  /** Does what is due. @returns after how many milliseconds to look again */
  readonly run: (stopping: AbortSignal) => Promise<number>;
}

/** A changed configuration is to take effect before long, whatever the interval was. */
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Does a job until it is disposed of, which waits for what is under way. A failure is logged, and tried again.
 * @param retryAfter how many milliseconds later
 * @param settle how many milliseconds to wait before the first time
 */
export function startJob(
  { name, run }: Job,
  {
    log,
    retryAfter,
    settle = 0,
  }: { readonly log: Logger; readonly retryAfter: number; readonly settle?: number },
): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function attempt(): Promise<number> {
    try {
      return await run(signal);
    } catch (err) {
      if (!signal.aborted) log.error({ err, retryAfterSeconds: retryAfter / 1000 }, `${name} failed`);
      return retryAfter;
    }
  }

  /** @returns whether to go on */
  async function pause(milliseconds: number): Promise<boolean> {
    await delay(milliseconds, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  }

  async function keepOn(): Promise<void> {
    let wait = settle;
    while (await pause(wait)) wait = Math.min(await attempt(), LONGEST_WAIT_MS);
  }

  const ended = keepOn();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await ended;
    },
  };
}
