import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { hasValidChecksum, parseKeyId } from '../../src/keys/make.ts';
import { startServer } from '../../src/server.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createSite, runCli } from './run-cli.ts';

interface Issued {
  readonly key: string;
  readonly secret: string;
}

describe('tenant', () => {
  test('add, list and remove', async (t) => {
    const site = createSite(t);
    assert.match((await site.run('tenant', 'list')).stderr, /cyolo-scim tenant add/);
    await site.json(
      'tenant',
      'add',
      'acme',
      '--display-name',
      'Acme Corp',
      '--host',
      'scim.acme.example.com',
    );
    assert.partialDeepStrictEqual(await site.json('tenant', 'list'), [
      {
        name: 'acme',
        displayName: 'Acme Corp',
        hosts: ['scim.acme.example.com'],
        scimUrl: 'https://scim.example.com/scim/v2/acme',
        declared: false,
      },
    ]);
    assert.deepEqual(await site.json('tenant', 'remove', 'acme', '--yes'), { removed: 'acme' });
    assert.deepEqual(await site.json('tenant', 'list'), []);
  });

  test('add refuses a bad name with the rule, and a name that is taken', async (t) => {
    const site = createSite(t);
    for (const [name, rule] of [
      ['Acme!', /1 to 63 of a–z/],
      ['users', /SCIM endpoint/],
    ] as const) {
      const { exitCode, stderr } = await site.run('tenant', 'add', name);
      assert.equal(exitCode, 2);
      assert.match(stderr, rule);
    }
    await site.json('tenant', 'add', 'acme');
    assert.equal((await site.run('tenant', 'add', 'acme')).exitCode, 1);
    const { exitCode, stderr } = await site.run(
      'tenant',
      'add',
      'other',
      '--host',
      'https://scim.example.com',
    );
    assert.equal(exitCode, 2);
    assert.match(stderr, /a host name alone/);
  });

  test('remove asks on a terminal, and wants --yes elsewhere', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    const argv = ['tenant', 'remove', 'acme', '--config', site.configPath];
    const left = await runCli(argv, { typed: '\x03', columns: 80 });
    assert.equal(left.exitCode, 1);
    assert.match(left.stderr, /^.*\[y\/N\].*\n.*Nothing was changed\.\n$/s);
    const blind = await runCli(argv);
    assert.equal(blind.exitCode, 2);
    assert.match(blind.stderr, /0 users, 0 groups.*--yes/);
    const declined = await runCli(argv, { typed: 'n' });
    assert.equal(declined.exitCode, 1);
    assert.match(declined.stderr, /Nothing was changed/);
    assert.equal((await runCli(argv, { typed: 'y' })).exitCode, 0);
  });

  test('a tenant is chosen by itself only while it is the only one', async (t) => {
    const site = createSite(t);
    assert.match((await site.run('user', 'list')).stderr, /no tenant yet/);
    await site.json('tenant', 'add', 'acme');
    assert.deepEqual(await site.json('user', 'list'), []);
    await site.json('tenant', 'add', 'other');
    const { exitCode, stderr } = await site.run('user', 'list');
    assert.equal(exitCode, 2);
    assert.match(stderr, /--tenant \(acme, other\)/);
    assert.match(
      (await site.run('user', 'list', '--tenant', 'third')).stderr,
      /"third"; there is acme, other/,
    );
  });
});

describe('idp and key', () => {
  test('enable issues a key once, with what to enter at Okta', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    await site.json('idp', 'add', 'okta', '--vendor', 'okta');
    const { stdout } = await site.run('idp', 'enable', 'okta');
    const [, key = ''] = /^Key +(\S+)$/m.exec(stdout) ?? [];
    const [, secret = ''] = /^Secret +(\S+)$/m.exec(stdout) ?? [];
    assert.ok(parseKeyId(key));
    assert.ok(hasValidChecksum(secret));
    assert.match(stdout, /SCIM connector base URL +https:\/\/scim.example.com\/scim\/v2\/acme$/m);
    assert.match(stdout, /Unique identifier field for users +userName$/m);
    assert.match(stdout, /Basic Auth/);
    assert.match(stdout, /Test API Credentials/);

    const again = await site.run('idp', 'enable', 'okta');
    assert.doesNotMatch(again.stdout, /cys_/);
    assert.match(again.stdout, /cyolo-scim key rotate --tenant acme --idp okta/);
    assert.partialDeepStrictEqual(await site.json('key', 'list'), [
      { key, scope: 'provision', state: 'live', lastUse: null, expiresAt: null },
    ]);
  });

  test('disable switches off and leaves the keys', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    await site.json('idp', 'add', 'okta', '--vendor', 'okta');
    await site.json('idp', 'enable', 'okta');
    await site.json('idp', 'disable', 'okta');
    assert.partialDeepStrictEqual(await site.json('idp', 'show', 'okta'), { autoProvisioning: false });
    assert.partialDeepStrictEqual(await site.json('key', 'list'), [{ state: 'live' }]);
  });

  test('show names what is allowed for in requests of the vendor', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    for (const vendor of ['entra', 'okta']) await site.json('idp', 'add', vendor, '--vendor', vendor);
    const { quirks } = await site.json<{ quirks: readonly { name: string }[] }>('idp', 'show', 'entra');
    assert.ok(quirks.some(({ name }) => name === 'unquoted-filter-value'));
    assert.match((await site.run('idp', 'show', 'entra')).stdout, /^Allowed for +unquoted-filter-value: /m);
    assert.partialDeepStrictEqual(await site.json('idp', 'show', 'okta'), { quirks: [] });
  });

  test('show and list tell how often that was needed, and when last', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    await site.json('idp', 'add', 'entra', '--vendor', 'entra');
    const { secret } = await site.json<Issued>('idp', 'enable', 'entra');
    assert.match((await site.run('idp', 'show', 'entra')).stdout, /\(not needed so far\)$/m);
    const log = createLogger({ level: 'silent', format: 'json' });
    await using server = await startServer(loadConfig({ path: site.configPath, env: {} }), { log });
    const headers = { authorization: `Bearer ${secret}` };
    for (const filter of ['externalId eq jyoung', 'externalId eq "jyoung"', 'externalId eq other']) {
      const url = `${server.urls.scim}/scim/v2/acme/Users?filter=${encodeURIComponent(filter)}`;
      assert.equal((await fetch(url, { headers })).status, 200);
    }
    // Brings to disk what is not there yet.
    await server[Symbol.asyncDispose]();
    const counted = { name: 'unquoted-filter-value', count: 2 };
    assert.partialDeepStrictEqual(await site.json('idp', 'show', 'entra'), { quirks: [counted] });
    const { stdout } = await site.run('idp', 'show', 'entra');
    assert.match(stdout, /\(needed 2 times, last 2\d{3}-[\d-]+ [\d:]+Z\)$/m);
    assert.partialDeepStrictEqual(await site.json('key', 'list'), [{ quirks: [counted] }]);
    assert.match((await site.run('key', 'list')).stdout, /unquoted-filter-value ×2/);
  });

  test('every vendor is told where its product wants the values', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    for (const vendor of ['entra', 'onelogin', 'jumpcloud', 'ping', 'google', 'generic']) {
      await site.json('idp', 'add', vendor, '--vendor', vendor);
      const { stdout } = await site.run('idp', 'enable', vendor);
      const [, steps = ''] = stdout.split('only a digest of it is kept.');
      assert.match(steps, /https:\/\/scim.example.com\/scim\/v2\/acme/, vendor);
      assert.match(steps, /the Secret/i, vendor);
    }
  });

  test('add reads the SAML metadata, and refuses a name that is taken or wrong', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    assert.equal((await site.run('idp', 'add', 'Okta!')).exitCode, 2);
    const missing = await site.run('idp', 'add', 'okta', '--metadata', join(site.directory, 'none.xml'));
    assert.equal(missing.exitCode, 2);
    assert.match(missing.stderr, /none.xml cannot be read: there is no such file/);
    await site.json('idp', 'add', 'okta');
    const { exitCode, stderr } = await site.run('idp', 'add', 'okta');
    assert.equal(exitCode, 1);
    assert.match(stderr, /idp show okta --tenant acme/);
  });

  test('remove takes the keys along', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    await site.json('idp', 'add', 'okta');
    await site.json('idp', 'enable', 'okta');
    assert.equal((await site.run('idp', 'remove', 'okta')).exitCode, 2);
    await site.json('idp', 'remove', 'okta', '--yes');
    assert.deepEqual(await site.json('idp', 'list'), []);
    assert.deepEqual(await site.json('key', 'list'), []);
  });

  test('rotate issues the next key and lets the one before end after the overlap', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    await site.json('idp', 'add', 'okta');
    const first = await site.json<Issued>('idp', 'enable', 'okta');
    const next = await site.json<Issued>('key', 'rotate', '--overlap', '7d');
    assert.notEqual(first.key, next.key);
    const keys = await site.json<{ key: string; state: string; expiresAt: string }[]>('key', 'list');
    assert.partialDeepStrictEqual(keys, [
      { key: first.key, state: 'ending' },
      { key: next.key, state: 'live', expiresAt: null },
    ]);
    const days = (Date.parse(keys[0]?.expiresAt ?? '') - Date.now()) / 86_400_000;
    assert.equal(Math.round(days), 7);
    await site.json('key', 'rotate', '--overlap', '0s');
    const states = await site.json<{ state: string }[]>('key', 'list');
    assert.deepEqual(
      states.map(({ state }) => state),
      ['expired', 'expired', 'live'],
    );
  });

  test('issue writes the Secret to a new file of its owner alone, and shows it nowhere', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    await site.json('idp', 'add', 'okta');
    const path = join(site.directory, 'gateway.secret');
    const argv = ['key', 'issue', '--scope', 'gateway', '--expires', '90d', '--secret-file', path];
    const { stdout, stderr } = await site.run(...argv);
    const secret = readFileSync(path, 'utf8').trim();
    assert.ok(hasValidChecksum(secret));
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.ok(!`${stdout}${stderr}`.includes(secret));
    assert.match(stdout, /^Gateway URL +https:\/\/scim.example.com\/gateway\/v1\/acme$/m);

    const again = await site.run(...argv);
    assert.equal(again.exitCode, 2);
    assert.match(again.stderr, /exists already/);
    assert.equal(readFileSync(path, 'utf8').trim(), secret);
    assert.equal((await site.json<unknown[]>('key', 'list')).length, 1);
  });

  test('a secret file is not left behind when no key was issued', async (t) => {
    const site = createSite(t);
    const path = join(site.directory, 'okta.secret');
    assert.equal((await site.run('key', 'issue', '--secret-file', path)).exitCode, 1);
    assert.throws(() => statSync(path), { code: 'ENOENT' });
  });

  test('revoke is for good', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    await site.json('idp', 'add', 'okta');
    const { key } = await site.json<Issued>('idp', 'enable', 'okta');
    assert.equal((await site.run('key', 'revoke', key)).exitCode, 2);
    assert.deepEqual(await site.json('key', 'revoke', key, '--yes'), { revoked: key });
    assert.partialDeepStrictEqual(await site.json('key', 'list'), [{ key, state: 'revoked' }]);
    const unknown = await site.run('key', 'revoke', 'cyk_00000000000000000000', '--yes');
    assert.equal(unknown.exitCode, 1);
    assert.match(unknown.stderr, /cyolo-scim key list/);
  });
});

test('the list of keys fits a narrow terminal, and has no colours without one or with NO_COLOR', async (t) => {
  const site = createSite(t);
  await site.json('tenant', 'add', 'acme');
  await site.json('idp', 'add', 'okta');
  await site.json('idp', 'enable', 'okta');
  const argv = ['key', 'list', '--config', site.configPath];
  const onTerminal = await runCli(argv, { columns: 100 });
  assert.ok(onTerminal.stdout.includes('\x1b[1m'));
  const plain = await runCli(argv, { columns: 100, env: { NO_COLOR: '1' } });
  assert.ok(!plain.stdout.includes('\x1b'));
  assert.ok(
    plain.stdout.split('\n').every((line) => [...line].length <= 100),
    plain.stdout,
  );
  assert.match(plain.stdout, /^KEY +TENANT +IDP +SCOPE +STATE +LAST USED/);
  assert.match(
    (await runCli(argv, { columns: 60 })).stderr,
    /^Not shown for lack of room: LAST USED, .* --json has them/,
  );
  assert.ok(!(await runCli(argv)).stdout.includes('\x1b'));
  // So says a serial console.
  assert.equal((await runCli(argv, { columns: 0 })).stdout, (await runCli(argv, { columns: 80 })).stdout);
});

test('what config.yaml declares refuses edits and says so', async (t) => {
  const site = createSite(
    t,
    'tenants: [{ name: acme, identityProviders: [{ name: okta, vendor: okta, autoProvisioning: true }] }]',
  );
  const log = createLogger({ level: 'silent', format: 'json' });
  await using _server = await startServer(loadConfig({ path: site.configPath, env: {} }), { log });
  assert.partialDeepStrictEqual(await site.json('tenant', 'list'), [{ name: 'acme', declared: true }]);
  assert.match((await site.run('idp', 'list')).stdout, /set in config\.yaml/);
  for (const argv of [
    ['tenant', 'remove', 'acme', '--yes'],
    ['idp', 'remove', 'okta', '--yes'],
    ['idp', 'disable', 'okta'],
  ]) {
    const { exitCode, stderr } = await site.run(...argv);
    assert.equal(exitCode, 1);
    assert.match(stderr, /set in config\.yaml/);
  }
});
