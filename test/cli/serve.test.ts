import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { cyoloScim, ENVIRONMENT } from '../program.ts';
import { createSite, runCli } from './run-cli.ts';
import { spawnCli } from './spawn-cli.ts';

function makeDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'cyolo-scim-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function statusOf(url: string, key: string, secret: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  const response = await fetch(url, { headers: { authorization } });
  await response.body?.cancel();
  return response.status;
}

describe('quickstart', () => {
  test('serves with the Key and Secret that it prints, and shows the Secret at the first start only', async (t) => {
    const data = join(makeDirectory(t), 'data');
    const first = spawnCli(t, 'quickstart', '--data', data, '--port', '0');
    const [, credential = '', url = ''] = await first.seen(/^ {2}curl --user '(\S+)' '(\S+)'$/m);
    const [key = '', secret = ''] = credential.split(':');
    assert.match(first.output(), /In Okta: /);
    assert.equal(await statusOf(url, key, secret), 200);
    assert.equal(await statusOf(url, key, `${secret}x`), 401);

    const [, rotate = ''] = await first.seen(/^ {2}(\S.* key rotate .*)$/m);
    const { stdout } = await promisify(exec)(`${rotate} --overlap 0s --json`, { env: ENVIRONMENT });
    const next = JSON.parse(stdout);
    assert.equal(await statusOf(url, key, secret), 401, 'a running server refuses the rotated key');
    assert.equal(await statusOf(url, next.key, next.secret), 200);
    assert.equal(await first.end('SIGTERM'), 0);

    const second = spawnCli(t, 'quickstart', '--data', data, '--port', '0');
    await second.seen(/Stop with Ctrl-C/);
    assert.doesNotMatch(second.output(), /cys_/);
    assert.match(second.output(), /key rotate --config /);
    const [, link = ''] = await second.seen(/^ {2}(http:\/\/127\.0\.0\.1:\d+\/login\?token=\w+)$/m);
    assert.match(await (await fetch(link)).text(), /This one-time link signs you in/);
    const [, again = ''] = await second.seen(/^SCIM URL +(\S+)$/m);
    assert.equal(await statusOf(`${again}/Users`, next.key, next.secret), 200);
    assert.equal(await second.end('SIGINT'), 0);

    const config = join(data, 'config.yaml');
    const text = readFileSync(config, 'utf8');
    writeFileSync(config, text.replace('server:', 'server:\n  publicUrl: https://scim.example.com'));
    const third = spawnCli(t, 'quickstart', '--data', data, '--port', '0');
    await third.seen(/^SCIM URL +https:\/\/scim\.example\.com\/scim\/v2\/acme$/m);
    assert.equal(await third.end('SIGINT'), 0);
  });
});

describe('serve', () => {
  test('logs JSON to stdout, and applies a changed configuration on SIGHUP unless it is wrong', async (t) => {
    const site = createSite(t, 'tenants: [{ name: acme }]');
    const configure = (tenants: string, level = 'info') =>
      writeFileSync(
        site.configPath,
        `server: { listen: "127.0.0.1:0" }\nadmin: { listen: "127.0.0.1:0" }\ndatabase: { url: "sqlite:scim.db" }\nlog: { level: ${level} }\n${tenants}\n`,
      );
    configure('tenants: [{ name: acme }]');
    const server = spawnCli(t, 'serve', '--config', site.configPath);
    await server.seen(/"serving"/);
    configure('tenants: [{ name: acme }, { name: other }]');
    server.signal('SIGHUP');
    await server.seen(/"configuration reloaded"/);
    const names = await site.json<{ name: string }[]>('tenant', 'list');
    assert.deepEqual(
      names.map(({ name }) => name),
      ['acme', 'other'],
    );
    configure('tenants: 7');
    server.signal('SIGHUP');
    await server.seen(/the old one stays/);
    assert.equal(await server.end('SIGTERM'), 0);
    for (const line of server.output().trim().split('\n')) assert.ok(JSON.parse(line).level, line);
  });

  test('ends with 1 and says what to do when the port is taken', async (t) => {
    const taken = createServer().listen(0, '127.0.0.1');
    t.after(() => taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const site = createSite(t);
    const env = { CYOLO_SCIM_CONFIG: site.configPath, CYOLO_SCIM_SERVER_LISTEN: `127.0.0.1:${port}` };
    const { exitCode, stderr } = await runCli(['serve'], { env: { ...env, CYOLO_SCIM_LOG_LEVEL: 'silent' } });
    assert.equal(exitCode, 1);
    assert.match(stderr, /choose another port/);
  });

  test('says of an address that it may not have nothing of files and disks', async (t) => {
    const site = createSite(t);
    const env = {
      CYOLO_SCIM_CONFIG: site.configPath,
      CYOLO_SCIM_SERVER_LISTEN: `unix:${site.directory}/missing/scim.sock`,
      CYOLO_SCIM_LOG_LEVEL: 'silent',
    };
    const { exitCode, stderr } = await runCli(['serve'], { env });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^cyolo-scim: Cannot listen on .*missing\/scim\.sock: .*\n$/);
  });
});

test('event tail -f gives each change of another process as it comes', async (t) => {
  const site = createSite(t);
  await site.json('tenant', 'add', 'acme');
  const tail = spawnCli(t, 'event', 'tail', '-f', '--json', '--config', site.configPath);
  await tail.seen(/"resourceType":"Tenant"/);
  await site.json('idp', 'add', 'okta');
  const [line] = await tail.seen(/^.*"resourceType":"IdentityProvider".*$/m);
  assert.equal(JSON.parse(line).resourceName, 'okta');
  assert.equal(await tail.end('SIGINT'), 0);
});

test('root leaves no file in the data directory that its owner cannot write', {
  skip: process.getuid?.() !== 0,
}, async (t) => {
  const site = createSite(t);
  chownSync(site.directory, 65_534, 65_534);
  const added = spawnCli(t, 'tenant', 'add', 'acme', '--config', site.configPath);
  await added.seen(/is there/);
  const files = readdirSync(site.directory).filter((file) => file.startsWith('scim.db'));
  assert.ok(files.length > 0);
  assert.deepEqual(
    files.filter((file) => statSync(join(site.directory, file)).uid !== 65_534),
    [],
  );
});

const withoutFullDevice =
  existsSync('/dev/full') && !('Deno' in globalThis)
    ? false
    : 'needs /dev/full, and Node: Deno fails at the write itself, and says so in words of its own';

test('an answer that finds no room is a failure in one line', { skip: withoutFullDevice }, async () => {
  for (const argv of [['completion', 'bash'], ['version']]) {
    const { stdout, stderr } = await promisify(exec)(
      `${cyoloScim(...argv).join(' ')} > /dev/full; echo "ended with $?"`,
      { shell: '/bin/bash', env: ENVIRONMENT },
    );
    assert.equal(stdout, 'ended with 1\n');
    assert.match(stderr, /^cyolo-scim: The answer cannot be written: .*no space left.*\n$/);
  }
});

test('a remark that finds no room changes nothing', { skip: withoutFullDevice }, async () => {
  const { stdout } = await promisify(exec)(
    `${cyoloScim('tenat').join(' ')} 2> /dev/full; echo "ended with $?"`,
    { shell: '/bin/bash', env: ENVIRONMENT },
  );
  assert.equal(stdout, 'ended with 2\n');
});

test('a reader that goes away is no failure', async () => {
  const { stdout, stderr } = await promisify(exec)(
    `${cyoloScim('completion', 'bash').join(' ')} | true; echo "ended with \${PIPESTATUS[0]}"`,
    { shell: '/bin/bash', env: ENVIRONMENT },
  );
  assert.equal(stdout, 'ended with 0\n');
  assert.equal(stderr, '');
});
