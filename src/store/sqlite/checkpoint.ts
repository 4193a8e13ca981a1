import type { MessagePort } from 'node:worker_threads';
import { openDatabase, pageSizeOf } from './open-database.ts';

export type CheckpointRequest = 'checkpoint' | 'close';
export type CheckpointAnswer = 'done' | 'closed';

/**
 * From there on writers wait a moment, so that the log can begin anew under steady load too. It is not made shorter: to
 * write over what is there takes a sync half the time of a file that grows.
 */
const LARGE_LOG_BYTES = 128 * 1024 * 1024;
/** How many milliseconds those writers wait at most for who still reads what stands in the log, such as a snapshot. */
const PATIENCE = 100;

/** Copies the write-ahead log into the database at each request, on a connection of its own; answers when done. */
export function serveCheckpoints(port: MessagePort, file: string): void {
  const database = openDatabase(file, { busyTimeout: 1000 });
  database.pragma(`busy_timeout = ${PATIENCE}`);
  const largeLog = LARGE_LOG_BYTES / pageSizeOf(database);
  const answer = (text: CheckpointAnswer): void => port.postMessage(text);
  port.on('message', (request: CheckpointRequest) => {
    if (request === 'close') {
      database.close();
      answer('closed');
      return;
    }
    const [passive] = database.pragma('wal_checkpoint(PASSIVE)') as [{ readonly log: number }];
    if (passive.log > largeLog) database.pragma('wal_checkpoint(RESTART)');
    answer('done');
  });
}
