import type { KeyId, KeyUse } from '../directory/key.ts';
import type { Registry } from '../store/port.ts';

/** Remembers when keys were used, and writes that down now and then instead of with every request. */
export interface KeyUses extends AsyncDisposable {
  /** Counts one use. */
  record(key: KeyId, use: Omit<KeyUse, 'count'>): void;
  /** Writes down what is not yet. @throws what the store throws; nothing is lost then */
  flush(): Promise<void>;
}

/** User agents are a client's free text. */
const MAX_USER_AGENT = 256;

/**
 * Collects uses of keys and flushes them every `interval` milliseconds and when disposed. Only keys that exist are
 * recorded, so there are never more entries than keys.
 * @param onError gets what a flush of its own threw
 */
export function createKeyUses(options: {
  readonly registry: Pick<Registry, 'recordKeyUses'>;
  readonly interval: number;
  readonly onError: (error: unknown) => void;
}): KeyUses {
  const { registry, interval, onError } = options;
  let uses = new Map<KeyId, KeyUse>();

  async function flush(): Promise<void> {
    if (uses.size === 0) return;
    const flushed = uses;
    uses = new Map();
    try {
      await registry.recordKeyUses(flushed);
    } catch (error) {
      uses = merge(flushed, uses);
      throw error;
    }
  }

  const timer = setInterval(() => void flush().catch(onError), interval);
  timer.unref();

  return {
    record(key, { at, address, userAgent }) {
      const count = (uses.get(key)?.count ?? 0) + 1;
      uses.set(key, { at, address, userAgent: userAgent.slice(0, MAX_USER_AGENT), count });
    },
    flush,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await flush();
    },
  };
}

function merge(earlier: ReadonlyMap<KeyId, KeyUse>, later: ReadonlyMap<KeyId, KeyUse>): Map<KeyId, KeyUse> {
  const merged = new Map(earlier);
  for (const [key, use] of later) {
    merged.set(key, { ...use, count: use.count + (earlier.get(key)?.count ?? 0) });
  }
  return merged;
}
