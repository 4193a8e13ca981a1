import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { UsageError } from './errors.ts';

/** A new file for one Secret. */
export interface SecretFile extends Disposable {
  readonly path: string;
  write(secret: string): void;
}

/**
 * Makes the file at once, readable by its owner only: it fails before there is a Secret that could be lost. Disposed
 * of without a Secret, it is removed again.
 * @throws UsageError when the file exists or cannot be made
 */
export function createSecretFile(path: string): SecretFile {
  const file = openNew(path);
  let isWritten = false;
  return {
    path,
    write(secret) {
      writeSync(file, `${secret}\n`);
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
