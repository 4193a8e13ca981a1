import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toDeclaration } from '../../src/config/declaration.ts';
import { loadConfig, readConfig } from '../../src/config/load.ts';
import { ConfigError } from '../../src/config/problem.ts';
import { makeDirectory, problemsIn, read } from './config-files.ts';

const { directory, write } = makeDirectory();

describe('a configuration file', () => {
  test('may be empty: everything has a default', () => {
    const path = write('empty.yaml', '');
    assert.deepEqual(loadConfig({ path, env: {} }), read({}));
  });

  test('gives values, not texts', () => {
    const path = write(
      'values.yaml',
      'server: { listen: "[::1]:443" }\nlimits: { bodyBytes: 512KiB }\nbackup: { every: 90m }',
    );
    const { server, admin, limits, backup } = loadConfig({ path, env: {} });
    assert.deepEqual(server.listen, { host: '::1', port: 443 });
    assert.deepEqual(admin.listen, { host: '127.0.0.1', port: 9443 });
    assert.equal(limits.bodyBytes, 524_288);
    assert.equal(backup.every, 5_400_000);
  });

  test('may have sections that are all comments', () => {
    const path = write('comments.yaml', 'server:\n  # listen: 0.0.0.0:1\n  tls:\ntenants:\n');
    assert.deepEqual(loadConfig({ path, env: {} }), read({}));
  });

  test('is named by the option first, then by the environment', () => {
    const option = write('option.yaml', 'events: { keepDays: 1 }');
    const variable = write('variable.yaml', 'events: { keepDays: 2 }');
    const env = { CYOLO_SCIM_CONFIG: variable };
    assert.equal(loadConfig({ path: option, env }).events.keepDays, 1);
    assert.equal(loadConfig({ env }).events.keepDays, 2);
  });

  test('that is missing leads to the quickstart and the example', () => {
    const path = `${directory}/missing.yaml`;
    const [problem] = problemsIn(() => loadConfig({ path, env: {} }));
    assert.equal(problem?.path, path);
    assert.match(problem?.hint ?? '', /cyolo-scim quickstart.*|config\.example\.yaml/);
  });

  test('that cannot be read is told as such', () => {
    assert.match(problemsIn(() => loadConfig({ path: directory, env: {} }))[0]?.hint ?? '', /directory/);
  });

  for (const [name, text, place, hint] of [
    ['an open bracket', 'tenants: [\nlog: {}', '2:1', /Flow sequence/],
    ['a key twice', 'log: {}\nlog: {}', '2:1', /unique/],
    ['a tab', 'log:\n\tlevel: info', '2:1', /Tabs/],
    ['two documents', 'log: {}\n---\nlog: {}', '2:1', /multiple documents in it: leave one/],
    ['an unknown tag', 'log: !env LEVEL', '1:6', /Unresolved tag/],
  ] as const) {
    test(`that is not YAML for ${name} is told with line and column`, () => {
      const path = write('broken.yaml', text);
      const [problem] = problemsIn(() => loadConfig({ path, env: {} }));
      assert.equal(problem?.path, `${path}:${place}`);
      assert.match(problem?.hint ?? '', hint);
    });
  }

  test('with an alias of nothing is refused', () => {
    const path = write('alias.yaml', 'log: *level');
    assert.match(problemsIn(() => loadConfig({ path, env: {} }))[0]?.hint ?? '', /^Unresolved alias/);
  });

  for (const text of ['- log', 'log', '7']) {
    test(`that is no mapping, as ${text}, is told by its name`, () => {
      const path = write('other.yaml', text);
      const [problem] = problemsIn(() => loadConfig({ path, env: {} }));
      assert.deepEqual({ path: problem?.path, value: problem?.value }, { path, value: '' });
      assert.match(problem?.hint ?? '', /expected a mapping/);
    });
  }

  test('that is not UTF-8 is refused, instead of with other letters than were meant', () => {
    const text = 'tenants: [{ name: acme, displayName: Müller }]';
    for (const bytes of [Buffer.from(text, 'latin1'), Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
      const path = write('encoding.yaml', bytes);
      const [problem] = problemsIn(() => loadConfig({ path, env: {} }));
      assert.equal(problem?.path, path);
      assert.match(problem?.hint ?? '', /not text in UTF-8/);
    }
    const path = write('mark.yaml', `\uFEFF${text}`);
    assert.equal(loadConfig({ path, env: {} }).tenants[0]?.displayName, 'Müller');
  });

  test('that is broken does not leak its lines', () => {
    for (const text of [
      'database: { url: "postgres://user:hunter2@host/db" ',
      'log: {}\n}hunter2',
      'log: {}\n"hunter2" hunter2',
    ]) {
      const path = write('leak.yaml', text);
      assert.throws(
        () => loadConfig({ path, env: {} }),
        (error) => error instanceof ConfigError && !error.message.includes('hunter2'),
        text,
      );
    }
  });
});

describe('paths of files', () => {
  test('start from the directory of the configuration', () => {
    write('tls.crt', 'certificate');
    write('tls.key', 'key');
    const path = write(
      'paths.yaml',
      'server: { tls: { certificateFile: tls.crt, keyFile: ./tls.key } }\nbackup: { directory: copies }\ndatabase: { url: "sqlite:data/x.db" }',
    );
    const { server, backup, database } = loadConfig({ path, env: {} });
    assert.deepEqual(server.tls, {
      certificateFile: `${directory}/tls.crt`,
      keyFile: `${directory}/tls.key`,
    });
    assert.equal(backup.directory, `${directory}/copies`);
    assert.equal(database.url, `sqlite:${directory}/data/x.db`);
  });

  test('may be credentials that systemd hands over', () => {
    write('cert', 'certificate');
    write('key', 'key');
    const tls = '{ certificateFile: "credential:cert", keyFile: "credential:key" }';
    const path = write('credentials.yaml', `server: { tls: ${tls} }`);
    const { server } = loadConfig({ path, env: { CREDENTIALS_DIRECTORY: directory } });
    assert.deepEqual(server.tls, { certificateFile: `${directory}/cert`, keyFile: `${directory}/key` });
  });

  test('are left unread that systemd hands over to a service that does not run, which a server does not take', () => {
    const provider =
      '{ name: okta, keys: [{ key: cyk_0123456789ABCDEFGHij, secretFile: "credential:okta" }] }';
    const path = write(
      'stopped.yaml',
      `server: { tls: { certificateFile: tls.crt, keyFile: "credential:key" } }
tenants: [{ name: acme, identityProviders: [${provider}] }]`,
    );
    const { config, unread } = readConfig({ path, env: {} });
    assert.equal(config.server.tls?.keyFile, '/run/credentials/cyolo-scim.service/key');
    const paths = ['server.tls.keyFile', 'tenants[0].identityProviders[0].keys[0].secretFile'];
    assert.deepEqual(
      unread.map((problem) => problem.path),
      paths,
    );
    const problems = problemsIn(() => loadConfig({ path, env: {} }));
    assert.deepEqual(problems, unread);
    assert.match(problems[0]?.hint ?? '', /systemctl start cyolo-scim/);
    assert.throws(() => toDeclaration(config, 0), /was not read/);
  });

  test('leave a database in memory alone', () => {
    assert.equal(read({ database: { url: 'sqlite::memory:' } }).database.url, 'sqlite::memory:');
  });
});
