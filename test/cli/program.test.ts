import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import manifest from '../../package.json' with { type: 'json' };
import { createProgram } from '../../src/cli/program.ts';
import { createSite, runCli } from './run-cli.ts';

/** The names that stand under "Commands:" in a help text. */
function commandsIn(help: string): readonly string[] {
  const [, section = ''] = help.split('\nCommands:\n');
  const names = section
    .split('\n\n', 1)
    .join()
    .matchAll(/^ {2}([a-z-]+)/gm);
  return Array.from(names, ([, name = '']) => name).filter((name) => name !== 'help');
}

async function eachCommand(
  visit: (path: readonly string[], help: string) => void,
  path: readonly string[] = [],
): Promise<void> {
  const { exitCode, stdout } = await runCli([...path, '--help']);
  assert.equal(exitCode, 0, path.join(' '));
  visit(path, stdout);
  for (const name of commandsIn(stdout)) await eachCommand(visit, [...path, name]);
}

describe('the command line', () => {
  test('explains every command, and shows an example that names it', async () => {
    const seen: string[] = [];
    await eachCommand((path, help) => {
      seen.push(path.join(' '));
      const [, description = ''] = help.split('\n\n');
      const [, examples = ''] = help.split('\nExamples:\n');
      assert.match(description, /\w.*\.$/s, `${path.join(' ')} has a description`);
      assert.match(
        examples,
        new RegExp(`^  cyolo-scim ${path.join(' ')}`, 'm'),
        `${path.join(' ')} has an example`,
      );
      const [lines = ''] = examples.trimEnd().split('\n\n');
      for (const line of lines.split('\n'))
        assert.equal(line.lastIndexOf('cyolo-scim '), 2, `one command line: ${line}`);
      assert.match(help, /--json/);
    });
    assert.ok(seen.includes('key rotate') && seen.includes('quickstart'), seen.join());
  });

  test('makes the one command that it is asked for as it is among all', () => {
    const { commands } = createProgram(process).program;
    assert.ok(commands.length > 10);
    for (const command of commands) {
      const alone = createProgram(process, command.name()).program.commands;
      assert.deepEqual(
        alone.map((each) => each.helpInformation()),
        [command.helpInformation()],
      );
    }
  });

  test('prints its version', async () => {
    for (const argv of [['version'], ['--version']]) {
      assert.deepEqual(await runCli(argv), { exitCode: 0, stdout: `${manifest.version}\n`, stderr: '' });
    }
    const { stdout } = await runCli(['version', '--json']);
    assert.equal(JSON.parse(stdout).version, manifest.version);
  });

  test('suggests the command or option that was meant, in one line, and ends with 2', async () => {
    for (const [argv, meant] of [
      [['tenat'], 'tenant'],
      [['key', 'rotat'], 'rotate'],
      [['key', 'list', '--tennant', 'acme'], '--tenant'],
    ] as const) {
      const { exitCode, stdout, stderr } = await runCli(argv);
      assert.equal(exitCode, 2);
      assert.equal(stdout, '');
      assert.match(stderr, new RegExp(`^cyolo-scim: .*Did you mean ${meant}\\?.*\\n$`));
    }
  });

  test('ends with 2 and says what is missing or wrong', async () => {
    for (const [argv, sentence] of [
      [['tenant', 'add'], /missing required argument 'name'/],
      [['key', 'rotate', '--overlap', 'soon'], /Give a length of time, such as 30m, 12h or 7d/],
      [['user', 'list', '--limit', '0'], /Give a whole number from 1 to/],
      [['event', 'list', '--since', 'yesterday'], /Give a date/],
      [['idp', 'add', 'okta', '--vendor', 'octa'], /Allowed choices are okta, entra/],
      [['key', 'revoke', 'cys_x'], /is no Key/],
      [['quickstart', '--port', '65535'], /Give a whole number from 0 to 65534/],
    ] as const) {
      const { exitCode, stderr } = await runCli(argv);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, sentence);
    }
  });

  test('shows the verbs of a noun without one, and ends with 2', async () => {
    const { exitCode, stdout, stderr } = await runCli(['key']);
    assert.deepEqual({ exitCode, stdout }, { exitCode: 2, stdout: '' });
    assert.match(stderr, /rotate/);
  });

  test('helps with a command in both ways of asking', async () => {
    for (const words of [[], ['key'], ['key', 'rotate']])
      assert.deepEqual(await runCli(['help', ...words]), await runCli([...words, '--help']));
  });

  test('takes the global options before the command as well as after it', async (t) => {
    const { configPath } = createSite(t);
    const before = await runCli(['--config', configPath, '--json', 'config', 'show']);
    const between = await runCli(['config', '--json', 'show', '--config', configPath]);
    assert.equal(before.exitCode, 0, before.stderr);
    assert.deepEqual(before, between);
    assert.equal(JSON.parse(before.stdout).server.publicUrl, 'https://scim.example.com');
  });

  test('finds the configuration by its variable', async (t) => {
    const { configPath } = createSite(t);
    const { exitCode, stdout } = await runCli(['config', 'check'], {
      env: { CYOLO_SCIM_CONFIG: configPath },
    });
    assert.deepEqual({ exitCode, stdout }, { exitCode: 0, stdout: `${configPath} is right.\n` });
  });

  test('ends with 2 and points at quickstart when there is no configuration', async () => {
    const { exitCode, stderr } = await runCli(['tenant', 'list', '--config', '/nowhere/config.yaml']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /\/nowhere\/config.yaml: there is no such file.*quickstart/);
  });
});

describe('config', () => {
  test('check lists every problem at once and ends with 2', async (t) => {
    const site = createSite(t, 'log2: {}\nlimits: { maxPageSize: 5 }\n');
    const { exitCode, stdout, stderr } = await site.run('config', 'check');
    assert.deepEqual({ exitCode, stdout }, { exitCode: 2, stdout: '' });
    assert.match(stderr, /2 problems/);
    assert.match(stderr, /^ {2}log2/m);
    assert.match(stderr, /^ {2}limits.maxPageSize = 5: /m);
  });

  test('need not be whole beside a service that does not run, save to serve', async (t) => {
    const key = '{ key: cyk_0123456789ABCDEFGHij, secretFile: "credential:okta" }';
    const site = createSite(
      t,
      `tenants: [{ name: acme, identityProviders: [{ name: okta, keys: [${key}] }] }]`,
    );
    const file = 'tenants[0].identityProviders[0].keys[0].secretFile';
    const check = await site.run('config', 'check');
    assert.deepEqual(
      { ...check, stderr: check.stderr.slice(0, file.length + 15) },
      {
        exitCode: 0,
        stdout: `${site.configPath} is right.\n`,
        stderr: `Not looked at: ${file}`,
      },
    );
    assert.deepEqual(await site.json('key', 'list'), []);
    const { stdout } = await site.run('doctor');
    assert.match(stdout, /^warning +configuration .* the service must run to look at tenants/m);
    const { exitCode, stderr } = await site.run('serve');
    assert.equal(exitCode, 2);
    assert.match(stderr, /secretFile.*: systemd hands it over .*: systemctl start cyolo-scim\n$/);
  });

  test('show gives the defaults too, as YAML that can be read again', async (t) => {
    const { stdout } = await createSite(t).run('config', 'show');
    assert.match(stdout, /^ {2}publicUrl: https:\/\/scim.example.com$/m);
    assert.match(stdout, /^ {2}bodyBytes: 4MiB$/m);
  });

  test('schema is a JSON Schema that describes every key', async () => {
    const { stdout } = await runCli(['config', 'schema']);
    assert.equal(JSON.parse(stdout).properties.server.properties.listen.default, '0.0.0.0:8443');
  });
});
