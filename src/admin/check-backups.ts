import type { Finding } from './finding.ts';

const CHECK = 'backup';

/**
 * Judges by the latest backup.
 * @param latest milliseconds since 1970; undefined: there is none
 * @param every the time between backups, in milliseconds
 */
export function checkBackups(latest: number | undefined, every: number, now: number): Finding {
  if (latest === undefined)
    return { check: CHECK, state: 'warning', detail: 'there is none: cyolo-scim backup create' };
  const made = `the latest is of ${new Date(latest).toISOString().slice(0, 16).replace('T', ' ')}Z`;
  if (now - latest <= 2 * every) return { check: CHECK, state: 'good', detail: made };
  const advice = 'see in the log why none was made since, and try: cyolo-scim backup create';
  return { check: CHECK, state: 'warning', detail: `${made}: ${advice}` };
}
