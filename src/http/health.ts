import { Hono } from 'hono';
import type { Store } from '../store/port.ts';

/** What will hinder work before long, and what to do about it. */
export interface Warning {
  readonly check: string;
  readonly detail: string;
}

export interface HealthDependencies {
  readonly store: Pick<Store, 'checkWritable'>;
  /** Told where only administrators ask. */
  readonly warnings?: () => readonly Warning[];
}

/** Anyone may ask, so asking often must not write often. */
const REMEMBERED_MS = 1000;

/**
 * `/healthz`: the process answers. `/readyz`: it would take a write, or 503 with the reasons why not; a warning is no
 * such reason.
 */
export function healthRoutes({ store, warnings }: HealthDependencies): Hono {
  const app = new Hono();
  const findReason = rememberFor(REMEMBERED_MS, () => store.checkWritable());
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const reason = await findReason();
    const more = warnings && { warnings: warnings().map(({ check, detail }) => ({ check, detail })) };
    return reason === undefined
      ? c.json({ status: 'ready', ...more })
      : c.json({ status: 'unavailable', reasons: [reason], ...more }, 503);
  });
  return app;
}

/** Calls `find` anew only when it is some time ago that its last call came back. */
function rememberFor<T>(milliseconds: number, find: () => Promise<T>): () => Promise<T> {
  let latest: Promise<T> | undefined;
  let until = Number.POSITIVE_INFINITY;
  return () => {
    if (latest === undefined || performance.now() >= until) {
      until = Number.POSITIVE_INFINITY;
      latest = find().finally(() => {
        until = performance.now() + milliseconds;
      });
    }
    return latest;
  };
}
