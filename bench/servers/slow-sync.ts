import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Loaded before the appliance: a sync takes as much longer as on a slow disk. */
const DELAY_MS = 5;

const { fdatasync } = fs;
fs.fdatasync = Object.assign(
  (descriptor: number, callback: fs.NoParamCallback) =>
    fdatasync(descriptor, (error) => setTimeout(callback, DELAY_MS, error)),
  { __promisify__: fdatasync.__promisify__ },
);
syncBuiltinESMExports();
