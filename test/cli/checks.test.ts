import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { loadConfig } from '../../src/config/load.ts';
import { startServer } from '../../src/server.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createSite, type Run, runCli, type Site } from './run-cli.ts';

interface Served {
  readonly site: Site;
  /** Runs a command with the server's own address as the public URL. */
  run(...argv: readonly string[]): Promise<Run>;
}

/** A site with Okta's auto-provisioning on, and its server, up until the test ends. */
async function createServedSite(t: TestContext): Promise<Served> {
  const site = createSite(t);
  await site.json('tenant', 'add', 'acme');
  await site.json('idp', 'add', 'okta', '--vendor', 'okta');
  await site.json('idp', 'enable', 'okta', '--secret-file', join(site.directory, 'okta.secret'));
  const log = createLogger({ level: 'silent', format: 'json' });
  const server = await startServer(loadConfig({ path: site.configPath, env: {} }), { log });
  t.after(() => server[Symbol.asyncDispose]());
  const env = { CYOLO_SCIM_CONFIG: site.configPath, CYOLO_SCIM_SERVER_PUBLIC_URL: server.urls.scim };
  return { site, run: (...argv) => runCli(argv, { env }) };
}

describe('test-connection', () => {
  test('sends what Okta sends, with a key of its own that it revokes', async (t) => {
    const { site, run } = await createServedSite(t);
    const { exitCode, stdout, stderr } = await run('test-connection', '--json');
    assert.equal(exitCode, 0, stdout + stderr);
    const probes = JSON.parse(stdout);
    assert.partialDeepStrictEqual(probes, [{ ok: true }, { ok: true }, { ok: true }]);
    assert.match(probes[0].request, /\/scim\/v2\/acme\/Users\?startIndex=1&count=2$/);
    const keys = await site.json<{ state: string }[]>('key', 'list');
    assert.deepEqual(
      keys.map(({ state }) => state),
      ['live', 'revoked'],
    );
  });

  test('takes the pair that Okta has, and says what is wrong with it', async (t) => {
    const { site, run } = await createServedSite(t);
    const [key] = await site.json<{ key: string }[]>('key', 'list');
    const secretFile = join(site.directory, 'okta.secret');
    const argv = ['test-connection', '--key', key?.key ?? '', '--secret-file', secretFile];
    assert.equal((await run(...argv)).exitCode, 0);
    writeFileSync(secretFile, 'cys_wrong');
    const { exitCode, stdout } = await run(...argv);
    assert.equal(exitCode, 1);
    assert.match(stdout, /✘ .*401 .*Authentication failed/);
    assert.equal((await run('test-connection', '--key', 'cyk_x')).exitCode, 2);
  });

  test('says why nothing answers', async (t) => {
    const { site } = await createServedSite(t);
    const env = { CYOLO_SCIM_CONFIG: site.configPath, CYOLO_SCIM_SERVER_PUBLIC_URL: 'http://127.0.0.1:1' };
    const { exitCode, stdout } = await runCli(['test-connection'], { env });
    assert.equal(exitCode, 1);
    assert.match(stdout, /✘ +GET http:\/\/127\.0\.0\.1:1\/scim/);
  });
});

describe('doctor', () => {
  test('finds what is good, what deserves a look, and what is bad', async (t) => {
    const { site, run } = await createServedSite(t);
    const first = await run('doctor', '--json');
    assert.equal(first.exitCode, 0, first.stdout);
    assert.partialDeepStrictEqual(JSON.parse(first.stdout), [
      { check: 'configuration', state: 'good' },
      { check: 'TLS certificate', state: 'good' },
      { check: 'permissions', state: 'good' },
      { check: 'disk' },
      { check: 'database', state: 'good' },
      { check: 'keys of acme/okta', state: 'good', detail: 'alive, and not used yet' },
      { check: 'integrity', state: 'good' },
      { check: 'public URL', state: 'warning' },
    ]);

    chmodSync(site.directory, 0o755);
    await site.json('key', 'rotate', '--overlap', '0s');
    const [, key] = await site.json<{ key: string }[]>('key', 'list');
    await site.json('key', 'revoke', key?.key ?? '', '--yes');
    const second = await run('doctor');
    assert.equal(second.exitCode, 1);
    assert.match(second.stdout, /^warning +permissions .*chmod 700/m);
    assert.match(second.stdout, /^bad +keys of acme\/okta +none is alive: cyolo-scim key rotate/m);
  });
});

test('selftest holds this program against the standards, and finds nothing', async () => {
  const { exitCode, stdout } = await runCli(['selftest', '--json']);
  const verdicts: { verdict: string; problem: string }[] = JSON.parse(stdout);
  assert.deepEqual(
    verdicts.filter(({ verdict }) => verdict === 'broken'),
    [],
  );
  assert.ok(verdicts.length > 100);
  assert.equal(exitCode, 0);
});

describe('completion', () => {
  test('lets bash complete nouns, verbs and options', async (t) => {
    const { directory } = createSite(t);
    const path = join(directory, 'completion.bash');
    writeFileSync(path, (await runCli(['completion', 'bash'])).stdout);
    const complete = async (...words: readonly string[]) => {
      const script =
        'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cyolo_scim; printf "%s\\n" "$COMPREPLY"';
      const { stdout } = await promisify(execFile)('bash', ['-c', script, path, 'cyolo-scim', ...words]);
      return stdout.trim();
    };
    assert.equal(await complete('ten'), 'tenant');
    assert.equal(await complete('key', 'ro'), 'rotate');
    assert.equal(await complete('key', 'rotate', '--tenant', 'key', '--over'), '--overlap');
  });

  test('knows every command in each shell', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { stdout } = await runCli(['completion', shell]);
      assert.match(stdout, /key rotate/);
      assert.match(stdout, /--secret-file|-l secret-file/);
    }
    assert.equal((await runCli(['completion', 'tcsh'])).exitCode, 2);
  });
});
