import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConnection } from '../../../src/store/sqlite/connection.ts';
import { migrate } from '../../../src/store/sqlite/migrate.ts';
import { openDatabase } from '../../../src/store/sqlite/open-database.ts';
import { checkWritable } from '../../../src/store/sqlite/service-data.ts';
import { createNoSync } from '../../../src/store/sqlite/wal-sync.ts';
import { WriteQueue } from '../../../src/store/sqlite/write-queue.ts';

test('whether a write would be taken is told of a disk that hangs, too', async () => {
  const database = openDatabase(':memory:', { busyTimeout: 0 });
  migrate(database, 0);
  const writer = createConnection(database);
  const disk = Promise.withResolvers<void>();
  const sync = { ...createNoSync(), sync: () => disk.promise };
  const queue = new WriteQueue({ connection: writer, sync, beforeBatch() {}, afterCommit() {} });
  assert.match((await checkWritable({ writer, queue }, 1, 20)) ?? '', /within 0\.02 s: the disk hangs/);
  disk.resolve();
  assert.equal(await checkWritable({ writer, queue }, 2), undefined);
  database.close();
});
