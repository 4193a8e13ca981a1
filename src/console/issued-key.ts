import { Hono } from 'hono';
import type { Key } from '../directory/key.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { findKey, findProvider } from './find-provider.ts';
import type { Handovers } from './handovers.ts';
import { streamNews } from './live.ts';
import { type Arrival, arrivalPanel } from './pages/arrival.ts';
import { issuedKeyPage } from './pages/issued-key.ts';
import { viewOf } from './view.ts';

type Dependencies = Pick<
  ConsoleDependencies,
  'store' | 'now' | 'publicUrl' | 'watch' | 'stopping' | 'log'
> & { readonly handovers: Handovers };

/** Showing a new Secret, once, and noticing the first call that uses it. */
export function issuedKeyRoutes(dependencies: Dependencies): Hono<ConsoleEnv> {
  const { store, now, publicUrl, watch, handovers } = dependencies;
  const { registry } = store;
  const app = new Hono<ConsoleEnv>();

  app.get('/:key/issued', async (c) => {
    const provider = await findProvider(c, registry);
    const key = await findKey(c, registry, provider);
    const pair = handovers.take(c.req.query('ticket') ?? '', c.get('sessionId'));
    const shown = {
      provider,
      key,
      secret: pair?.key === key.id ? pair.secret : undefined,
      publicUrl: publicUrl(),
      arrival: readArrival(key, now()),
      isFirst: (await registry.listKeys(provider.tenant, provider.name)).length === 1,
    };
    return c.html(issuedKeyPage(viewOf(c, 'providers'), shown));
  });

  app.get('/:key/arrival', async (c) => {
    const provider = await findProvider(c, registry);
    const since = now();
    let told: string | undefined;
    return streamNews(c, { ...dependencies, wait: watch.next }, async () => {
      const key = await findKey(c, registry, provider);
      const content = arrivalPanel(provider, readArrival(key, since));
      const text = `${await content}`;
      if (text === told) return [];
      told = text;
      return [{ part: 'arrival', content }];
    });
  });
  return app;

  /** Whether a key has been used, and how many sign-ins were refused since someone waits for that. */
  function readArrival({ id, lastUse }: Key, since: number): Arrival {
    const refused = watch.failures.list().filter(({ status, at }) => status === 401 && at >= since).length;
    return { at: watch.lastArrival(id) ?? lastUse?.at, refused };
  }
}
