import type { KeyId } from '../directory/key.ts';
import type { ObservedRequest } from '../http/request-log.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import { createFailures, type Failures } from './failures.ts';
import { createTraffic, type Traffic } from './traffic.ts';

/** Watches the requests of identity providers, for as long as this process runs. */
export interface RequestWatch {
  record(request: ObservedRequest): void;
  readonly failures: Pick<Failures, 'list'>;
  readonly traffic: Pick<Traffic, 'minutes'>;
  /** When a key was last let in, in milliseconds since 1970. */
  lastArrival(key: KeyId): number | undefined;
  /** Resolves with the next request, or when `signal` aborts. */
  next(signal: AbortSignal): Promise<void>;
}

const KEPT_FAILURES = 100;
/** The longest unused key is forgotten first; what is written down of it in the database stays. */
const KEPT_KEYS = 1000;

/** @param resourceTypes what the requests are about */
export function createRequestWatch({
  now,
  resourceTypes,
}: {
  readonly now: () => number;
  readonly resourceTypes: readonly ResourceType[];
}): RequestWatch {
  const failures = createFailures({ kept: KEPT_FAILURES, types: resourceTypes });
  const traffic = createTraffic();
  const arrivals = new Map<string, number>();
  const waiting = new Set<() => void>();

  function noteArrival(key: string, at: number): void {
    arrivals.delete(key);
    arrivals.set(key, at);
    const [oldest] = arrivals.keys();
    if (arrivals.size > KEPT_KEYS && oldest !== undefined) arrivals.delete(oldest);
  }

  return {
    failures,
    traffic,
    record(request) {
      // What a load balancer asks every few seconds is no traffic.
      if (request.route === '/healthz' || request.route === '/readyz') return;
      const at = now();
      traffic.record(request, at);
      failures.record(request, at);
      if (request.key !== undefined) noteArrival(request.key, at);
      for (const wake of [...waiting]) wake();
    },
    lastArrival: (key) => arrivals.get(key),
    next(signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (signal.aborted) resolve();
      else {
        const wake = () => {
          signal.removeEventListener('abort', wake);
          waiting.delete(wake);
          resolve();
        };
        signal.addEventListener('abort', wake);
        waiting.add(wake);
      }
      return promise;
    },
  };
}
