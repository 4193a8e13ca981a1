import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { USER } from '../../../src/scim/resource-types.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Scan } from '../../../src/store/sqlite/lister.ts';
import { ACME, openDirectory } from '../fixture.ts';

/** A directory of a few users, and what it looked through for queries. */
async function openWatched(options: { readonly searchBudget?: number } = {}) {
  const scans: Scan[] = [];
  const onScan = (scan: Scan) => void scans.push(scan);
  const fixture = await openDirectory((given) => openStore('sqlite::memory:', given), { ...options, onScan });
  await fixture.acme.createUsers(5);
  return { ...fixture, scans, planOf: (scan: Scan | undefined) => scan?.plan.join('\n') ?? '' };
}

describe('a query that looks through resources', () => {
  test('is told of, with how SQLite found them', async () => {
    await using watched = await openWatched();
    await watched.acme.list(USER, { filter: 'title eq "x"' });
    const [scan] = watched.scans;
    assert.equal(watched.scans.length, 1);
    assert.equal(scan?.tenant, ACME);
    assert.equal(scan?.resourceType, 'User');
    assert.ok(Number.isInteger(scan?.ms));
    assert.match(watched.planOf(scan), /resources USING COVERING INDEX resources_by_creation/);
  });

  test('is told of without what was asked for', async () => {
    await using watched = await openWatched();
    await watched.acme.list(USER, { filter: 'userName co "private" and title eq "private"' });
    const [scan] = watched.scans;
    assert.match(watched.planOf(scan), /unique_index USING PRIMARY KEY/);
    assert.doesNotMatch(JSON.stringify(scan), /private/);
  });

  test('is told of when it was given up, too', async () => {
    await using watched = await openWatched({ searchBudget: 0 });
    await assert.rejects(watched.acme.list(USER, { filter: 'title eq "x"' }), { scimType: 'tooMany' });
    assert.equal(watched.scans.length, 1);
  });

  test('is none that an index answers', async () => {
    await using watched = await openWatched();
    await watched.acme.list(USER, { filter: 'active eq true' });
    await watched.acme.list(USER, { filter: 'userName sw "a"', sortBy: 'userName' });
    await watched.acme.list(USER);
    assert.deepEqual(watched.scans, []);
  });
});
