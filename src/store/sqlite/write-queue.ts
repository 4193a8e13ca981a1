import { setImmediate, setTimeout } from 'node:timers';
import Database from 'better-sqlite3';
import type { Connection } from './connection.ts';
import type { Sync } from './wal-sync.ts';

/** What is done within a transaction. It may run more than once, and what it throws undoes it alone. */
export type Work<T> = () => T;

export type Outcome<T> =
  | { readonly value: T; readonly failed: false }
  | { readonly error: unknown; readonly failed: true };

export interface Committed<T> {
  readonly outcomes: readonly Outcome<T>[];
  /** Resolves when the commit is on disk. */
  readonly synced: Promise<void>;
}

export interface WriteQueueOptions {
  readonly connection: Connection;
  readonly sync: Sync;
  readonly beforeBatch: () => void;
  readonly afterCommit: (synced: Promise<void>) => void;
  /** Told again and again, while another process holds the database, for how many milliseconds it has. */
  readonly onHeld?: ((milliseconds: number) => void) | undefined;
}

/** How many works one transaction takes at most; more than one slice of a bulk. */
export const BATCH_SIZE = 50;
/**
 * After how many milliseconds a transaction takes no further work, so that reads are held up no longer. More at once
 * would save little: what was committed while a sync ran is synced together all the same.
 */
const BATCH_TIME = 2;
/** How long another process may hold the database before writes fail. */
const BUSY_LIMIT = 5000;
const BUSY_RETRY = 5;

interface Task {
  readonly works: readonly Work<unknown>[];
  readonly stopAfter: number;
  readonly resolve: (committed: Committed<unknown>) => void;
  readonly reject: (error: unknown) => void;
  /** Gives each work a savepoint, after one of the batch failed half-done. */
  careful: boolean;
}

/** A work threw after it had written something, without a savepoint to go back to. */
class HalfDone extends Error {}

/**
 * Collects writes and commits those together that arrived in one turn of the event loop, or while the disk was busy with
 * those before: a commit costs about as much as the write itself, a sync much more. Nothing waits on a timer. A work that
 * throws before it has written is simply left out; only when one throws later is the batch undone and repeated with a
 * savepoint for each.
 */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  readonly #tasks: Task[] = [];
  #scheduled = false;
  #busySince: number | undefined;
  #closed = false;
  /** Why nothing can be written any more. */
  #failure: Error | undefined;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /** Does one work; resolves when it is on disk. */
  async write<T>(work: Work<T>): Promise<T> {
    const { outcomes, synced } = await this.commit([work], 1);
    const [outcome] = outcomes;
    if (outcome === undefined) throw new Error('A work has no outcome.');
    if (outcome.failed) throw outcome.error;
    await synced;
    return outcome.value;
  }

  /**
   * Does works in their order, up to `stopAfter` failures, in one transaction; resolves when it is committed. When that
   * takes long, only the first of them are done: those that have an outcome.
   */
  commit<T>(works: readonly Work<T>[], stopAfter: number): Promise<Committed<T>> {
    const { promise, resolve, reject } = Promise.withResolvers<Committed<T>>();
    if (this.#closed) {
      reject(new Error('The store is closed.'));
      return promise;
    }
    // The outcomes of a task are those of its own works.
    const resolveTask = resolve as (committed: Committed<unknown>) => void;
    this.#tasks.push({ works, stopAfter, resolve: resolveTask, reject, careful: false });
    this.#schedule(this.#options.sync.running());
    return promise;
  }

  /** Resolves when all that was committed before this call is on disk. */
  settled(): Promise<void> {
    return this.#options.sync.settled();
  }

  /** Takes no more works; resolves when those taken are on disk. */
  async close(): Promise<void> {
    const last = this.commit([() => {}], 1);
    this.#closed = true;
    await last.then(({ synced }) => synced).catch(() => {});
  }

  /** @param syncing what the batch waits for, as it could not be synced before that has ended */
  #schedule(syncing?: Promise<void>): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const run = () => setImmediate(() => this.#runBatch());
    if (syncing === undefined) run();
    else syncing.then(run, run);
  }

  #runBatch(): void {
    const { connection, beforeBatch } = this.#options;
    this.#scheduled = false;
    if (this.#failure !== undefined) {
      rejectAll(this.#tasks.splice(0), this.#failure);
      return;
    }
    beforeBatch();
    try {
      connection.run('BEGIN IMMEDIATE');
    } catch (error) {
      if (isBusy(error)) this.#waitForOthers(error);
      else rejectAll(this.#tasks.splice(0), error);
      return;
    }
    this.#busySince = undefined;
    const batch = takeBatch(this.#tasks);
    try {
      const outcomes = runTasks(connection, batch);
      connection.run('COMMIT');
      // What there was no time for comes first in the next one.
      this.#tasks.unshift(...batch.slice(outcomes.length));
      this.#answer(batch.slice(0, outcomes.length), outcomes);
    } catch (error) {
      if (connection.database.inTransaction) connection.run('ROLLBACK');
      if (error instanceof HalfDone) this.#repeatCarefully(batch);
      else rejectAll(batch, error);
    }
    if (this.#tasks.length > 0) this.#schedule();
  }

  #answer(batch: readonly Task[], outcomes: readonly (readonly Outcome<unknown>[])[]): void {
    const synced = this.#options.sync.sync();
    synced.catch((cause: unknown) => {
      this.#failure ??= new Error(
        'The database could not be synced to the disk: no writes until a restart.',
        {
          cause,
        },
      );
    });
    for (const [index, task] of batch.entries()) task.resolve({ outcomes: outcomes[index] ?? [], synced });
    this.#options.afterCommit(synced);
  }

  /** Another process writes; its transaction is short, and the event loop must not wait for it. */
  #waitForOthers(error: unknown): void {
    this.#busySince ??= performance.now();
    const waited = performance.now() - this.#busySince;
    if (waited > BUSY_LIMIT) {
      this.#busySince = undefined;
      rejectAll(this.#tasks.splice(0), error);
      return;
    }
    this.#options.onHeld?.(waited);
    this.#scheduled = true;
    setTimeout(() => this.#runBatch(), BUSY_RETRY);
  }

  #repeatCarefully(batch: readonly Task[]): void {
    for (const task of batch) task.careful = true;
    this.#tasks.unshift(...batch);
  }
}

function takeBatch(tasks: Task[]): Task[] {
  let size = 0;
  let end = 0;
  for (const { works } of tasks) {
    size += works.length;
    if (end > 0 && size > BATCH_SIZE) break;
    end += 1;
  }
  return tasks.splice(0, end);
}

/** Does the works of the tasks until it has taken long. @returns the outcomes of those tasks that were begun */
function runTasks(connection: Connection, batch: readonly Task[]): Outcome<unknown>[][] {
  const attempt = batch.some(({ careful }) => careful) ? attemptCarefully : attemptHopefully;
  const end = performance.now() + BATCH_TIME;
  const all: Outcome<unknown>[][] = [];
  for (const { works, stopAfter } of batch) {
    const outcomes: Outcome<unknown>[] = [];
    let failures = 0;
    for (const work of works) {
      if (failures >= stopAfter) break;
      const outcome = attempt(connection, work);
      outcomes.push(outcome);
      if (outcome.failed) failures += 1;
      if (performance.now() >= end) break;
    }
    all.push(outcomes);
    if (performance.now() >= end) break;
  }
  return all;
}

function attemptHopefully(connection: Connection, work: Work<unknown>): Outcome<unknown> {
  const before = connection.value<number>('SELECT total_changes()');
  try {
    return { value: work(), failed: false };
  } catch (error) {
    const untouched = connection.value<number>('SELECT total_changes()') === before;
    if (!untouched || !connection.database.inTransaction)
      throw new HalfDone('A work failed half-done.', { cause: error });
    return { error, failed: true };
  }
}

function attemptCarefully(connection: Connection, work: Work<unknown>): Outcome<unknown> {
  connection.run('SAVEPOINT work');
  try {
    const value = work();
    connection.run('RELEASE work');
    return { value, failed: false };
  } catch (error) {
    // A full disk ends the whole transaction.
    if (!connection.database.inTransaction) throw error;
    connection.run('ROLLBACK TO work');
    connection.run('RELEASE work');
    return { error, failed: true };
  }
}

function rejectAll(tasks: readonly Task[], error: unknown): void {
  for (const { reject } of tasks) reject(error);
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
