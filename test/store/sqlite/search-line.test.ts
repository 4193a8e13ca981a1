import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { USER } from '../../../src/scim/resource-types.ts';
import { openStore } from '../../../src/store/open.ts';
import { type Search, SearchLine } from '../../../src/store/sqlite/search-line.ts';
import { openDirectory } from '../fixture.ts';

/** Longer than a turn of the event loop. */
const LONG_MS = 10;
const LIMIT = { timeout: 30_000 };

async function beginLong(line: SearchLine, tenant = 'acme'): Promise<Search> {
  const search = line.begin(tenant);
  await delay(LONG_MS);
  return search;
}

describe('long searches of one tenant', LIMIT, () => {
  test('go on one after the other where there is one place', async () => {
    const line = new SearchLine({ budget: 20_000, atOnce: 1 });
    const order: string[] = [];
    await Promise.all(
      ['first', 'second', 'third'].map(async (name) => {
        using search = await beginLong(line);
        await search.goOn();
        order.push(`${name} begins`);
        await delay(LONG_MS);
        await search.goOn();
        order.push(`${name} ends`);
      }),
    );
    const each = ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]);
    assert.deepEqual(order, each);
  });

  test('are refused when no place becomes free for as long as a search may take', async () => {
    const line = new SearchLine({ budget: 50, atOnce: 1 });
    using first = await beginLong(line);
    await first.goOn();
    using second = await beginLong(line);
    await assert.rejects(second.goOn(), { status: 429, headers: { 'Retry-After': '1' } });
  });

  test('do not wait for those of another tenant', async () => {
    const line = new SearchLine({ budget: 20_000, atOnce: 1 });
    using first = await beginLong(line);
    await first.goOn();
    using other = await beginLong(line, 'globex');
    await other.goOn();
  });

  test('do not hold up a short one', async () => {
    const line = new SearchLine({ budget: 20_000, atOnce: 1 });
    using first = await beginLong(line);
    await first.goOn();
    using short = line.begin('acme');
    await short.goOn();
  });

  test('have all their time from when they have their place', async () => {
    const line = new SearchLine({ budget: 100, atOnce: 1 });
    using search = line.begin('acme');
    while (!search.isOver) await delay(LONG_MS);
    await search.goOn();
    assert.equal(search.isOver, false);
  });

  test('are all answered when they are asked at once', async () => {
    await using fixture = await openDirectory((options) => openStore('sqlite::memory:', options));
    const { acme } = fixture;
    await acme.createUsers(1500);
    const asked = Array.from({ length: 30 }, () =>
      acme.list(USER, { filter: 'meta.version pr or title pr' }),
    );
    for (const { total } of await Promise.all(asked)) assert.equal(total, 1500);
  });
});
