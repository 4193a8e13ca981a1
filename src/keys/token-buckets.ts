/** Whether a request may go on, or when it may be tried again. */
export type Admission =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

export interface TokenBuckets {
  /** Takes a token from that name's bucket. */
  take(name: string): Admission;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** The most buckets that are remembered; the one unused for longest is forgotten first, as if it were full. */
const MAX_BUCKETS = 10_000;

/** Buckets, one for each name, that hold `capacity` tokens and gain `perSecond` of them. */
export function createTokenBuckets(options: {
  readonly capacity: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly now: () => number;
}): TokenBuckets {
  const { capacity, perSecond, now } = options;
  const buckets = new Map<string, Bucket>();

  function fill(name: string): Bucket {
    const at = now();
    const bucket = buckets.get(name) ?? { tokens: capacity, filledAt: at };
    // A clock set back gives nothing, instead of taking away.
    const seconds = Math.max(0, at - bucket.filledAt) / 1000;
    bucket.tokens = Math.min(capacity, bucket.tokens + seconds * perSecond);
    bucket.filledAt = at;
    return bucket;
  }

  function remember(name: string, bucket: Bucket): void {
    buckets.delete(name);
    buckets.set(name, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > MAX_BUCKETS && oldest !== undefined) buckets.delete(oldest);
  }

  return {
    take(name) {
      const bucket = fill(name);
      remember(name, bucket);
      if (bucket.tokens < 1) {
        return { allowed: false, retryAfterSeconds: Math.ceil((1 - bucket.tokens) / perSecond) };
      }
      bucket.tokens -= 1;
      return { allowed: true };
    },
  };
}
