import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import Database from 'better-sqlite3';
import { createSite, runCli, type Site } from './run-cli.ts';

const CSV = `userName,givenName,familyName,email,department,active
ada@example.com,Ada,Lovelace,ada@example.com,Engines,true
alan@example.com,Alan,Turing,alan@example.com,,false
grace@example.com,Grace,"Hopper, Rear Admiral",,Navy,true
`;

async function createPopulatedSite(t: TestContext): Promise<Site> {
  const site = createSite(t);
  await site.json('tenant', 'add', 'acme');
  writeFileSync(join(site.directory, 'users.csv'), CSV);
  await site.json('user', 'import', join(site.directory, 'users.csv'));
  return site;
}

interface User {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
}

describe('user', () => {
  test('list finds by SCIM filter, says when it shows a part, and refuses a bad filter', async (t) => {
    const site = await createPopulatedSite(t);
    const found = await site.json<User[]>('user', 'list', '--filter', 'userName sw "a" and active eq true');
    assert.deepEqual(
      found.map(({ userName }) => userName),
      ['ada@example.com'],
    );
    const part = await site.run('user', 'list', '--limit', '2');
    assert.match(part.stdout, /^alan@example\.com +no +/m);
    assert.match(part.stderr, /2 of 3 users/);
    const bad = await site.run('user', 'list', '--filter', 'userName is "a"');
    assert.equal(bad.exitCode, 2);
    assert.match(bad.stderr, /^cyolo-scim: --filter: /);
  });

  test('show takes the userName in any letter case or the id', async (t) => {
    const site = await createPopulatedSite(t);
    const user = await site.json<User>('user', 'show', 'ADA@example.com');
    assert.partialDeepStrictEqual(user, {
      userName: 'ada@example.com',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ value: 'ada@example.com', type: 'work' }],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Engines' },
    });
    assert.deepEqual(await site.json('user', 'show', user.id), user);
    assert.match((await site.run('user', 'show', user.id)).stdout, /^name.givenName +Ada$/m);
    const { exitCode, stderr } = await site.run('user', 'show', 'nobody');
    assert.equal(exitCode, 1);
    assert.match(stderr, /no user with the userName or id "nobody"/);
  });

  test('disable and enable change the state with one event each, by the person behind sudo', async (t) => {
    const site = await createPopulatedSite(t);
    const env = { SUDO_USER: 'operator', CYOLO_SCIM_CONFIG: site.configPath };
    for (const verb of ['disable', 'disable', 'enable']) {
      assert.equal((await runCli(['user', verb, 'ada@example.com'], { env })).exitCode, 0);
    }
    const events = await site.json('event', 'list', '--user', 'ada@example.com', '--actor', 'cli:operator');
    assert.partialDeepStrictEqual(events, [
      { action: 'deactivate', changes: [{ attribute: 'active', before: true, after: false }] },
      { action: 'activate' },
    ]);
    assert.equal((events as unknown[]).length, 2);
  });

  test('remove takes the user away and leaves the trail', async (t) => {
    const site = await createPopulatedSite(t);
    assert.equal((await site.run('user', 'remove', 'ada@example.com')).exitCode, 2);
    await site.json('user', 'remove', 'ada@example.com', '--yes');
    assert.equal((await site.run('user', 'show', 'ada@example.com')).exitCode, 1);
    assert.partialDeepStrictEqual(await site.json('event', 'list', '--user', 'Ada@Example.com'), [
      { action: 'create' },
      { action: 'delete' },
    ]);
  });
});

describe('user import and export', () => {
  test('a dry run says what would be done and does nothing', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    const path = join(site.directory, 'users.csv');
    writeFileSync(path, CSV);
    const counts = { updated: 0, unchanged: 0, failed: 0, problems: [] };
    assert.deepEqual(await site.json('user', 'import', path, '--dry-run'), {
      dryRun: true,
      created: 3,
      ...counts,
    });
    assert.deepEqual(await site.json('user', 'list'), []);
    assert.deepEqual(await site.json('user', 'import', path), { dryRun: false, created: 3, ...counts });
  });

  test('changes who is there, and leaves alone what an empty cell does not name', async (t) => {
    const site = await createPopulatedSite(t);
    const path = join(site.directory, 'changes.csv');
    writeFileSync(path, 'userName,title,department\nADA@example.com,Countess,\nalan@example.com,,\n');
    assert.partialDeepStrictEqual(await site.json('user', 'import', path), {
      updated: 1,
      unchanged: 1,
      created: 0,
    });
    assert.partialDeepStrictEqual(await site.json('user', 'show', 'ada@example.com'), {
      title: 'Countess',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Engines' },
    });
  });

  test('leaves out what is wrong with its line and reason, takes the rest, and ends with 1', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    const path = join(site.directory, 'users.jsonl');
    writeFileSync(
      path,
      '{"userName":"ada"}\n{"displayName":"nobody"}\n\n{"userName":"ADA"}\n{"userName":"alan"}\n',
    );
    const { exitCode, stdout } = await site.run('user', 'import', path);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^2 created, 0 updated, 0 unchanged, 2 failed\.$/m);
    assert.match(stdout, /^Line 2 .*userName/m);
    assert.match(stdout, /^Line 4 \(ADA\): Line 1 has the same userName\.$/m);
  });

  test('refuses a file it cannot read, with the reason', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    for (const [name, text, reason] of [
      ['users.txt', '', /give a \.csv or a \.jsonl file/],
      ['a.csv', 'name\nada\n', /userName among them/],
      ['b.csv', 'userName,shoeSize\nada,38\n', /no attribute "shoeSize"/],
      ['c.jsonl', '[]\n', /Line 1 is no JSON object/],
      ['d.csv', 'userName;title\nada;Countess\n', /semicolons: separate them by commas/],
      [
        'e.csv',
        Buffer.from('userName\njürgen\n', 'latin1'),
        /e\.csv cannot be read: it is not text in UTF-8/,
      ],
    ] as const) {
      const path = join(site.directory, name);
      writeFileSync(path, text);
      const { exitCode, stderr } = await site.run('user', 'import', path);
      assert.equal(exitCode, 2);
      assert.match(stderr, reason);
    }
  });

  test('an export can be imported elsewhere', async (t) => {
    const site = await createPopulatedSite(t);
    for (const format of ['csv', 'jsonl']) {
      const { stdout } = await site.run('user', 'export', '--format', format);
      const other = createSite(t);
      await other.json('tenant', 'add', 'other');
      const path = join(other.directory, `users.${format}`);
      writeFileSync(path, stdout);
      assert.partialDeepStrictEqual(await other.json('user', 'import', path), { created: 3, failed: 0 });
      assert.deepEqual((await other.run('user', 'export', '--format', 'csv')).stdout, await csvOf(site));
    }
    assert.equal((await site.json<unknown[]>('user', 'export')).length, 3);
  });
});

async function csvOf(site: Site): Promise<string> {
  return (await site.run('user', 'export', '--format', 'csv')).stdout;
}

describe('event', () => {
  test('list narrows by action, time and number, the newest last', async (t) => {
    const site = await createPopulatedSite(t);
    await site.json('user', 'disable', 'ada@example.com');
    assert.partialDeepStrictEqual(await site.json('event', 'list', '--action', 'deactivate'), [
      { resourceName: 'ada@example.com', action: 'deactivate' },
    ]);
    assert.deepEqual(await site.json('event', 'list', '--until', '2020-01-01'), []);
    const events = await site.json<{ sequence: number }[]>('event', 'list', '--since', '1h', '--limit', '2');
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      [4, 5],
    );
    const { stdout } = await site.run('event', 'list', '--limit', '1');
    assert.match(stdout, /deactivate +User ada@example\.com +cli:\S+ +active: true → false$/m);
  });

  test('tail gives the last ones', async (t) => {
    const site = await createPopulatedSite(t);
    assert.equal((await site.json<unknown[]>('event', 'tail', '-n', '2')).length, 2);
    assert.match((await site.run('event', 'tail', '-n', '1')).stdout, /^\d+ .*User grace@example\.com/);
  });

  test('verify holds for what was recorded, and names the event that was changed behind its back', async (t) => {
    const site = await createPopulatedSite(t);
    assert.partialDeepStrictEqual(await site.json('event', 'verify'), [
      { tenant: 'acme', count: 4, broken: null },
    ]);
    const database = new Database(join(site.directory, 'scim.db'));
    database.exec(`UPDATE events SET actor = 'cli:nobody' WHERE sequence = 3`);
    database.close();
    const { exitCode, stdout, stderr } = await site.run('event', 'verify', '--json');
    assert.equal(exitCode, 1);
    assert.partialDeepStrictEqual(JSON.parse(stdout), [{ tenant: 'acme', broken: 3 }]);
    assert.match(stderr, /event 3 of tenant "acme"/);
  });
});
