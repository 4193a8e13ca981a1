import assert from 'node:assert/strict';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import Database from 'better-sqlite3';
import { loadConfig } from '../../src/config/load.ts';
import { startServer } from '../../src/server.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createSite, type Site } from './run-cli.ts';
import { spawnCli } from './spawn-cli.ts';

const CONFIG = 'backup: { directory: backups, keep: 2 }';

interface Backup {
  readonly file: string;
  readonly rows: Readonly<Record<string, number>>;
}

describe('backup', () => {
  test('create copies the database under a server at work, and verify finds the copy good', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const log = createLogger({ level: 'silent', format: 'json' });
    await using _server = await startServer(loadConfig({ path: site.configPath, env: {} }), { log });
    const { file, rows } = await site.json<Backup>('backup', 'create');
    assert.partialDeepStrictEqual(rows, { tenants: 1, events: 1 });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(await site.json('backup', 'verify'), { file, problems: [] });
    assert.deepEqual(await site.json('backup', 'verify', file), { file, problems: [] });
    assert.match(
      (await site.run('backup', 'list')).stdout,
      new RegExp(`^${basename(file)} .* 1 +0 +1$`, 'm'),
    );
  });

  test('create keeps the latest, and leaves nothing else behind', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) made.push((await site.json<Backup>('backup', 'create')).file);
    const kept = await site.json<Backup[]>('backup', 'list');
    assert.deepEqual(
      kept.map(({ file }) => file),
      made.slice(1),
    );
    assert.equal(readdirSync(join(site.directory, 'backups')).length, 4);
  });

  test('create keeps what it has made, though the clock was set back', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const { file: first } = await site.json<Backup>('backup', 'create');
    for (const time of ['2999-12-31T00:00:00.000Z', '2999-12-31T00:00:00.001Z']) redate(first, time);
    const { file } = await site.json<Backup>('backup', 'create');
    const kept = await site.json<Backup[]>('backup', 'list');
    assert.equal(kept.length, 2);
    assert.ok(kept.some((backup) => backup.file === file));
  });

  test('verify finds a copy that was altered or cut off', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const { file } = await site.json<Backup>('backup', 'create');
    truncateSync(file, 20_000);
    const { exitCode, stdout, stderr } = await site.run('backup', 'verify', '--json');
    assert.equal(exitCode, 1);
    assert.match(JSON.parse(stdout).problems[0], /not as it was written/);
    assert.match(stderr, /use another backup/);
    assert.equal((await site.run('backup', 'verify', 'none.db')).exitCode, 2);
  });

  test('that is no database is not taken for a damaged one that is in use', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    for (const argv of [
      ['backup', 'verify', site.configPath],
      ['backup', 'drill', site.configPath],
      ['restore', site.configPath, '--yes'],
    ]) {
      const { exitCode, stderr } = await site.run(...argv);
      assert.equal(exitCode, 1);
      assert.match(stderr, /^cyolo-scim: .*config\.yaml is no backup: .*\n$/);
    }
    assert.equal((await site.json<unknown[]>('tenant', 'list')).length, 1);
  });
});

/** Copies a backup as if it were made at that time. @returns the copy */
function redate(file: string, createdAt: string): string {
  const copy = join(dirname(file), `cyolo-scim-${createdAt.replace(/[-:.]/g, '')}.db`);
  copyFileSync(file, copy);
  const manifest = JSON.parse(readFileSync(file.replace(/db$/, 'json'), 'utf8'));
  writeFileSync(copy.replace(/db$/, 'json'), JSON.stringify({ ...manifest, createdAt }));
  return copy;
}

describe('the latest backup', () => {
  async function createBackedUpSite(t: TestContext): Promise<{ readonly site: Site; readonly file: string }> {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const { file } = await site.json<Backup>('backup', 'create');
    return { site, file };
  }

  test('is none that is dated in the future', async (t) => {
    const { site, file } = await createBackedUpSite(t);
    const future = redate(file, '2999-12-31T00:00:00.000Z');
    for (const verb of ['verify', 'drill']) {
      const { exitCode, stdout, stderr } = await site.run('backup', verb, '--json');
      assert.equal(exitCode, 0, stderr);
      assert.equal(JSON.parse(stdout).file, file);
      assert.equal(
        stderr,
        `${future} is left out: it is dated 2999-12-31 00:00:00Z, in the future. Was the clock wrong?\n`,
      );
    }
  });

  test('is the one that was made last, whatever it is called', async (t) => {
    const { site, file } = await createBackedUpSite(t);
    const older = redate(file, '2020-01-01T00:00:00.000Z');
    const renamed = join(dirname(older), 'cyolo-scim-29991231T000000000Z.db');
    renameSync(older, renamed);
    renameSync(older.replace(/db$/, 'json'), renamed.replace(/db$/, 'json'));
    assert.deepEqual(await site.json('backup', 'verify'), { file, problems: [] });
  });

  test('is found though the note beside another one is cut off', async (t) => {
    const { site, file } = await createBackedUpSite(t);
    const other = redate(file, '2020-01-01T00:00:00.000Z');
    truncateSync(other.replace(/db$/, 'json'), 20);
    assert.deepEqual(await site.json('backup', 'verify'), { file, problems: [] });
    assert.match((await site.run('backup', 'verify', other)).stderr, /what was noted of it cannot be read/);
  });
});

describe('restore', () => {
  test('brings back what was backed up, and keeps what was there', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const { file } = await site.json<Backup>('backup', 'create');
    await site.json('tenant', 'add', 'later');
    assert.equal((await site.run('restore', file)).exitCode, 2);
    const { kept } = await site.json<{ kept: string }>('restore', file, '--yes');
    assert.partialDeepStrictEqual(await site.json('tenant', 'list'), [{ name: 'acme' }]);
    assert.deepEqual(await site.json('event', 'verify'), [
      { tenant: 'acme', count: 1, first: 1, last: 1, broken: null },
    ]);
    await site.json('restore', kept, '--yes');
    assert.equal((await site.json<unknown[]>('tenant', 'list')).length, 2);
  });

  test('takes the place of a database that is damaged', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const { file } = await site.json<Backup>('backup', 'create');
    writeFileSync(join(site.directory, 'scim.db'), 'no database at all');
    assert.equal((await site.run('tenant', 'list')).exitCode, 1);
    await site.json('restore', file, '--yes');
    assert.equal((await site.json<unknown[]>('tenant', 'list')).length, 1);
  });

  test('takes nothing from a log that is left of a database that is gone', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const { file } = await site.json<Backup>('backup', 'create');
    const database = join(site.directory, 'scim.db');
    const connection = new Database(database);
    connection.pragma('wal_autocheckpoint = 0');
    connection.exec(`UPDATE tenants SET display_name = 'Changed later'`);
    copyFileSync(`${database}-wal`, join(site.directory, 'left-wal'));
    connection.close();
    rmSync(database);
    copyFileSync(join(site.directory, 'left-wal'), `${database}-wal`);
    await site.json('restore', file, '--yes');
    assert.partialDeepStrictEqual(await site.json('tenant', 'list'), [{ displayName: 'acme' }]);
  });

  test('refuses a backup that was altered', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const { file } = await site.json<Backup>('backup', 'create');
    const connection = new Database(file);
    connection.exec(`UPDATE tenants SET display_name = 'Another'`);
    connection.close();
    const { exitCode, stderr } = await site.run('restore', file, '--yes');
    assert.equal(exitCode, 1);
    assert.match(stderr, /not as it was written/);
  });

  test('refuses a database with a log beside it, and the database itself', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const database = join(site.directory, 'scim.db');
    const itself = await site.run('restore', database, '--yes');
    assert.equal(itself.exitCode, 1);
    assert.match(itself.stderr, /is the database itself/);
    const copy = join(site.directory, 'copy.db');
    copyFileSync(database, copy);
    writeFileSync(`${copy}-wal`, 'changes');
    assert.match((await site.run('restore', copy, '--yes')).stderr, /with a log beside it/);
  });

  test('does not take the place of a damaged database that a process still has open', {
    skip: process.platform !== 'linux',
  }, async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const { file } = await site.json<Backup>('backup', 'create');
    writeFileSync(
      site.configPath,
      readFileSync(site.configPath, 'utf8').replace('level: warn', 'level: info'),
    );
    const server = spawnCli(t, 'serve', '--config', site.configPath);
    await server.seen(/"serving"/);
    writeFileSync(join(site.directory, 'scim.db'), 'no database at all');
    const { exitCode, stderr } = await site.run('restore', file, '--yes');
    assert.equal(exitCode, 1, stderr);
    assert.match(stderr, /stop the server first/);
    await server.end('SIGKILL');
    await site.json('restore', file, '--yes');
    assert.equal((await site.json<unknown[]>('tenant', 'list')).length, 1);
  });

  test('changes nothing when the backup is not good, or the server has the database open', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const { file } = await site.json<Backup>('backup', 'create');
    await site.json('tenant', 'add', 'later');
    const cut = join(site.directory, 'cut.db');
    copyFileSync(file, cut);
    truncateSync(cut, 20_000);
    const bad = await site.run('restore', cut, '--yes');
    assert.equal(bad.exitCode, 1);
    assert.match(bad.stderr, /The backup is not good/);
    const log = createLogger({ level: 'silent', format: 'json' });
    await using _server = await startServer(loadConfig({ path: site.configPath, env: {} }), { log });
    const open = await site.run('restore', file, '--yes');
    assert.equal(open.exitCode, 1);
    assert.match(open.stderr, /stop the server first/);
    assert.equal((await site.json<unknown[]>('tenant', 'list')).length, 2);
  });
});

describe('a restore drill', () => {
  test('restores the latest backup under a server at work, looks into it, and leaves nothing behind', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    assert.equal((await site.run('backup', 'drill')).exitCode, 1);
    const { file } = await site.json<Backup>('backup', 'create');
    await site.json('tenant', 'add', 'later');
    const log = createLogger({ level: 'silent', format: 'json' });
    await using _server = await startServer(loadConfig({ path: site.configPath, env: {} }), { log });
    const before = readdirSync(site.directory);
    assert.partialDeepStrictEqual(await site.json('backup', 'drill'), {
      file,
      tenants: [{ tenant: 'acme', users: 0, groups: 0, count: 1, broken: null }],
    });
    assert.match((await site.run('backup', 'drill', file)).stdout, /can be restored.*\nacme: 0 users/);
    assert.deepEqual(readdirSync(site.directory), before);
    assert.equal((await site.json<unknown[]>('tenant', 'list')).length, 2);
  });

  test('finds a backup that is not good, or whose audit trail does not hold', async (t) => {
    const site = createSite(t, CONFIG);
    await site.json('tenant', 'add', 'acme');
    const { file } = await site.json<Backup>('backup', 'create');
    const altered = join(site.directory, 'altered.db');
    copyFileSync(file, altered);
    const database = new Database(altered);
    database.exec(`UPDATE events SET actor = 'nobody'`);
    database.close();
    const broken = await site.run('backup', 'drill', altered);
    assert.equal(broken.exitCode, 1);
    assert.match(broken.stderr, /does not hold at event 1 of tenant "acme"/);
    truncateSync(altered, 20_000);
    const { exitCode, stderr } = await site.run('backup', 'drill', altered);
    assert.equal(exitCode, 1);
    assert.match(stderr, /The backup is not good/);
    assert.equal((await site.run('backup', 'drill', 'none.db')).exitCode, 2);
  });
});
