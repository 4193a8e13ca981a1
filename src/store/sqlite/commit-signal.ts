import { clearInterval, setInterval } from 'node:timers';
import type { Connection } from './connection.ts';

const POLL_INTERVAL = 1000;

/** Wakes those who wait for the next commit, of this process or another. */
export class CommitSignal {
  readonly #writer: Connection;
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #version: number | undefined;

  constructor(writer: Connection) {
    this.#writer = writer;
  }

  /** Resolves after the next commit, when `signal` aborts, and when the store closes. */
  wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (signal.aborted) resolve();
    else {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        if (this.#waiting.size === 0) this.#stopPolling();
        resolve();
      };
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
      this.#startPolling();
    }
    return promise;
  }

  wakeAll(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #startPolling(): void {
    if (this.#timer !== undefined) return;
    this.#version = this.#dataVersion();
    this.#timer = setInterval(() => {
      if (this.#dataVersion() !== this.#version) this.wakeAll();
    }, POLL_INTERVAL);
  }

  #stopPolling(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Changes with the commits of other connections than the writer: of other processes, that is. */
  #dataVersion(): number | undefined {
    return this.#writer.value<number>('PRAGMA data_version');
  }
}
