import { close, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const syncData = promisify(fdatasync);
const closeFile = promisify(close);

/** Brings committed writes to the disk. */
export interface Sync {
  /** Resolves when all that was committed before this call is on disk. */
  sync(): Promise<void>;
  /** The sync that is under way, if one is; resolves or rejects as it does. */
  running(): Promise<void> | undefined;
  /** The same for who has committed nothing: waits for the syncs of others, and begins none. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Syncs the write-ahead log without holding up the event loop.
 *
 * SQLite itself syncs the log at each commit with `synchronous=FULL` only; with NORMAL it still syncs the log's header
 * when it begins the log anew, and log and database around a checkpoint, so that no order of lost writes corrupts the
 * database. What FULL adds is one fdatasync of the log after the commit. This is that call, made on a descriptor of its
 * own, in another thread; a write is answered after it, so of what was answered the disk holds as much as with FULL.
 * A checkpoint in between does not matter: it has synced the database before the log can begin anew.
 *
 * The descriptor is of the log, on which SQLite holds no POSIX locks; closing one of the database would drop them.
 */
export function createWalSync(walFile: string): Sync {
  const descriptor = openSync(walFile, 'r');
  let running: Promise<void> | undefined;
  let following: Promise<void> | undefined;

  function start(): Promise<void> {
    const sync = syncData(descriptor);
    running = sync;
    sync.then(
      () => {
        if (running === sync) running = undefined;
      },
      // After a failed sync the kernel may hold the pages for written: nothing is certain until the log is read anew.
      () => {},
    );
    return sync;
  }

  return {
    sync() {
      if (running === undefined) return start();
      // The running sync may have begun before the latest commit; the next one serves all that come meanwhile.
      following ??= running.then(() => {
        following = undefined;
        return start();
      });
      return following;
    },
    running: () => running,
    settled: () => following ?? running ?? Promise.resolve(),
    async close() {
      await (following ?? running)?.catch(() => {});
      await closeFile(descriptor);
    },
  };
}

/** For a database in memory. */
export function createNoSync(): Sync {
  return {
    sync: () => Promise.resolve(),
    running: () => undefined,
    settled: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
