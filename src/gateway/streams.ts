import type { KeyId } from '../directory/key.ts';
import { tooManyRequests } from '../scim/errors.ts';

/** Counts the responses that a key keeps open, and bounds them. */
export interface Streams {
  /** @throws ScimError 429 when the key has as many open as it may */
  open(key: KeyId): Disposable;
}

/** In all likelihood one of them has ended by then. */
const RETRY_AFTER_SECONDS = 5;

export function createStreams({ perKey }: { readonly perKey: number }): Streams {
  const counts = new Map<KeyId, number>();
  return {
    open(key) {
      const count = counts.get(key) ?? 0;
      if (count >= perKey) {
        throw tooManyRequests(`The key has ${perKey} streams open.`, RETRY_AFTER_SECONDS);
      }
      counts.set(key, count + 1);
      let isOpen = true;
      return {
        [Symbol.dispose]() {
          if (!isOpen) return;
          isOpen = false;
          const left = (counts.get(key) ?? 1) - 1;
          if (left === 0) counts.delete(key);
          else counts.set(key, left);
        },
      };
    },
  };
}
