import { Hono } from 'hono';
import type { Collection, Resources } from '../store/port.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { healthPage } from './pages/health.ts';
import { viewOf } from './view.ts';

type Dependencies = Pick<
  ConsoleDependencies,
  'store' | 'userType' | 'groupType' | 'watch' | 'now' | 'inspect' | 'figures'
>;

/** How the installation and the service are doing. */
export function healthRoutes(dependencies: Dependencies): Hono<ConsoleEnv> {
  const { store, userType, groupType, watch, now, inspect, figures } = dependencies;
  const app = new Hono<ConsoleEnv>();

  app.get('/health', async (c) => {
    const view = viewOf(c, 'health');
    const tenant = view.tenant?.name;
    const counts =
      tenant === undefined
        ? undefined
        : {
            users: await count(store.resources, { tenant, type: userType }),
            groups: await count(store.resources, { tenant, type: groupType }),
          };
    const shown = {
      findings: await inspect(),
      minutes: watch.traffic.minutes(now()),
      figures: figures(),
      counts,
      now: now(),
    };
    return c.html(healthPage(view, shown));
  });
  return app;
}

async function count(resources: Resources, collection: Collection): Promise<number> {
  const page = await resources.list(collection, { page: { startIndex: 1, count: 0 }, relations: false });
  return page.total;
}
