import { setImmediate } from 'node:timers';
import { remember } from '../../scim/remember.ts';
import type { Connection } from './connection.ts';

export interface Reader {
  readonly connection: Connection;
  /** Reads; all reads of one turn of the event loop see the same state, and pay for one transaction. */
  read<T>(work: (connection: Connection) => T): T;
  /** Lets the next read see what has been committed by now. */
  refresh(): void;
  /** Names the state that reads see: as long as it is the same, nothing has been committed by whichever process. */
  version(): number | undefined;
  close(): void;
}

/** Remembers what is read of each key, as `remember` does, until anything is committed, by whichever process. */
export function rememberState<Key, Value>(
  reader: Reader,
  most: number,
  read: (key: Key) => Value,
): (key: Key) => Value {
  return rememberVersion(() => reader.version(), most, read);
}

/** Remembers what is read of each key, as `remember` does, for as long as the version is the same. */
export function rememberVersion<Key, Value>(
  versionOf: () => number | undefined,
  most: number,
  read: (key: Key) => Value,
): (key: Key) => Value {
  let version: number | undefined;
  let remembered = remember(most, read);
  return (key) => {
    const current = versionOf();
    if (current !== version) remembered = remember(most, read);
    version = current;
    return remembered(key);
  };
}

export function createReader(connection: Connection): Reader {
  let open = false;
  let version: number | undefined;

  function refresh(): void {
    if (!open) return;
    open = false;
    version = undefined;
    try {
      connection.run('COMMIT');
    } catch {
      // Of a damaged file even this can fail; who reads next is told.
      if (connection.database.inTransaction) connection.run('ROLLBACK');
    }
  }

  function read<T>(work: (connection: Connection) => T): T {
    if (!open) {
      connection.run('BEGIN');
      open = true;
      setImmediate(refresh);
    }
    return work(connection);
  }

  return {
    connection,
    read,
    refresh,
    // Counts the commits of all other connections, and this one makes none.
    version: () => read(() => (version ??= connection.value<number>('PRAGMA data_version'))),
    close() {
      refresh();
      connection.database.close();
    },
  };
}

/** For a database in memory, which has no second connection: its writes never leave a transaction open. */
export function createSharedReader(connection: Connection): Reader {
  return {
    connection,
    read: (work) => work(connection),
    refresh: () => {},
    version: () => connection.value<number>('SELECT total_changes()'),
    close: () => {},
  };
}
