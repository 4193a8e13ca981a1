import { type Context, Hono } from 'hono';
import type { IdentityProvider } from '../directory/identity-provider.ts';
import { isLive, type Key } from '../directory/key.ts';
import type { Tenant } from '../directory/tenant.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { type Progress, startPage } from './pages/start.ts';
import { tenantPath } from './paths.ts';
import { viewOf } from './view.ts';

type Dependencies = Pick<ConsoleDependencies, 'store' | 'watch' | 'now'>;

/** The first page, and the way from an empty console to the first call. */
export function startRoutes({ store, watch, now }: Dependencies): Hono<ConsoleEnv> {
  const { registry } = store;
  const app = new Hono<ConsoleEnv>();

  app.get('/', async (c) => {
    const [first, ...others] = c.get('tenants');
    if (first === undefined) return c.redirect('/start', 303);
    const isEmpty = others.length === 0 && (await registry.listIdentityProviders(first.name)).length === 0;
    return c.redirect(
      isEmpty ? `/start?tenant=${first.name}` : tenantPath(first.name, 'identity-providers'),
      303,
    );
  });

  app.get('/start', async (c) => {
    const tenant = tenantOf(c);
    if (tenant !== undefined) c.set('tenant', tenant);
    return c.html(startPage(viewOf(c, 'start'), await readProgress(tenant)));
  });
  return app;

  function tenantOf(c: Context<ConsoleEnv>): Tenant | undefined {
    const tenants = c.get('tenants');
    return tenants.find(({ name }) => name === c.req.query('tenant')) ?? tenants[0];
  }

  async function readProgress(tenant: Tenant | undefined): Promise<Progress> {
    if (tenant === undefined) return { step: 'tenant' };
    const [provider] = await registry.listIdentityProviders(tenant.name);
    if (provider === undefined) return { step: 'provider', tenant };
    const key = await findKey(provider);
    if (key === undefined || !provider.autoProvisioning) return { step: 'key', provider };
    const at = watch.lastArrival(key.id) ?? key.lastUse?.at;
    return { step: at === undefined ? 'call' : 'done', provider, key, arrival: { at, refused: 0 } };
  }

  /** The provider's newest key for SCIM that is alive. */
  async function findKey({ tenant, name }: IdentityProvider): Promise<Key | undefined> {
    const keys = await registry.listKeys(tenant, name);
    return keys.findLast((key) => key.scope === 'provision' && isLive(key, now()));
  }
}
