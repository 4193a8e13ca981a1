import type { Config } from '../config/schema.ts';
import { CommandError } from './errors.ts';

const SQLITE = 'sqlite:';

/** The file of the configured database. @throws CommandError when it is no file */
export function databaseFile({ database: { url } }: Config): string {
  const file = url.startsWith(SQLITE) ? url.slice(SQLITE.length) : '';
  if (file === '' || file === ':memory:') throw new CommandError('database.url names no file.');
  return file;
}
