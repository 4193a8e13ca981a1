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

/** A listener takes other files for its TLS at once, but does not begin or end to speak it. */
const TLS_SECTIONS: readonly (readonly string[])[] = [
  ['server', 'tls'],
  ['admin', 'tls'],
];

/** Compares two configurations, and the files that they name as far as they were read. */
export function compareConfigs(before: Config, after: Config): Changes {
  const turned = TLS_SECTIONS.filter(
    (path) => (valueAt(before, path) === undefined) !== (valueAt(after, path) === undefined),
  ).map((path) => `${formatPath(path)}.`);
  const waits = (path: string): boolean =>
    RESTART_SETTINGS.includes(path) || turned.some((section) => path.startsWith(section));
  const changed = allSettings()
    .filter(({ path }) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path)))
    .map(({ path }) => formatPath(path));
  return { live: changed.filter((path) => !waits(path)), restart: changed.filter(waits) };
}
