import { isDeepStrictEqual } from 'node:util';
import { allSettings } from './json-schema.ts';
import { formatPath, valueAt } from './problem.ts';
import type { Config } from './schema.ts';

/** What a running server cannot change: its sockets, its files, and the shape of what they hold. */
export const RESTART_SETTINGS: readonly string[] = [
  'server.listen',
  'admin.listen',
  'database.url',
  'log.format',
  'schemas',
  'resourceTypes',
];

/** The changed settings of a configuration: those that apply at once, and those that wait for a restart. */
export interface Changes {
  readonly live: readonly string[];
  readonly restart: readonly string[];
}

/** Compares two configurations, and the files that they name as far as they were read. */
export function compareConfigs(before: Config, after: Config): Changes {
  const changed = allSettings()
    .filter(({ path }) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path)))
    .map(({ path }) => formatPath(path));
  return {
    live: changed.filter((path) => !RESTART_SETTINGS.includes(path)),
    restart: changed.filter((path) => RESTART_SETTINGS.includes(path)),
  };
}
