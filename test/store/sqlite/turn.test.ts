import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as otherWork } from 'node:timers/promises';
import { nextTurn } from '../../../src/store/sqlite/turn.ts';

test('a hundred at long work have their turns one after the other, with other work between', async () => {
  let taken = 0;
  let most = 0;
  const atWork = Array.from({ length: 100 }, async () => {
    for (let round = 0; round < 5; round += 1) {
      await nextTurn();
      taken += 1;
    }
  });
  while (taken < 500) {
    const before = taken;
    await otherWork();
    most = Math.max(most, taken - before);
  }
  await Promise.all(atWork);
  assert.ok(most <= 2, `${most} had their turn before other work had`);
});
