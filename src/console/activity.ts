import { Hono } from 'hono';
import { EVENT_ACTIONS, type EventAction } from '../directory/event.ts';
import { type NewsDependencies, newChanges, newFailures, newOfReceivers } from './activity-news.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { readEventNames } from './event-names.ts';
import { streamNews } from './live.ts';
import { activityPage } from './pages/activity.ts';
import { readChanges } from './read-changes.ts';
import { readReceivers } from './receivers.ts';
import { failuresOf, readProviders } from './tenant-failures.ts';
import { viewOf } from './view.ts';

type Dependencies = NewsDependencies & Pick<ConsoleDependencies, 'stopping' | 'log'>;

/** What happens in a tenant, as it happens: changes, requests that failed, and who has not taken what. */
export function activityRoutes(dependencies: Dependencies): Hono<ConsoleEnv> {
  const { store, userType, groupType, watch, now } = dependencies;
  const types = [userType, groupType];
  const app = new Hono<ConsoleEnv>();

  app.get('/', async (c) => {
    const { name: tenant } = c.get('tenant');
    const action = readAction(c.req.query('action'));
    const before = Number(c.req.query('before') ?? 0) || undefined;
    const changes = await readChanges(store, tenant, { action, before });
    const shown = {
      tenant,
      changes,
      names: await readEventNames(store, { tenant, types }, changes.events),
      action,
      isLater: before !== undefined,
      failures: failuresOf(tenant, watch),
      providerOfKey: await readProviders(tenant, store.registry),
      receivers: await readReceivers(dependencies, tenant),
      now: now(),
    };
    return c.html(activityPage(viewOf(c, 'activity'), shown));
  });

  app.get('/news', (c) => {
    const { name: tenant } = c.get('tenant');
    const action = readAction(c.req.query('action'));
    const after = Number(c.req.query('after') ?? 0) || 0;
    const readers = [
      newChanges(dependencies, tenant, { action, after }),
      newFailures(dependencies, tenant),
      newOfReceivers(dependencies, tenant),
    ];
    const wait = (signal: AbortSignal) =>
      Promise.race([store.events.waitForEvents(signal), watch.next(signal)]);
    return streamNews(c, { ...dependencies, wait }, async () =>
      (await Promise.all(readers.map((read) => read()))).flat(),
    );
  });
  return app;
}

function readAction(text: string | undefined): EventAction | undefined {
  return EVENT_ACTIONS.find((action) => action === text);
}
