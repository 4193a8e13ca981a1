import type { KeyId } from '../directory/key.ts';
import { type Admission, createTokenBuckets } from './token-buckets.ts';

const BURST_SECONDS = 2;

export interface RateLimit {
  /** Counts a request of that key. */
  take(key: KeyId): Admission;
}

/** Bounds the requests of each key, so that one client's burst cannot starve the others. */
export function createRateLimit(options: {
  readonly requestsPerSecond: number;
  readonly now: () => number;
}): RateLimit {
  const { requestsPerSecond, now } = options;
  return createTokenBuckets({
    capacity: requestsPerSecond * BURST_SECONDS,
    perSecond: requestsPerSecond,
    now,
  });
}
