import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBackups } from '../../src/admin/check-backups.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24, 12);

for (const [what, latest, every, expected] of [
  ['there is none', undefined, HOUR, 'warning there is none: cyolo-scim backup create'],
  ['the latest is new enough', NOW - 2 * HOUR, HOUR, 'good the latest is of 2026-11-24 10:00Z'],
  ['one was left out', NOW - 3 * HOUR, HOUR, 'warning the latest is of 2026-11-24 09:00Z: see in the log'],
  ['they are off', undefined, Infinity, 'good switched off by backup.every; there is none'],
  ['they are off by now', NOW - HOUR, Infinity, 'good switched off by backup.every; the latest is of'],
] as const) {
  test(`backups are judged when ${what}`, () => {
    const { state, detail } = checkBackups(latest, every, NOW);
    assert.equal(`${state} ${detail}`.slice(0, expected.length), expected);
  });
}
