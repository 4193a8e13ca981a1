import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { useBackupWorker } from '../src/store/sqlite/back-up-in-thread.ts';
import { useCheckpointWorker } from '../src/store/sqlite/checkpoints.ts';
import { useNativeAddon } from '../src/store/sqlite/open-database.ts';
import { type LoadedAddon, loadAddon } from './load-addon.ts';
import { ADDON, BACKUP_WORKER, CHECKPOINT_WORKER, type Embedded } from './program.ts';

declare const embedded: Embedded;

let loaded: LoadedAddon | undefined;

/** Loads the addon at its first use: many commands do without. */
function load(databaseFile: string): LoadedAddon {
  loaded ??= loadAddon(embedded(ADDON), folders(databaseFile));
  return loaded;
}

/** systemd's, of which the state directory allows execution everywhere; what any machine has; the database's. */
function folders(databaseFile: string): readonly string[] {
  const { STATE_DIRECTORY, RUNTIME_DIRECTORY } = process.env;
  const candidates = [STATE_DIRECTORY, RUNTIME_DIRECTORY, tmpdir(), '/dev/shm', dirname(databaseFile)];
  return candidates.filter((folder) => folder !== undefined);
}

function startThread(name: string, workerData: object): Worker {
  return new Worker(new TextDecoder().decode(embedded(name)), { eval: true, workerData });
}

useNativeAddon((databaseFile) => load(databaseFile).addon);
useCheckpointWorker((file) => startThread(CHECKPOINT_WORKER, { file, addon: load(file).path }));
useBackupWorker((order) => startThread(BACKUP_WORKER, { order, addon: load(order.places.database).path }));
