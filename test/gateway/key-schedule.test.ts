import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scheduleKeys } from '../../src/gateway/key-schedule.ts';

const DAY = 24 * 60 * 60 * 1000;
const [FIRST, SECOND, THIRD] = [{ createdAt: 0 }, { createdAt: 83 * DAY }, { createdAt: 166 * DAY }];

describe('the keys of a tenant', () => {
  test('begin with one that signs at once', () => {
    assert.deepEqual(scheduleKeys([], 0), { signing: undefined, expired: [], isNextDue: true });
    assert.deepEqual(scheduleKeys([FIRST], 0), { signing: FIRST, expired: [], isNextDue: false });
  });

  test('get their next one in time for it to be known before it signs', () => {
    assert.equal(scheduleKeys([FIRST], 83 * DAY - 1).isNextDue, false);
    assert.equal(scheduleKeys([FIRST], 83 * DAY).isNextDue, true);
    assert.equal(scheduleKeys([FIRST, SECOND], 90 * DAY - 1).signing, FIRST);
    assert.equal(scheduleKeys([FIRST, SECOND], 90 * DAY).signing, SECOND);
  });

  test('stay published for a month after they have signed last', () => {
    assert.deepEqual(scheduleKeys([FIRST, SECOND], 120 * DAY - 1).expired, []);
    assert.deepEqual(scheduleKeys([FIRST, SECOND], 120 * DAY).expired, [FIRST]);
    assert.deepEqual(scheduleKeys([FIRST, SECOND, THIRD], 1000 * DAY).expired, [FIRST, SECOND]);
  });

  test('sign on after a long rest, until the next one is known', () => {
    assert.deepEqual(scheduleKeys([FIRST], 1000 * DAY), { signing: FIRST, expired: [], isNextDue: true });
    const fresh = { createdAt: 1000 * DAY };
    assert.equal(scheduleKeys([FIRST, fresh], 1000 * DAY).signing, FIRST);
    assert.equal(scheduleKeys([FIRST, fresh], 1007 * DAY).signing, fresh);
  });

  test('are two when two processes made the first one: the earlier signs', () => {
    const other = { createdAt: 1 };
    assert.equal(scheduleKeys([FIRST, other], 1).signing, FIRST);
  });
});
