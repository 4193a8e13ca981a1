import { Hono } from 'hono';
import type { Store } from '../store/port.ts';

/** `/healthz`: the process answers. `/readyz`: it would take a write, or 503 with the reasons why not. */
export function healthRoutes({ store }: { readonly store: Pick<Store, 'checkWritable'> }): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const reason = await store.checkWritable();
    return reason === undefined
      ? c.json({ status: 'ready' })
      : c.json({ status: 'unavailable', reasons: [reason] }, 503);
  });
  return app;
}
