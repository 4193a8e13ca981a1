import { readFileSync } from 'node:fs';
import { UsageError } from './errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EISDIR: 'it is a directory',
};
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a file that the command line names. @throws UsageError */
export function readFile(path: string): string {
  const bytes = readBytes(path);
  try {
    return UTF_8.decode(bytes);
  } catch (cause) {
    throw new UsageError(`${path} cannot be read: it is not text in UTF-8, save it as such.`, { cause });
  }
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What to say of a file that could not be read. @param advice a sentence more */
export function unreadable(path: string, cause: unknown, advice = ''): UsageError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const sentence = `${path} cannot be read: ${REASONS[code] ?? message}.`;
  return new UsageError(`${sentence} ${advice}`.trimEnd(), { cause });
}
