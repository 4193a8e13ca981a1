const FULL = 'The disk is full: make room, then try again; nothing is half-written';
const READ_ONLY =
  'The file cannot be written: see that its directory is there, is not read-only, and belongs to the service';
const DAMAGED =
  'The database is damaged: stop the server and restore a backup, see cyolo-scim backup list and cyolo-scim restore --help';
const BUSY = 'Another process holds the database: try again, and if that lasts see who it is with fuser';
const BROKEN = 'The disk fails: look into the log of the system, and back up what can still be read';

/** By the code of what failed; SQLite's codes begin so, or are so. */
const SENTENCES: readonly (readonly [code: RegExp, sentence: string])[] = [
  // A full disk has no room for the file that connections share.
  [/^(ENOSPC|EDQUOT|SQLITE_FULL|SQLITE_IOERR_SHM(SIZE|OPEN|MAP))$/, FULL],
  [/^(EROFS|EACCES|EPERM|SQLITE_READONLY.*|SQLITE_CANTOPEN.*|SQLITE_PERM)$/, READ_ONLY],
  [/^SQLITE_(CORRUPT.*|NOTADB)$/, DAMAGED],
  [/^SQLITE_(BUSY.*|LOCKED.*)$/, BUSY],
  [/^(EIO|SQLITE_IOERR.*)$/, BROKEN],
];

/** A failure of the machine, of the database file or of a backup, which a person can do something about. */
export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure';
}

/** Says of a failure what it means and what to do; what is no failure of disk or database stays as it is. */
export function explainFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  const [, sentence] = SENTENCES.find(([pattern]) => pattern.test(code)) ?? [];
  if (sentence === undefined) return error;
  return new DatabaseFailure(`${sentence} (${code}: ${error.message}).`, { cause: error });
}
