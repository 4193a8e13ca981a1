import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { createConnection } from '../../../src/store/sqlite/connection.ts';
import { openDatabase } from '../../../src/store/sqlite/open-database.ts';
import { createNoSync, createWalSync, type Sync } from '../../../src/store/sqlite/wal-sync.ts';
import { WriteQueue } from '../../../src/store/sqlite/write-queue.ts';
import { databaseFile } from './processes.ts';

/** A queue over a table of unique numbers. */
function openQueue({ file = ':memory:', sync = createNoSync() }: { file?: string; sync?: Sync } = {}) {
  const database = openDatabase(file, { busyTimeout: 0 });
  database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT');
  const connection = createConnection(database);
  let commits = 0;
  const queue = new WriteQueue({
    connection,
    sync,
    beforeBatch: () => {},
    afterCommit: () => {
      commits += 1;
    },
  });
  const insert = (n: number) => () => connection.run('INSERT INTO numbers (n) VALUES (@n)', { n });
  return {
    queue,
    insert,
    numbers: () => connection.values<number>('SELECT n FROM numbers ORDER BY n'),
    commits: () => commits,
    [Symbol.dispose]: () => database.close(),
  };
}

/** So many turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function fail(): never {
  throw new RangeError('failed');
}

describe('the write queue', () => {
  test('commits together what arrives together', async () => {
    const { queue, insert, numbers, commits } = openQueue();
    await Promise.all([1, 2, 3].map((n) => queue.write(insert(n))));
    await queue.write(insert(4));
    assert.deepEqual(numbers(), [1, 2, 3, 4]);
    assert.equal(commits(), 2);
  });

  test('commits together what arrives while the disk is busy', async () => {
    const syncs: PromiseWithResolvers<void>[] = [];
    const sync = {
      ...createNoSync(),
      sync() {
        const next = Promise.withResolvers<void>();
        syncs.push(next);
        return next.promise;
      },
      running: () => syncs.at(-1)?.promise,
    };
    const { queue, insert, numbers, commits } = openQueue({ sync });
    const first = queue.write(insert(1));
    await turns(3);
    const later = [2, 3].map(async (n) => {
      await turns(n);
      await queue.write(insert(n));
    });
    await turns(10);
    assert.deepEqual(numbers(), [1]);
    syncs[0]?.resolve();
    await first;
    await turns(3);
    assert.deepEqual(numbers(), [1, 2, 3]);
    assert.equal(commits(), 2);
    syncs[1]?.resolve();
    await Promise.all(later);
  });

  test('leaves out a work that fails before it has written', async () => {
    const { queue, insert, numbers, commits } = openQueue();
    const results = await Promise.allSettled([
      queue.write(insert(1)),
      queue.write(fail),
      queue.write(insert(2)),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(numbers(), [1, 2]);
    assert.equal(commits(), 1);
  });

  test('undoes alone a work that fails half-done', async () => {
    const { queue, insert, numbers } = openQueue();
    const halfDone = () => {
      insert(10)();
      fail();
    };
    const results = await Promise.allSettled([
      queue.write(insert(1)),
      queue.write(halfDone),
      queue.write(insert(2)),
      queue.write(insert(1)),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
    );
    assert.deepEqual(numbers(), [1, 2]);
  });

  test('does the works of one call in their order, up to so many failures', async () => {
    const { queue, insert, numbers } = openQueue();
    const { outcomes } = await queue.commit([insert(1), fail, insert(2), insert(1), insert(3)], 2);
    assert.deepEqual(
      outcomes.map(({ failed }) => failed),
      [false, true, false, true],
    );
    assert.deepEqual(numbers(), [1, 2]);
  });

  test('ends a transaction that takes long, and goes on with what is left in the next ones', async () => {
    const { queue, insert, numbers, commits } = openQueue();
    const slowly = (n: number) => () => {
      const end = performance.now() + 100;
      while (performance.now() < end);
      return insert(n)();
    };
    const many = queue.commit([slowly(1), slowly(2)], 1);
    const one = queue.write(slowly(3));
    assert.equal((await many).outcomes.length, 1);
    await one;
    assert.deepEqual(numbers(), [1, 3]);
    assert.equal(commits(), 2);
  });

  test('waits for another writer without holding up the event loop', async () => {
    using file = databaseFile();
    using opened = openQueue({ file: file.path });
    const { queue, insert, numbers } = opened;
    const other = new Database(file.path);
    other.exec('BEGIN IMMEDIATE');
    const written = queue.write(insert(1));
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(numbers(), []);
    other.exec('COMMIT');
    other.close();
    await written;
    assert.deepEqual(numbers(), [1]);
  });

  test('takes nothing more once it is closed, and finishes what it has', async () => {
    const { queue, insert, numbers } = openQueue();
    const written = queue.write(insert(1));
    await queue.close();
    await written;
    await assert.rejects(queue.write(insert(2)), /closed/);
    assert.deepEqual(numbers(), [1]);
  });

  test('fails all writes after one that could not be synced', async () => {
    // A sync of this device is refused by the system.
    const sync = createWalSync('/dev/null');
    const { queue, insert } = openQueue({ sync });
    await assert.rejects(queue.write(insert(1)), { code: 'EINVAL' });
    await assert.rejects(queue.write(insert(2)), /no writes until a restart/);
    await sync.close();
  });
});

describe('syncs', () => {
  test('of commits that come while one runs are one', async () => {
    using file = databaseFile();
    const database = openDatabase(file.path, { busyTimeout: 0 });
    database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT');
    const sync = createWalSync(`${file.path}-wal`);
    const first = sync.sync();
    const [second, third] = [sync.sync(), sync.sync()];
    assert.notEqual(first, second);
    assert.equal(second, third);
    assert.equal(sync.running(), first);
    assert.equal(sync.settled(), second);
    await first;
    assert.notEqual(sync.running(), undefined);
    await second;
    assert.equal(sync.running(), undefined);
    await sync.close();
    database.close();
  });
});
