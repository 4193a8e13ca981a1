// What an executable runs first. V8's code cache, where the build could make one, saves a quarter of the start.
import { getAssetKeys, getRawAsset } from 'node:sea';
import { CODE_CACHE, PROGRAM, runProgram } from './program.ts';

runProgram({
  // It has ASCII characters only.
  source: Buffer.from(getRawAsset(PROGRAM)).toString('latin1'),
  codeCache: getAssetKeys().includes(CODE_CACHE) ? Buffer.from(getRawAsset(CODE_CACHE)) : undefined,
  embedded: (name) => new Uint8Array(getRawAsset(name)),
});
