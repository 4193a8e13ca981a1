import type { Finding } from './finding.ts';

const CHECK = 'backup';

/**
 * Judges by the latest backup.
 * @param latest milliseconds since 1970; undefined: there is none
 * @param every the time between backups, in milliseconds; endless: the server makes none
 */
export function checkBackups(latest: number | undefined, every: number, now: number): Finding {
  const made =
    latest === undefined
      ? 'there is none'
      : `the latest is of ${new Date(latest).toISOString().slice(0, 16).replace('T', ' ')}Z`;
  if (every === Number.POSITIVE_INFINITY)
    return { check: CHECK, state: 'good', detail: `switched off by backup.every; ${made}` };
  if (latest === undefined)
    return { check: CHECK, state: 'warning', detail: `${made}: cyolo-scim backup create` };
  if (now - latest <= 2 * every) return { check: CHECK, state: 'good', detail: made };
  const advice = 'see in the log why none was made since, and try: cyolo-scim backup create';
  return { check: CHECK, state: 'warning', detail: `${made}: ${advice}` };
}
