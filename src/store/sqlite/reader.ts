import { setImmediate } from 'node:timers';
import type { Connection } from './connection.ts';

export interface Reader {
  readonly connection: Connection;
  /** Reads; all reads of one turn of the event loop see the same state, and pay for one transaction. */
  read<T>(work: (connection: Connection) => T): T;
  /** Lets the next read see what has been committed by now. */
  refresh(): void;
  close(): void;
}

export function createReader(connection: Connection): Reader {
  let open = false;

  function refresh(): void {
    if (!open) return;
    open = false;
    connection.run('COMMIT');
  }

  return {
    connection,
    refresh,
    close() {
      refresh();
      connection.database.close();
    },
    read(work) {
      if (!open) {
        connection.run('BEGIN');
        open = true;
        setImmediate(refresh);
      }
      return work(connection);
    },
  };
}

/** For a database in memory, which has no second connection: its writes never leave a transaction open. */
export function createSharedReader(connection: Connection): Reader {
  return { connection, read: (work) => work(connection), refresh: () => {}, close: () => {} };
}
