import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { startServer } from '../../src/server.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createSite } from './run-cli.ts';

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
