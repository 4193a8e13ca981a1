import { readFileSync } from 'node:fs';
import { UsageError } from './errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EISDIR: 'it is a directory',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not text in UTF-8, save it as such',
};
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a file that the command line names. @throws UsageError */
export function readFile(path: string): string {
  try {
    return UTF_8.decode(readFileSync(path));
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
