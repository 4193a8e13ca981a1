import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { toOidc } from '../../src/config/oidc.ts';
import { makeDirectory, problemsIn, read } from './config-files.ts';

const { directory, write } = makeDirectory();

const NAMED = 'issuer: "https://login.example.com/x", clientId: console, clientSecretFile: client-secret';

function load(admin: string) {
  return loadConfig({ path: write('admin.yaml', `admin: ${admin}`), env: {} });
}

describe('the admin listener', () => {
  test('needs TLS on every address that other machines reach', () => {
    for (const listen of ['127.0.0.1:1', '127.8.9.1:1', 'localhost:1', '[::1]:1', 'unix:/run/admin.sock']) {
      assert.ok(read({ admin: { listen } }), listen);
    }
    write('admin.crt', 'certificate');
    write('admin.key', 'key');
    const tls = '{ certificateFile: admin.crt, keyFile: admin.key }';
    for (const listen of [
      '0.0.0.0:1',
      '[::]:1',
      '192.0.2.1:1',
      'gateway.example.com:1',
      '127.0.0.1.example.com:1',
    ]) {
      const problems = problemsIn(() => load(`{ listen: "${listen}" }`));
      assert.deepEqual(
        problems.map(({ path }) => path),
        ['admin.listen'],
        listen,
      );
      const { admin } = load(`{ listen: "${listen}", tls: ${tls} }`);
      assert.equal(admin.tls?.keyFile, `${directory}/admin.key`);
    }
  });
});

describe('the provider for the console', () => {
  test('is what the file says, with the usual scopes and claim', () => {
    write('client-secret', 'hunter2\n');
    assert.deepEqual(toOidc(load(`{ oidc: { ${NAMED}, roles: { admin: [a, b] } } }`)), {
      issuer: 'https://login.example.com/x',
      clientId: 'console',
      clientSecret: 'hunter2',
      scopes: ['openid', 'profile', 'email', 'groups'],
      claim: 'groups',
      roles: { admin: ['a', 'b'], viewer: [] },
    });
    const own = toOidc(
      load(`{ oidc: { ${NAMED}, scopes: [openid], claim: roles, roles: { viewer: [c] } } }`),
    );
    assert.deepEqual([own?.scopes, own?.claim, own?.roles.viewer], [['openid'], 'roles', ['c']]);
    assert.equal(toOidc(read({})), undefined);
  });

  test('has an issuer that nobody can listen to, and a role for somebody', () => {
    write('client-secret', 'hunter2');
    for (const [oidc, path, hint] of [
      [`{ ${NAMED}, roles: {} }`, 'admin.oidc.roles', /admin, viewer or both/],
      [`{ ${NAMED}, roles: { admin: [] } }`, 'admin.oidc.roles.admin', /must not be empty/],
      [`{ ${NAMED}, roles: { admin: [a] }, secret: x }`, 'admin.oidc.secret', /./],
      [
        `{ ${NAMED.replace('https:', 'http:')}, roles: { admin: [a] } }`,
        'admin.oidc.issuer',
        /begins with https/,
      ],
    ] as const) {
      const [problem] = problemsIn(() => load(`{ oidc: ${oidc} }`));
      assert.equal(problem?.path, path);
      assert.match(problem.hint, hint);
      assert.doesNotMatch(JSON.stringify(problem), /hunter2/);
    }
  });
});
