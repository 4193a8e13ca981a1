import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { openStore } from '../../../src/store/open.ts';
import { useCheckpointWorker } from '../../../src/store/sqlite/checkpoints.ts';
import { type Directory, openDirectory } from '../fixture.ts';
import { databaseFile } from './processes.ts';

const BIG = { title: 'x'.repeat(20_000) };

async function createBigUsers(directory: Directory, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await directory.createUser({ userName: `user${index}`, ...BIG });
  }
}

describe('checkpoints', () => {
  test('are made by another thread once the log has grown', async () => {
    using file = databaseFile();
    await using fixture = await openDirectory((options) => openStore(file.url, options));
    await createBigUsers(fixture.acme, 250);
    const observer = new Database(file.path, { readonly: true });
    for (let checkpointed = 0; checkpointed === 0; await delay(5)) {
      const [state] = observer.pragma('wal_checkpoint(NOOP)') as [{ checkpointed: number }];
      checkpointed = state.checkpointed;
    }
    observer.close();
    assert.ok(statSync(file.path).size > 1_000_000);
  });

  test('are made within commits when there is no such thread', async () => {
    useCheckpointWorker(() => new Worker('throw new Error("no thread")', { eval: true }));
    using file = databaseFile();
    const warnings: string[] = [];
    await using fixture = await openDirectory((options) =>
      openStore(file.url, { ...options, warn: (message) => warnings.push(message) }),
    );
    await createBigUsers(fixture.acme, 500);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /no thread/);
    assert.ok(statSync(file.path).size > 1_000_000);
  });
});
