import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config/schema.ts';
import { CommandError } from './errors.ts';

const SQLITE = 'sqlite:';

/** The file of the configured database. @throws CommandError when it is no file */
export function databaseFile({ database: { url } }: Config): string {
  const file = url.startsWith(SQLITE) ? url.slice(SQLITE.length) : '';
  if (file === '' || file === ':memory:') throw new CommandError('database.url names no file.');
  return file;
}

/**
 * The directory of the configured database, for what does not make it.
 * @throws CommandError when it is not there, so that root does not make one which the service may not write
 */
export function dataDirectory(config: Config): string {
  const directory = dirname(databaseFile(config));
  if (existsSync(directory)) return directory;
  throw new CommandError(
    `There is no directory ${directory} for the data: install the service, or make it and give it to the service's user.`,
  );
}
