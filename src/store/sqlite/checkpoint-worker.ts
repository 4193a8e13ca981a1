import { parentPort, workerData } from 'node:worker_threads';
import { serveCheckpoints } from './checkpoint.ts';

if (parentPort !== null) serveCheckpoints(parentPort, workerData);
