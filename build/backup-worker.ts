// backup-worker.ts of the store, for a thread that has no files: see embedded.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { serveBackup } from '../src/store/sqlite/back-up-in-thread.ts';
import { useNativeAddon } from '../src/store/sqlite/open-database.ts';
import { openAddon } from './load-addon.ts';

if (parentPort !== null) {
  const { addon, order } = workerData;
  useNativeAddon(() => openAddon(addon));
  void serveBackup(parentPort, order);
}
