// checkpoint-worker.ts of the store, for a thread that has no files: see embedded.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { serveCheckpoints } from '../src/store/sqlite/checkpoint.ts';
import { useNativeAddon } from '../src/store/sqlite/open-database.ts';
import { openAddon } from './load-addon.ts';

if (parentPort !== null) {
  const { addon, file } = workerData;
  useNativeAddon(() => openAddon(addon));
  serveCheckpoints(parentPort, file);
}
