import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startJob } from '../../src/background/job.ts';
import { recordedLog } from './fixture.ts';

describe('a job', () => {
  test('is done again after the time that it says itself', async () => {
    const { promise: thrice, resolve } = Promise.withResolvers<void>();
    let runs = 0;
    const run = async () => {
      runs += 1;
      if (runs === 3) resolve();
      return runs < 3 ? 1 : 60_000;
    };
    const { log, lines } = recordedLog();
    await using _job = startJob({ name: 'the work', run }, { log, retryAfter: 60_000 });
    await thrice;
    assert.deepEqual(lines, []);
  });

  test('that fails says so in one line, and is tried again', async () => {
    const { promise: again, resolve } = Promise.withResolvers<void>();
    let runs = 0;
    const run = async () => {
      runs += 1;
      if (runs === 1) throw new Error('no room');
      resolve();
      return 60_000;
    };
    const { log, lines } = recordedLog();
    await using _job = startJob({ name: 'the work', run }, { log, retryAfter: 1 });
    await again;
    assert.equal(lines.length, 1);
    assert.partialDeepStrictEqual(lines[0], {
      level: 'error',
      msg: 'the work failed',
      err: { message: 'no room' },
    });
  });

  test('is waited for at the end, and not begun again', async () => {
    const finish = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    let done = 0;
    const run = async () => {
      begun.resolve();
      await finish.promise;
      done += 1;
      return 0;
    };
    const { log } = recordedLog();
    const job = startJob({ name: 'the work', run }, { log, retryAfter: 1 });
    await begun.promise;
    const ended = job[Symbol.asyncDispose]();
    finish.resolve();
    await ended;
    assert.equal(done, 1);
  });

  test('that is given up at the end is no failure', async () => {
    const begun = Promise.withResolvers<void>();
    const run = (stopping: AbortSignal) =>
      new Promise<number>((_, reject) => {
        stopping.addEventListener('abort', () => reject(stopping.reason));
        begun.resolve();
      });
    const { log, lines } = recordedLog();
    const job = startJob({ name: 'the work', run }, { log, retryAfter: 1 });
    await begun.promise;
    await job[Symbol.asyncDispose]();
    assert.deepEqual(lines, []);
  });
});
