import { parentPort, workerData } from 'node:worker_threads';
import { serveBackup } from './back-up-in-thread.ts';

if (parentPort !== null) void serveBackup(parentPort, workerData);
