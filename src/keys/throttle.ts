import type { KeyId } from '../directory/key.ts';
import { type Admission, createTokenBuckets } from './token-buckets.ts';

export interface Throttle {
  /** Counts a failed sign-in. @returns whether it is answered as one (401), or as too many (429) */
  failed(address: string, key: KeyId | undefined): Admission;
}

/**
 * Slows down the guessing of secrets. It counts failures only, and is asked only after a failure: a right Secret is
 * never locked out. An identity provider shares its address with others (NAT, cloud egress), and its Key is public;
 * were it otherwise, whoever sends wrong secrets from there could keep deactivations from arriving.
 */
export function createThrottle(options: {
  readonly failuresPerMinute: number;
  readonly now: () => number;
}): Throttle {
  const { failuresPerMinute, now } = options;
  const buckets = createTokenBuckets({
    capacity: failuresPerMinute,
    perSecond: failuresPerMinute / 60,
    now,
  });
  return { failed: (address, key) => buckets.take(`${address} ${key ?? 'no key'}`) };
}
