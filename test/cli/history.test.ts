import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { createSite, type Site } from './run-cli.ts';

/** A user who was imported and then disabled, and the moment in between. */
async function createHistory(t: TestContext): Promise<{ readonly site: Site; readonly between: string }> {
  const site = createSite(t);
  await site.json('tenant', 'add', 'acme');
  const users = join(site.directory, 'users.csv');
  writeFileSync(users, 'userName,title\nada@example.com,Countess\n');
  await site.json('user', 'import', users);
  const [event] = await site.json<{ at: string }[]>('event', 'list', '--limit', '1');
  const between = event?.at ?? '';
  await site.json('user', 'disable', 'ada@example.com');
  return { site, between };
}

describe('user show --at', () => {
  test('shows the user of then, and the change that made it so', async (t) => {
    const { site, between } = await createHistory(t);
    const past = ['user', 'show', 'ada@example.com', '--at', between] as const;
    assert.partialDeepStrictEqual(await site.json(...past), {
      userName: 'ada@example.com',
      title: 'Countess',
    });
    const { stdout, stderr } = await site.run(...past);
    assert.doesNotMatch(stdout, /active +false/);
    assert.match(stderr, /^As of .*The last change until then: create by cli:\S+ at .*, event 2\.$/m);
    assert.partialDeepStrictEqual(await site.json('user', 'show', 'ada@example.com'), { active: false });
  });

  test('says since when there is such a user', async (t) => {
    const { site } = await createHistory(t);
    const { exitCode, stderr } = await site.run('user', 'show', 'ada@example.com', '--at', '1h');
    assert.equal(exitCode, 1);
    assert.match(stderr, /There was no user "ada@example\.com" on .*; the next event of one is 2, create/);
    const unknown = await site.run('user', 'show', 'bob', '--at', '1h');
    assert.match(unknown.stderr, /no event tells of one/);
  });
});

describe('event diff', () => {
  test('shows what differs, and that nothing does', async (t) => {
    const { site, between } = await createHistory(t);
    const after = new Date(Date.parse(between) + 1).toISOString();
    const { stdout } = await site.run('event', 'diff', '--since', after);
    assert.match(stdout, /^~ User ada@example\.com\n {4}active: .*false\n$/);
    assert.partialDeepStrictEqual(await site.json('event', 'diff', '--since', '1h'), {
      tenant: 'acme',
      complete: true,
      keptFrom: null,
      changes: [
        { change: 'created', resourceType: 'Tenant' },
        { change: 'created', resourceType: 'User' },
      ],
    });
    const { stdout: none } = await site.run('event', 'diff', '--since', '2h', '--until', '1h');
    assert.equal(none, 'Nothing differs.\n');
    assert.equal((await site.run('event', 'diff')).exitCode, 2);
  });
});

describe('event export', () => {
  test('writes each change on a line, as it is or as OCSF', async (t) => {
    const { site } = await createHistory(t);
    const { stdout } = await site.run('event', 'export');
    const lines = stdout.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      await site.json('event', 'list'),
    );
    const ocsf = await site.run('event', 'export', '--format', 'ocsf', '--user', 'ada@example.com');
    assert.deepEqual(
      ocsf.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).type_uid),
      [300101, 300105],
    );
    assert.equal((await site.json<unknown[]>('event', 'export', '--after', '2')).length, 1);
    assert.deepEqual(await site.json('event', 'export', '--after', '3'), []);
  });
});

test('the times of keys can be read in event list and event diff', async (t) => {
  const site = createSite(t);
  await site.json('tenant', 'add', 'acme');
  await site.json('idp', 'add', 'okta');
  await site.json('key', 'issue', '--expires', '90d');
  const { stdout: list } = await site.run('event', 'list');
  assert.match(list, /expiresAt: 20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ$/m);
  const { stdout: diff } = await site.run('event', 'diff', '--since', '1h');
  assert.match(diff, /^ {4}expiresAt: 20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ$/m);
});

test('event receivers does not praise receivers that are not there', async (t) => {
  const site = createSite(t);
  for (const argv of [[], ['--pending']])
    assert.match((await site.run('event', 'receivers', ...argv)).stderr, /^There is no receiver\.$/m);
});
