import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KeyId } from '../../src/directory/key.ts';
import { createRateLimit } from '../../src/keys/rate-limit.ts';
import { createThrottle } from '../../src/keys/throttle.ts';
import { type Admission, createTokenBuckets } from '../../src/keys/token-buckets.ts';

const KEY = 'cyk_AAAAAAAAAAAAAAAAAAAA' as KeyId;
const OTHER_KEY = 'cyk_BBBBBBBBBBBBBBBBBBBB' as KeyId;

function createClock() {
  let at = 1_000_000;
  return { now: () => at, pass: (seconds: number) => (at += seconds * 1000) };
}

function times(count: number, take: () => Admission): boolean[] {
  return Array.from({ length: count }, () => take().allowed);
}

describe('token buckets', () => {
  test('give what they hold, and then as much as flows in', () => {
    const { now, pass } = createClock();
    const buckets = createTokenBuckets({ capacity: 3, perSecond: 0.5, now });
    const take = () => buckets.take('a');
    assert.deepEqual(times(4, take), [true, true, true, false]);
    assert.deepEqual(take(), { allowed: false, retryAfterSeconds: 2 });
    pass(1);
    assert.deepEqual(take(), { allowed: false, retryAfterSeconds: 1 });
    pass(1);
    assert.deepEqual(times(2, take), [true, false]);
    pass(3600);
    assert.deepEqual(times(4, take), [true, true, true, false]);
  });

  test('are one for each name', () => {
    const buckets = createTokenBuckets({ capacity: 1, perSecond: 1, now: createClock().now });
    assert.deepEqual(
      times(2, () => buckets.take('a')),
      [true, false],
    );
    assert.deepEqual(
      times(2, () => buckets.take('b')),
      [true, false],
    );
  });

  test('tell whole seconds to wait, after which a token is there', () => {
    const { now, pass } = createClock();
    const buckets = createTokenBuckets({ capacity: 1, perSecond: 0.3, now });
    times(1, () => buckets.take('a'));
    const refused = buckets.take('a');
    assert.ok(!refused.allowed && Number.isInteger(refused.retryAfterSeconds));
    pass(refused.retryAfterSeconds);
    assert.equal(buckets.take('a').allowed, true);
  });

  test('forget those unused for longest, and only those', () => {
    const buckets = createTokenBuckets({ capacity: 1, perSecond: 1e-9, now: createClock().now });
    times(1, () => buckets.take('old'));
    times(1, () => buckets.take('kept'));
    for (let index = 0; index < 9_999; index += 1) {
      buckets.take(`name ${index}`);
      buckets.take('kept');
    }
    assert.equal(buckets.take('kept').allowed, false);
    assert.equal(buckets.take('old').allowed, true);
  });

  test('take nothing away when the clock is set back', () => {
    const { now, pass } = createClock();
    const buckets = createTokenBuckets({ capacity: 3, perSecond: 1, now });
    times(1, () => buckets.take('a'));
    pass(-3600);
    assert.deepEqual(
      times(3, () => buckets.take('a')),
      [true, true, false],
    );
    pass(1);
    assert.equal(buckets.take('a').allowed, true);
  });
});

test('failed sign-ins are counted by address and key', () => {
  const { now, pass } = createClock();
  const throttle = createThrottle({ failuresPerMinute: 20, now });
  assert.deepEqual(
    times(21, () => throttle.failed('192.0.2.1', KEY)),
    [...Array(20).fill(true), false],
  );
  assert.deepEqual(throttle.failed('192.0.2.1', KEY), { allowed: false, retryAfterSeconds: 3 });
  assert.equal(throttle.failed('192.0.2.1', OTHER_KEY).allowed, true);
  assert.equal(throttle.failed('192.0.2.1', undefined).allowed, true);
  assert.equal(throttle.failed('192.0.2.2', KEY).allowed, true);
  pass(60);
  assert.deepEqual(
    times(21, () => throttle.failed('192.0.2.1', KEY)),
    [...Array(20).fill(true), false],
  );
});

test('the rate of a key allows a burst of two seconds', () => {
  const { now, pass } = createClock();
  const rateLimit = createRateLimit({ requestsPerSecond: 5, now });
  assert.deepEqual(
    times(11, () => rateLimit.take(KEY)),
    [...Array(10).fill(true), false],
  );
  assert.deepEqual(rateLimit.take(KEY), { allowed: false, retryAfterSeconds: 1 });
  assert.equal(rateLimit.take(OTHER_KEY).allowed, true);
  pass(1);
  assert.deepEqual(
    times(6, () => rateLimit.take(KEY)),
    [...Array(5).fill(true), false],
  );
});
