import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import Database from 'better-sqlite3';
import { verifyTrail } from '../../src/admin/verify-trail.ts';
import { openStore } from '../../src/store/open.ts';
import { ACME, openDirectory } from '../store/fixture.ts';

function databaseFile(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'cyolo-scim-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'scim.db');
}

/** A trail of six events, of which a statement then changes something behind the program's back. */
async function verifyAfter(t: TestContext, forgotten: number, sql: string) {
  const file = databaseFile(t);
  await using fixture = await openDirectory((options) => openStore(`sqlite:${file}`, options));
  const { acme, store, clock } = fixture;
  const start = clock.now;
  for (let age = 1; age <= 5; age += 1) {
    clock.now = start + age;
    await acme.createUser({ userName: `user${age}` });
  }
  await store.events.forgetEvents(start + forgotten, []);
  const database = new Database(file);
  database.exec(sql);
  database.close();
  return await verifyTrail(store.events, ACME);
}

describe('an audit trail', () => {
  test('is intact from the first event on', async (t) => {
    assert.deepEqual(await verifyAfter(t, 0, ''), {
      tenant: ACME,
      count: 6,
      first: 1,
      last: 6,
      broken: null,
    });
  });

  test('is intact from the first event on that is kept', async (t) => {
    assert.deepEqual(await verifyAfter(t, 3, ''), {
      tenant: ACME,
      count: 3,
      first: 4,
      last: 6,
      broken: null,
    });
  });

  test('that nothing was ever written to is intact', async (t) => {
    const file = databaseFile(t);
    await using fixture = await openDirectory((options) => openStore(`sqlite:${file}`, options));
    const trail = await verifyTrail(fixture.store.events, 'nobody' as typeof ACME);
    assert.deepEqual(trail, { tenant: 'nobody', count: 0, first: null, last: null, broken: null });
  });

  for (const [what, forgotten, sql, broken] of [
    ['altered', 0, `UPDATE events SET actor = 'nobody' WHERE tenant = 'acme' AND sequence = 3`, 3],
    ['left out', 0, `DELETE FROM events WHERE tenant = 'acme' AND sequence = 3`, 4],
    ['left out at the beginning', 0, `DELETE FROM events WHERE tenant = 'acme' AND sequence <= 2`, 3],
    ['left out behind those forgotten', 3, `DELETE FROM events WHERE tenant = 'acme' AND sequence = 4`, 5],
    [
      'altered right behind those forgotten',
      3,
      `UPDATE events SET at = 1 WHERE tenant = 'acme' AND sequence = 4`,
      4,
    ],
    ['all left out', 3, `DELETE FROM events WHERE tenant = 'acme'`, 4],
  ] as const) {
    test(`shows where an event was ${what}`, async (t) => {
      assert.equal((await verifyAfter(t, forgotten, sql)).broken, broken);
    });
  }
});
