import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import Database from 'better-sqlite3';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { KeyId, SecretDigest } from '../../src/directory/key.ts';
import { startServer } from '../../src/server.ts';
import { openStore } from '../../src/store/open.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { freePort } from '../e2e/processes.ts';
import { BINARY } from '../program.ts';
import { ACTOR, OKTA, openDirectory } from '../store/fixture.ts';
import { FAULTS, type Fault, mayBeDone, type Needs, REFUSALS, type State, TABLE } from './command-table.ts';
import { fill, isRoot, mountSmall, NOBODY, viewReadOnly, whyNoMount } from './file-systems.ts';
import { createSite, type Run, runCli, runProcess, type Site } from './run-cli.ts';
import { spawnCli } from './spawn-cli.ts';

/** A site with something for every command to work on. */
async function createMatrixSite(
  t: TestContext,
  prepare: (directory: string) => void = () => {},
): Promise<Site> {
  const site = createSite(t);
  prepare(site.directory);
  writeFileSync(
    site.configPath,
    `server: { listen: "127.0.0.1:${await freePort()}" }
admin: { listen: "127.0.0.1:0" }
database: { url: "sqlite:cyolo-scim.db" }
backup: { directory: backups }
events: { keepDays: 36500 }
`,
  );
  writeFileSync(join(site.directory, 'users.csv'), 'userName\nhedy\n');
  await populate(join(site.directory, 'cyolo-scim.db'));
  await site.json('backup', 'create');
  if (isRoot && BINARY !== undefined) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, site.directory]);
  return site;
}

async function populate(database: string): Promise<void> {
  await using fixture = await openDirectory((options) => openStore(`sqlite:${database}`, options));
  const { acme, store } = fixture;
  fixture.clock.now = Date.now();
  for (const userName of ['ada', 'alan', 'grace']) await acme.createUser({ userName });
  await acme.createGroup('Staff');
  for (const name of ['okta', 'ping', 'google', 'onelogin']) {
    const provider = { ...OKTA, name, autoProvisioning: name !== 'google', createdAt: fixture.clock.now };
    await store.registry.createIdentityProvider(provider, ACTOR);
    await store.registry.createKey(
      {
        id: `cyk_${name === 'ping' ? '0123456789ABCDEFGHIJ' : name}` as KeyId,
        tenant: OKTA.tenant,
        identityProvider: name,
        scope: 'provision',
        digest: randomBytes(32) as unknown as SecretDigest,
        declared: false,
        createdAt: fixture.clock.now,
        expiresAt: undefined,
        revokedAt: undefined,
        lastUse: undefined,
      },
      ACTOR,
    );
  }
}

/** Starts the server of a site, the executable if that is to be tried. @returns what stops it */
async function startUp(t: TestContext, { configPath }: Site): Promise<AsyncDisposable> {
  if (BINARY === undefined) {
    const log = createLogger({ level: 'silent', format: 'json' });
    return await startServer(loadConfig({ path: configPath, env: {} }), { log });
  }
  const server = spawnCli(t, 'serve', '--config', configPath);
  await server.seen(/"serving"/);
  return {
    async [Symbol.asyncDispose]() {
      assert.equal(await server.end('SIGTERM'), 0);
    },
  };
}

/** Brings about that something is wrong with a site, until the end. @returns where commands are to find it */
function spoil(fault: Fault, { directory }: Site, end: AsyncDisposableStack): string {
  const database = join(directory, 'cyolo-scim.db');
  switch (fault) {
    case 'locked': {
      const holder = new Database(database);
      end.defer(() => void holder.close());
      holder.exec('BEGIN IMMEDIATE');
      return directory;
    }
    case 'damaged': {
      // In place: a server has it in its memory.
      const descriptor = openSync(database, 'r+');
      writeSync(descriptor, Buffer.alloc(statSync(database).size, 0xaa), 0, undefined, 0);
      closeSync(descriptor);
      return directory;
    }
    case 'read-only':
      return end.use(viewReadOnly(directory)).path;
    case 'full':
      end.use(fill(directory));
      return directory;
    default:
      return fault satisfies never;
  }
}

/** Runs a command of the table on the site that is in that directory. */
async function runOn(directory: string, line: string, uid?: number): Promise<Run> {
  const backups = readdirSync(join(directory, 'backups')).filter((name) => name.endsWith('.db'));
  const argv = line
    .replace('SITE', directory)
    .replace('BACKUP', join(directory, 'backups', backups[0] ?? ''))
    .split(' ');
  const env = { CYOLO_SCIM_CONFIG: join(directory, 'config.yaml') };
  return await (uid === undefined ? runCli(argv, { env }) : runProcess(argv, { env, uid }));
}

/** Runs a command. @returns what is wrong with how it ended: it is to be done, or refused in one line that says why */
async function judge(needs: Needs, state: State, run: () => Promise<Run>): Promise<readonly string[]> {
  const refusals = REFUSALS[needs];
  const refusal = (state.fault && refusals[state.fault]) ?? refusals[state.isUp ? 'up' : 'down'];
  // One that serves does not end by itself.
  const serves = needs === 'serving' || needs === 'setting up';
  if (serves && (state.isUp || refusal === undefined || mayBeDone(needs, state))) return [];
  const { exitCode, stderr } = await run();
  const isDone = exitCode === 0 && (refusal === undefined || mayBeDone(needs, state));
  // A server that was at work already has logged so.
  const isRefused = exitCode === 1 && refusal?.test(stderr) && /^(?:\{.*\}\n)*cyolo-scim: .*\n$/.test(stderr);
  return isDone || isRefused ? [] : [`ended with ${exitCode}: ${stderr}`];
}

/** Runs all commands on the site in that directory. @returns what is wrong with how they ended */
async function judgeAll(directory: string, state: State, uid?: number): Promise<readonly string[]> {
  const complaints: string[] = [];
  const attempt = async ([needs, line]: (typeof TABLE)[number]): Promise<void> => {
    for (const complaint of await judge(needs, state, () => runOn(directory, line, uid)))
      complaints.push(`${line} ${complaint}`);
  };
  // Those that wait for something do so together; what is done changes what the next one finds.
  if (state.fault === 'locked') await Promise.all(TABLE.map(attempt));
  else for (const row of TABLE) await attempt(row);
  return complaints;
}

/** The audit trail of the tenant, which has to hold. */
async function trailOf(site: Site): Promise<readonly unknown[]> {
  assert.partialDeepStrictEqual(await site.json('event', 'verify', '--tenant', 'acme'), [{ broken: null }]);
  return await site.json('event', 'list', '--tenant', 'acme');
}

/** It takes long and needs nothing of the site: see checks.test.ts. */
const ELSEWHERE = 'selftest';

test('every command is in the table', () => {
  const { program } = createProgram(process);
  const verbsOf = (command: Command, path: string): readonly string[] =>
    command.commands.length === 0
      ? [path]
      : command.commands.flatMap((each) => verbsOf(each, `${path} ${each.name()}`.trim()));
  const missing = verbsOf(program, '').filter(
    (name) => !TABLE.some(([, line]) => `${line} `.startsWith(`${name} `)),
  );
  assert.deepEqual(missing, [ELSEWHERE]);
});

/** As whom to run: only a process of its own can become another user. */
const USERS =
  isRoot && BINARY !== undefined ? { root: undefined, 'the service user': NOBODY } : { us: undefined };

describe('with all in order, every command', { concurrency: true }, () => {
  for (const isUp of [false, true]) {
    for (const [user, uid] of Object.entries(USERS)) {
      test(`is done for ${user}, with the server ${isUp ? 'up' : 'down'}`, async (t) => {
        const site = await createMatrixSite(t);
        await using _server = isUp ? await startUp(t, site) : undefined;
        assert.deepEqual(await judgeAll(site.directory, { isUp }, uid), []);
        await trailOf(site);
        const { uid: owner } = statSync(site.configPath);
        for (const name of readdirSync(site.directory, { recursive: true, encoding: 'utf8' }))
          assert.equal(statSync(join(site.directory, name)).uid, owner, name);
      });
    }
  }
});

describe('every command says what is wrong, and nothing is lost', { concurrency: true }, () => {
  for (const fault of FAULTS) {
    const skip = fault === 'read-only' || fault === 'full' ? whyNoMount : false;
    for (const isUp of [false, true]) {
      test(`${fault}, with the server ${isUp ? 'up' : 'down'}`, { skip }, async (t) => {
        await using end = new AsyncDisposableStack();
        const site = await createMatrixSite(t, (directory) => {
          if (fault === 'full') end.use(mountSmall(directory));
        });
        const before = await trailOf(site);
        if (isUp) end.use(await startUp(t, site));
        {
          await using spoiled = new AsyncDisposableStack();
          const directory = spoil(fault, site, spoiled);
          assert.deepEqual(await judgeAll(directory, { isUp, fault }), []);
        }
        const after = await trailOf(site);
        assert.deepEqual(
          mayBeDone('writing', { isUp, fault }) ? after.slice(0, before.length) : after,
          before,
        );
      });
    }
  }
});
