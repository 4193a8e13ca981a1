import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { digestSecret } from '../../src/keys/digest.ts';
import { BUILT_IN_RESOURCE_TYPES } from '../../src/scim/resource-types.ts';
import { openStore } from '../../src/store/open.ts';
import { createSite } from '../cli/run-cli.ts';

interface Login {
  readonly url: string;
  readonly name: string;
  readonly role: string;
  readonly expiresAt: string;
}

function open(directory: string) {
  return openStore(`sqlite:${directory}/scim.db`, { resourceTypes: BUILT_IN_RESOURCE_TYPES, now: Date.now });
}

describe('console login', () => {
  test('prints a link that a running server takes, for the person and role that it names', async (t) => {
    const site = createSite(t);
    await using store = await open(site.directory);
    const login = await site.json<Login>('console', 'login', '--name', 'grace', '--role', 'viewer');
    const url = new URL(login.url);
    assert.equal(url.pathname, '/login');
    assert.deepEqual([login.name, login.role], ['grace', 'viewer']);
    assert.ok(Date.parse(login.expiresAt) - Date.now() <= 10 * 60_000);
    const link = digestSecret(url.searchParams.get('token') ?? '');
    const session = await store.sessions.redeemLogin(link, digestSecret('session'), Date.now() + 60_000);
    assert.deepEqual([session?.name, session?.role], ['grace', 'viewer']);
  });

  test('is for an administrator of the own name when nothing is said, and prints the link alone', async (t) => {
    const site = createSite(t);
    const { stdout, stderr } = await site.run('console', 'login');
    assert.match(stdout, /^http:\/\/127\.0\.0\.1:0\/login\?token=\w{43}\n$/);
    assert.match(
      stderr,
      /^\nSigns in \S+ as admin, once, within ten minutes\.\nFrom another machine, first: ssh -L /,
    );
  });

  test('refuses a role that there is none of', async (t) => {
    const site = createSite(t);
    const { exitCode, stderr } = await site.run('console', 'login', '--role', 'owner');
    assert.equal(exitCode, 2);
    assert.match(stderr, /viewer, admin/);
  });
});

describe('console logout', () => {
  test('ends the sessions of a person, or of all', async (t) => {
    const site = createSite(t);
    await using store = await open(site.directory);
    for (const name of ['ada', 'ada', 'grace']) {
      const [link, session] = [digestSecret(crypto.randomUUID()), digestSecret(crypto.randomUUID())];
      await store.sessions.createLogin(link, { name, role: 'admin', expiresAt: Date.now() + 60_000 });
      await store.sessions.redeemLogin(link, session, Date.now() + 60_000);
    }
    assert.deepEqual(await site.json('console', 'logout', 'ada'), { ended: 2 });
    assert.deepEqual(await site.json('console', 'logout', '--all'), { ended: 1 });
    assert.equal((await site.run('console', 'logout')).exitCode, 2);
    assert.equal((await site.run('console', 'logout', 'ada', '--all')).exitCode, 2);
  });
});
