import { Worker } from 'node:worker_threads';
import type { CheckpointAnswer, CheckpointRequest } from './checkpoint.ts';
import type { Connection } from './connection.ts';
import { pageSizeOf } from './open-database.ts';

/** After how much of the log. Longer ones make fewer and larger bursts of writing, shorter ones write more in all. */
const LOG_BYTES = 8 * 1024 * 1024;

let startWorker = (file: string): Worker =>
  new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: file });

/** Says how to start a thread that calls `serveCheckpoints`, for a bundle, which has no file of that name. */
export function useCheckpointWorker(start: (file: string) => Worker): void {
  startWorker = start;
}

/** Has the write-ahead log copied into the database by another thread, whose syncs hold nobody up. */
export class Checkpoints {
  readonly #writer: Connection;
  readonly #file: string;
  readonly #logPages: number;
  readonly #warn: (message: string) => void;
  /** Started when there is something to copy for the first time. */
  #worker: Worker | undefined;
  #state: 'idle' | 'busy' | 'ended' = 'idle';

  /** @param warn told when there is no such thread; then SQLite makes checkpoints within commits, as by default */
  constructor(writer: Connection, file: string, warn: (message: string) => void) {
    this.#writer = writer;
    this.#file = file;
    this.#warn = warn;
    this.#logPages = LOG_BYTES / pageSizeOf(writer.database);
    writer.database.pragma('wal_autocheckpoint = 0');
  }

  afterCommit(): void {
    if (this.#state !== 'idle') return;
    const log = this.#writer.get<{ log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)');
    if (log === undefined || log.log - log.checkpointed < this.#logPages) return;
    this.#state = 'busy';
    this.#send('checkpoint');
  }

  async close(): Promise<void> {
    const worker = this.#state === 'ended' ? undefined : this.#worker;
    this.#state = 'ended';
    if (worker === undefined) return;
    worker.ref();
    const { promise: closed, resolve, reject } = Promise.withResolvers<void>();
    worker.on('error', reject);
    worker.on('message', (answer: CheckpointAnswer) => {
      if (answer === 'closed') resolve();
    });
    this.#send('close');
    await closed;
    // Deno has no way for a thread to end itself.
    await worker.terminate();
  }

  #send(request: CheckpointRequest): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
  }

  #start(): Worker {
    const worker = startWorker(this.#file);
    worker.unref();
    worker.on('message', () => {
      if (this.#state === 'busy') this.#state = 'idle';
    });
    worker.on('error', (error: unknown) => {
      this.#state = 'ended';
      this.#writer.database.pragma(`wal_autocheckpoint = ${this.#logPages}`);
      this.#warn(`Checkpoints hold up requests, since their thread failed: ${error}`);
    });
    return worker;
  }
}
