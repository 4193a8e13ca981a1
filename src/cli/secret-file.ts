import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { UsageError } from './errors.ts';

/** A new file for one Secret. */
export interface SecretFile extends Disposable {
  readonly path: string;
  write(secret: string): void;
}

/** More than a Secret and its line end take. */
const ROOM = Buffer.alloc(64);

/**
 * Makes the file at once, readable by its owner only, and with room: it fails before there is a Secret that could be
 * lost. Disposed of without a Secret, it is removed again.
 * @throws UsageError when the file exists or cannot be made, Error when the disk is full
 */
export function createSecretFile(path: string): SecretFile {
  const file = openNew(path);
  let isWritten = false;
  try {
    writeSync(file, ROOM);
  } catch (error) {
    unlinkSync(path);
    throw error;
  }
  return {
    path,
    write(secret) {
      const line = Buffer.from(`${secret}\n`);
      writeSync(file, line, 0, line.length, 0);
      ftruncateSync(file, line.length);
      isWritten = true;
    },
    [Symbol.dispose]() {
      closeSync(file);
      if (!isWritten) unlinkSync(path);
    },
  };
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EEXIST' ? 'it exists already' : String(code);
    throw new UsageError(`The Secret cannot be written to ${path}: ${reason}. Name a new file.`, {
      cause: error,
    });
  }
}
