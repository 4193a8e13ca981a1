import { Hono } from 'hono';
import type { Event, EventAction } from '../directory/event.ts';
import type { Tenant } from '../directory/tenant.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { readEventNames } from './event-names.ts';
import { streamNews } from './live.ts';
import { activityPage, changeEntries } from './pages/activity.ts';
import { failureList, type ProviderOfKey } from './pages/failures.ts';
import { viewOf } from './view.ts';

const PAGE_SIZE = 50;
const ACTIONS: readonly EventAction[] = ['create', 'update', 'activate', 'deactivate', 'delete'];

type Dependencies = Pick<
  ConsoleDependencies,
  'store' | 'userType' | 'groupType' | 'watch' | 'now' | 'stopping' | 'log'
>;

/** What happens in a tenant, as it happens: changes, and requests that failed. */
export function activityRoutes(dependencies: Dependencies): Hono<ConsoleEnv> {
  const { store, userType, groupType, watch, now } = dependencies;
  const { events, registry } = store;
  const types = [userType, groupType];
  const app = new Hono<ConsoleEnv>();

  app.get('/', async (c) => {
    const { name: tenant } = c.get('tenant');
    const action = readAction(c.req.query('action'));
    const before = Number(c.req.query('before') ?? 0) || undefined;
    const query = { ...(action && { action }), ...(before !== undefined && { before }) };
    const found = await events.listEvents(tenant, { ...query, descending: true, limit: PAGE_SIZE });
    const names = await readEventNames(store, { tenant, types }, found);
    const shown = {
      tenant,
      events: found,
      names,
      action,
      isLater: before !== undefined,
      older: found.length === PAGE_SIZE ? found.at(-1)?.sequence : undefined,
      failures: failuresOf(tenant),
      providerOfKey: await readProviders(tenant),
      now: now(),
    };
    return c.html(activityPage(viewOf(c, 'activity'), shown));
  });

  app.get('/news', async (c) => {
    const { name: tenant } = c.get('tenant');
    const action = readAction(c.req.query('action'));
    let sequence = Number(c.req.query('after') ?? 0) || 0;
    let told = watch.failures.list()[0]?.number ?? 0;
    const wait = (signal: AbortSignal) => Promise.race([events.waitForEvents(signal), watch.next(signal)]);
    return streamNews(c, { ...dependencies, wait }, async () => {
      const found = await newEvents(tenant, sequence);
      sequence = found[0]?.sequence ?? sequence;
      const wanted = found.filter((event) => action === undefined || event.action === action);
      const failures = failuresOf(tenant);
      const isNewFailure = (failures[0]?.number ?? 0) > told;
      told = Math.max(told, failures[0]?.number ?? 0);
      const names = await readEventNames(store, { tenant, types }, wanted);
      const list = isNewFailure ? failureList(failures, await readProviders(tenant), now()) : undefined;
      return [
        ...(wanted.length > 0 ? [{ part: 'changes', content: changeEntries(wanted, names) }] : []),
        ...(list !== undefined ? [{ part: 'failures', content: list }] : []),
      ];
    });
  });
  return app;

  /** The events behind a sequence, the newest first; of a burst only the end. */
  async function newEvents(tenant: Tenant['name'], after: number): Promise<readonly Event[]> {
    return await events.listEvents(tenant, { after, descending: true, limit: PAGE_SIZE });
  }

  /** Those of the tenant's keys, and those of nobody known. */
  function failuresOf(tenant: string) {
    return watch.failures.list().filter((failure) => (failure.tenant ?? tenant) === tenant);
  }

  async function readProviders(tenant: Tenant['name']): Promise<ProviderOfKey> {
    const providers = await registry.listIdentityProviders(tenant);
    const keys = await registry.listKeys(tenant);
    return (id) => {
      const name = keys.find((key) => key.id === id)?.identityProvider;
      return providers.find((provider) => provider.name === name);
    };
  }
}

function readAction(text: string | undefined): EventAction | undefined {
  return ACTIONS.find((action) => action === text);
}
