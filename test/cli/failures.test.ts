import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import Database from 'better-sqlite3';
import { loadConfig } from '../../src/config/load.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { cyoloScim } from '../program.ts';
import { fill, isRoot, mountSmall, NOBODY, whyNoMount } from './file-systems.ts';
import { createSite, type Run, runCli, runProcess, type Site } from './run-cli.ts';

async function createPopulatedSite(t: TestContext): Promise<Site> {
  const site = createSite(t, 'backup: { directory: backups }');
  await site.json('tenant', 'add', 'acme');
  return site;
}

function startQuietly(site: Site): Promise<RunningServer> {
  const log = createLogger({ level: 'silent', format: 'json' });
  return startServer(loadConfig({ path: site.configPath, env: {} }), { log });
}

function assertFailed({ exitCode, stderr }: Run, sentence: RegExp): void {
  assert.equal(exitCode, 1, stderr);
  assert.match(stderr, sentence);
  assert.equal(stderr.trimEnd().split('\n').length, 1, `one line: ${stderr}`);
}

async function tenantsOf(site: Site): Promise<readonly string[]> {
  return (await site.json<{ name: string }[]>('tenant', 'list')).map(({ name }) => name);
}

test('a database that another process holds is served, but no ready one until it is let go', async (t) => {
  const site = await createPopulatedSite(t);
  const holder = new Database(join(site.directory, 'scim.db'));
  t.after(() => holder.close());
  holder.exec('BEGIN IMMEDIATE');
  await using server = await startQuietly(site);
  const ready = await fetch(`${server.urls.admin}/readyz`);
  assert.equal(ready.status, 503);
  assert.match(await ready.text(), /Another process holds the database/);
  holder.exec('ROLLBACK');
  await site.json('tenant', 'add', 'other');
  assert.deepEqual(await tenantsOf(site), ['acme', 'other']);
});

test('a database that another process holds is waited for, which a terminal is told', async (t) => {
  const site = await createPopulatedSite(t);
  const holder = new Database(join(site.directory, 'scim.db'));
  t.after(() => holder.close());
  holder.exec('BEGIN IMMEDIATE');
  const argv = ['tenant', 'add', 'other', '--config', site.configPath];
  const { exitCode, stderr } = await runCli(argv, {
    columns: 80,
    onStderr: () => void holder.exec('ROLLBACK'),
  });
  assert.equal(stderr, 'Another process holds the database: waiting for it …\n');
  assert.equal(exitCode, 0);
});

describe('a damaged database', () => {
  test('that is none is brought back by a restore', async (t) => {
    const site = await createPopulatedSite(t);
    const { file } = await site.json<{ file: string }>('backup', 'create');
    writeFileSync(join(site.directory, 'scim.db'), 'no database at all'.repeat(100));
    const { exitCode, stdout } = await site.run('doctor');
    assert.equal(exitCode, 1);
    assert.match(stdout, /^bad +integrity +The database is damaged/m);
    assert.equal(readdirSync(join(site.directory, 'backups')).length, 2, 'the good backup, and no half one');
    await site.json('restore', file, '--yes');
    assert.deepEqual(await tenantsOf(site), ['acme']);
  });

  test('of which pages are overwritten is never backed up as if it were good', async (t) => {
    const site = await createPopulatedSite(t);
    const { file } = await site.json<{ file: string }>('backup', 'create');
    const descriptor = openSync(join(site.directory, 'scim.db'), 'r+');
    writeSync(descriptor, Buffer.alloc(statSync(file).size - 8192, 0xaa), 0, undefined, 8192);
    closeSync(descriptor);
    assertFailed(await site.run('backup', 'create'), /The database is damaged|The backup is not good/);
    assert.deepEqual(await site.json<unknown[]>('backup', 'list').then((list) => list.length), 1);
    await site.json('restore', file, '--yes');
    assert.deepEqual(await tenantsOf(site), ['acme']);
  });
});

/** Runs a command line as the service's user. */
function runAsNobody(site: Site, ...argv: readonly string[]): Promise<Run> {
  return runProcess([...argv, '--config', site.configPath], { env: {}, uid: NOBODY });
}

/** Whether another user can run the program from where it lies. */
const canRunAsNobody =
  isRoot && spawnSync(cyoloScim()[0], ['--version'], { uid: NOBODY, gid: NOBODY, env: {} }).status === 0;

describe('a directory that may not be written', {
  skip: canRunAsNobody ? false : 'needs root, to become another user',
}, () => {
  test('is told of to the user who may not, and nothing is lost', async (t) => {
    const site = await createPopulatedSite(t);
    chmodSync(site.directory, 0o755);
    chmodSync(site.configPath, 0o644);
    const { exitCode, stderr } = await runAsNobody(site, 'tenant', 'add', 'other');
    assert.equal(exitCode, 1, stderr);
    assert.match(stderr, /^cyolo-scim: .* cannot be written: see .*\n$/);
    assert.deepEqual(await tenantsOf(site), ['acme']);
  });

  test('by root is written as its owner, before and after the owner does', async (t) => {
    const site = await createPopulatedSite(t);
    chmodSync(site.configPath, 0o644);
    for (const name of ['.', 'scim.db']) chownSync(join(site.directory, name), NOBODY, NOBODY);
    assert.equal((await runAsNobody(site, 'tenant', 'add', 'theirs')).exitCode, 0);
    for (const argv of [
      ['tenant', 'add', 'ours'],
      ['backup', 'create'],
    ]) {
      const { exitCode, stderr } = await runProcess([...argv, '--config', site.configPath], { env: {} });
      assert.equal(exitCode, 0, stderr);
    }
    const list = await runAsNobody(site, 'tenant', 'list', '--json');
    assert.equal(list.exitCode, 0, list.stderr);
    assert.deepEqual(JSON.parse(list.stdout).length, 3);
    const owners = [
      'scim.db',
      'backups',
      ...readdirSync(join(site.directory, 'backups')).map((name) => `backups/${name}`),
    ];
    for (const name of owners) assert.equal(statSync(join(site.directory, name)).uid, NOBODY, name);
  });

  test('nor looked into is not taken for one without a configuration', async (t) => {
    const site = await createPopulatedSite(t);
    const { exitCode, stderr } = await runAsNobody(site, 'tenant', 'list');
    assert.equal(exitCode, 2);
    assert.match(stderr, /config\.yaml: you may not look there: go on as root, with sudo\n$/);
  });

  test('has backups that are not taken for missing by who may not see them', async (t) => {
    const site = await createPopulatedSite(t);
    await site.json('backup', 'create');
    chmodSync(site.directory, 0o755);
    chmodSync(site.configPath, 0o644);
    for (const argv of [['list'], ['verify'], ['drill']]) {
      const { exitCode, stderr } = await runAsNobody(site, 'backup', ...argv);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, /backups cannot be read: you may not read it\.\n$/);
    }
    const { stdout } = await runAsNobody(site, 'doctor');
    assert.match(stdout, /^bad +backup +.*backups cannot be read/m);
  });

  test('of root holds a backup that the owner of the data cannot restore, and is named', async (t) => {
    const site = await createPopulatedSite(t);
    const { file } = await site.json<{ file: string }>('backup', 'create');
    const shelf = createSite(t).directory;
    const copy = join(shelf, 'copy.db');
    copyFileSync(file, copy);
    copyFileSync(file.replace(/db$/, 'json'), join(shelf, 'copy.json'));
    chmodSync(site.configPath, 0o644);
    for (const name of ['.', 'scim.db', 'backups']) chownSync(join(site.directory, name), NOBODY, NOBODY);
    for (const argv of [
      ['restore', copy, '--yes'],
      ['backup', 'drill', copy],
    ]) {
      const { exitCode, stderr } = await runProcess([...argv, '--config', site.configPath], { env: {} });
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, /copy\.\w+ cannot be read: you may not read it\. As root, .*\.\n$/);
    }
    // Where the owner comes to it, root may hold the backup alone.
    chmodSync(shelf, 0o755);
    chmodSync(copy, 0o600);
    rmSync(join(shelf, 'copy.json'));
    const restored = await runProcess(['restore', copy, '--yes', '--config', site.configPath], { env: {} });
    assert.equal(restored.exitCode, 0, restored.stderr);
  });
});

/** Lays a small file system over the site's directory, with its configuration on it, until it is disposed of. */
function mountOver({ directory, configPath }: Site): Disposable {
  const config = readFileSync(configPath);
  const mount = mountSmall(directory);
  writeFileSync(configPath, config);
  return mount;
}

describe('a full disk', { skip: whyNoMount }, () => {
  for (const isUp of [false, true]) {
    test(`with the server ${isUp ? 'up' : 'down'} takes no writes and loses nothing`, async (t) => {
      const site = createSite(t, 'backup: { directory: backups }');
      using _mount = mountOver(site);
      await site.json('tenant', 'add', 'acme');
      await using server = isUp ? await startQuietly(site) : undefined;
      const filling = fill(site.directory);
      assertFailed(await site.run('backup', 'create'), /The disk is full: make room/);
      assert.ok(
        !existsSync(join(site.directory, 'backups')) ||
          readdirSync(join(site.directory, 'backups')).length === 0,
      );
      const full = await fillWithTenants(site);
      assertFailed(full.failed, /The disk is full: make room/);
      if (server !== undefined) {
        const ready = await fetch(`${server.urls.admin}/readyz`);
        await ready.body?.cancel();
        assert.ok([200, 503].includes(ready.status));
      }
      filling[Symbol.dispose]();
      assert.deepEqual(await tenantsOf(site), ['acme', ...full.added]);
      assert.partialDeepStrictEqual(await site.json('event', 'verify'), [{ broken: null }]);
      await site.json('tenant', 'add', 'later');
    });
  }
});

test('what needs a directory for the data says that there is none, and makes none', async (t) => {
  const site = await createPopulatedSite(t);
  const { file } = await site.json<{ file: string }>('backup', 'create');
  const elsewhere = join(site.directory, 'elsewhere');
  const env = { CYOLO_SCIM_CONFIG: site.configPath, CYOLO_SCIM_DATABASE_URL: `sqlite:${elsewhere}/scim.db` };
  for (const argv of [
    ['backup', 'create'],
    ['backup', 'drill', file],
    ['restore', file, '--yes'],
  ])
    assertFailed(await runCli(argv, { env }), /There is no directory .*elsewhere for the data/);
  assert.ok(!existsSync(elsewhere));
  mkdirSync(elsewhere);
  assertFailed(await runCli(['backup', 'create'], { env }), /There is no database .* yet/);
});

test('where there is no room for a Secret no key is issued, and none for a configuration leaves none', {
  skip: whyNoMount,
}, async (t) => {
  const site = createSite(t);
  await site.json('tenant', 'add', 'acme');
  await site.json('idp', 'add', 'okta');
  const small = join(site.directory, 'small');
  mkdirSync(small);
  using _mount = mountSmall(small);
  using _filling = fill(small);
  const secretFile = join(small, 'okta.secret');
  assertFailed(await site.run('key', 'issue', '--secret-file', secretFile), /The disk is full: make room/);
  assert.ok(!existsSync(secretFile));
  assert.deepEqual(await site.json('key', 'list'), []);
  assertFailed(await runCli(['quickstart', '--data', small, '--port', '0']), /The disk is full: make room/);
  assert.deepEqual(readdirSync(small), ['fill']);
});

/** Adds tenants until there is no room for one; the log has a little when the disk is full already. */
async function fillWithTenants(
  site: Site,
): Promise<{ readonly added: readonly string[]; readonly failed: Run }> {
  const added: string[] = [];
  while (added.length < 50) {
    const name = `t${added.length}`;
    const run = await site.run('tenant', 'add', name, '--display-name', 'x'.repeat(4000));
    if (run.exitCode !== 0) return { added, failed: run };
    added.push(name);
  }
  throw new Error('The disk is not full.');
}
