/** Adds up what happens, and writes that down now and then instead of with every request. */
export interface Tally<T> extends AsyncDisposable {
  add(name: string, item: T): void;
  /** Writes down what is not yet. @throws what writing throws; nothing is lost then */
  flush(): Promise<void>;
}

export interface TallyOptions {
  /** Milliseconds between two flushes. */
  readonly interval: number;
  /** Gets what a flush of the tally's own threw. */
  readonly onError: (error: unknown) => void;
}

/** Flushes every `interval` milliseconds and when disposed. There are never more entries than names. */
export function createTally<T>(
  { interval, onError }: TallyOptions,
  steps: {
    readonly sum: (earlier: T, later: T) => T;
    readonly write: (sums: ReadonlyMap<string, T>) => Promise<void>;
  },
): Tally<T> {
  const { sum, write } = steps;
  let sums = new Map<string, T>();

  function add(name: string, item: T): void {
    const earlier = sums.get(name);
    sums.set(name, earlier === undefined ? item : sum(earlier, item));
  }

  async function flush(): Promise<void> {
    if (sums.size === 0) return;
    const flushed = sums;
    sums = new Map();
    try {
      await write(flushed);
    } catch (error) {
      const later = sums;
      sums = flushed;
      for (const [name, item] of later) add(name, item);
      throw error;
    }
  }

  const timer = setInterval(() => void flush().catch(onError), interval);
  timer.unref();

  return {
    add,
    flush,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      // A disk that has failed must not keep a server from ending in good order.
      await flush().catch(onError);
    },
  };
}
