import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { backUpJob } from '../../src/background/back-up.ts';
import { openStore } from '../../src/store/open.ts';
import { listBackups, verifyBackup } from '../../src/store/sqlite/backups.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { openDirectory } from '../store/fixture.ts';
import { recordedLog } from './fixture.ts';

const HOUR = 3_600_000;

/** A database in use, and the job that backs it up every hour and keeps two backups. */
async function prepare(t: TestContext, every = HOUR) {
  const folder = mkdtempSync(join(tmpdir(), 'cyolo-scim-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const database = join(folder, 'scim.db');
  const directory = join(folder, 'backups');
  const fixture = await openDirectory((options) => openStore(`sqlite:${database}`, options));
  const clock = { now: Date.UTC(2026, 0, 1) };
  const metrics = createMetrics();
  const { log, lines } = recordedLog();
  const job = backUpJob({
    database,
    settings: () => ({ directory, every, keep: 2 }),
    lastBackup: metrics.lastBackup,
    log,
    now: () => clock.now,
    settle: 60_000,
  });
  return { fixture, folder, directory, clock, metrics, job, lines };
}

const NEVER = new AbortController().signal;

describe('scheduled backups', () => {
  test('are not made when they are switched off', async (t) => {
    const { fixture, directory, clock, job } = await prepare(t, Number.POSITIVE_INFINITY);
    await using _ = fixture;
    clock.now += 1000 * HOUR;
    assert.equal(await job.run(NEVER), Number.POSITIVE_INFINITY);
    assert.deepEqual(listBackups(directory), []);
  });

  test('are made when the latest is old enough, and the oldest removed', async (t) => {
    const { fixture, directory, clock, metrics, job, lines } = await prepare(t);
    await using _ = fixture;
    assert.equal(await job.run(NEVER), 60_000, 'the start has a minute for itself');
    clock.now += 60_000;
    assert.equal(await job.run(NEVER), HOUR);
    const [first] = listBackups(directory);
    assert.ok(first);
    assert.deepEqual(await verifyBackup(first.file), []);
    assert.match(metrics.text(), new RegExp(`last_backup_timestamp_seconds\\{\\} ${clock.now / 1000}\n`));
    clock.now += HOUR / 2;
    assert.equal(await job.run(NEVER), HOUR / 2);
    for (let count = 0; count < 2; count += 1) {
      clock.now += HOUR;
      await job.run(NEVER);
    }
    const kept = listBackups(directory);
    assert.equal(kept.length, 2);
    assert.ok(!kept.some(({ file }) => file === first.file));
    assert.deepEqual(
      lines.map(({ msg }) => msg),
      ['backup made', 'backup made', 'backup made'],
    );
  });

  test('are made although there is one of the future, as after the clock was set back', async (t) => {
    const { fixture, directory, clock, metrics, job } = await prepare(t);
    await using _ = fixture;
    const present = clock.now + 60_000;
    clock.now += 365 * 24 * HOUR;
    await job.run(NEVER);
    clock.now = present;
    assert.equal(await job.run(NEVER), HOUR);
    assert.equal(listBackups(directory).length, 2);
    assert.match(metrics.text(), new RegExp(`last_backup_timestamp_seconds\\{\\} ${present / 1000}\n`));
    clock.now += HOUR;
    assert.equal(await job.run(NEVER), HOUR);
  });

  test('that are given up leave nothing behind', async (t) => {
    const { fixture, directory, clock, job } = await prepare(t);
    await using _ = fixture;
    clock.now += 60_000;
    const stop = new AbortController();
    const running = job.run(stop.signal);
    stop.abort();
    await assert.rejects(running, { name: 'AbortError' });
    assert.deepEqual(listBackups(directory), []);
  });

  test('tidy up what a killed one left behind, and nothing that may be under way', async (t) => {
    const { fixture, directory, clock, job } = await prepare(t);
    await using _ = fixture;
    clock.now = Date.now() + 60_000;
    await job.run(NEVER);
    const [old, young] = ['old.db.unchecked', 'young.db.unchecked'].map((name) => join(directory, name));
    for (const file of [old, young]) writeFileSync(file ?? '', 'half');
    utimesSync(old ?? '', 0, 0);
    clock.now += HOUR;
    await job.run(NEVER);
    const left = readdirSync(directory).filter((name) => name.includes('unchecked'));
    assert.deepEqual(left, ['young.db.unchecked']);
  });

  test('that fail say why', async (t) => {
    const { fixture, folder, clock, job } = await prepare(t);
    await using _ = fixture;
    clock.now += 60_000;
    writeFileSync(join(folder, 'backups'), 'in the way');
    await assert.rejects(job.run(NEVER), /EEXIST|ENOTDIR/);
  });
});
