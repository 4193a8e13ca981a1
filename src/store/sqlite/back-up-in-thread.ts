import { type MessagePort, Worker } from 'node:worker_threads';
import { type Backup, type BackupPlaces, createBackup, discardUnchecked } from './backups.ts';

/** What a thread is to back up, and the time that the backup is of. */
export interface BackupOrder {
  readonly places: BackupPlaces;
  readonly now: number;
}

type BackupAnswer = { readonly backup: Backup } | { readonly problem: string };

let startWorker = (order: BackupOrder): Worker =>
  new Worker(new URL('./backup-worker.ts', import.meta.url), { workerData: order });

/** Says how to start a thread that calls `serveBackup`, for a bundle, which has no file of that name. */
export function useBackupWorker(start: (order: BackupOrder) => Worker): void {
  startWorker = start;
}

/**
 * Makes a backup like `createBackup`, in another thread: looking through the copy would hold up a server for as long.
 * @throws Error like `createBackup`, or when it was aborted; nothing is left behind then
 */
export async function backUpInThread(
  places: BackupPlaces,
  now: number,
  stopping: AbortSignal,
): Promise<Backup> {
  stopping.throwIfAborted();
  const worker = startWorker({ places, now });
  const { promise, resolve, reject } = Promise.withResolvers<BackupAnswer>();
  const abort = (): void => reject(stopping.reason);
  stopping.addEventListener('abort', abort);
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('The thread that made the backup ended before its time.')));
  try {
    const answer = await promise;
    if ('problem' in answer) throw new Error(answer.problem);
    return answer.backup;
  } finally {
    stopping.removeEventListener('abort', abort);
    await worker.terminate();
    if (stopping.aborted) discardUnchecked(places, now);
  }
}

/** The thread's part. */
export async function serveBackup(port: MessagePort, { places, now }: BackupOrder): Promise<void> {
  const answer = (answer: BackupAnswer): void => port.postMessage(answer);
  try {
    answer({ backup: await createBackup(places, now) });
  } catch (error) {
    answer({ problem: (error as Error).message });
  }
}
