import { Hono, type MiddlewareHandler } from 'hono';
import { parseTenantName, type Tenant } from '../directory/tenant.ts';
import { BUILT_IN_RESOURCE_TYPES, PROTOCOL_ENDPOINTS } from '../scim/resource-types.ts';
import type { Registry } from '../store/port.ts';
import { ConsoleError } from './console-error.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { readForm, requireAdmin } from './forms.ts';
import { newTenantPage } from './pages/tenant.ts';
import { redirectOnce } from './redirect-once.ts';
import type { Submissions } from './submissions.ts';
import { TEXTS } from './texts.ts';
import { viewOf } from './view.ts';

const RESERVED = [...PROTOCOL_ENDPOINTS, ...BUILT_IN_RESOURCE_TYPES.map(({ endpoint }) => endpoint)];

/** Makes the tenants known, which every page offers to go to. */
export function readTenants(registry: Pick<Registry, 'listTenants'>): MiddlewareHandler<ConsoleEnv> {
  return async function readTenants(c, next) {
    c.set('tenants', await registry.listTenants());
    return next();
  };
}

/** Makes the tenant known that the path names. */
export const findTenant: MiddlewareHandler<ConsoleEnv> = function findTenant(c, next) {
  const name = c.req.param('tenant');
  const tenant = c.get('tenants').find((each) => each.name === name);
  if (tenant === undefined) throw new ConsoleError(404, TEXTS.errors.noTenant);
  c.set('tenant', tenant);
  return next();
};

/** Adding a tenant. */
export function tenantRoutes({
  store,
  now,
  submissions,
}: Pick<ConsoleDependencies, 'store' | 'now'> & { readonly submissions: Submissions }): Hono<ConsoleEnv> {
  const { registry } = store;
  const app = new Hono<ConsoleEnv>();

  app.get('/new', requireAdmin, (c) =>
    c.html(newTenantPage(viewOf(c, 'start'), { values: {}, problems: {} })),
  );

  app.post('/new', async (c) => {
    const form = await readForm(c);
    const values = { name: form.text('name'), displayName: form.text('displayName') };
    const reading = parseTenantName(values.name, RESERVED);
    if ('problem' in reading) {
      const page = newTenantPage(viewOf(c, 'start'), { values, problems: { name: reading.problem } });
      return c.html(page, 422);
    }
    return redirectOnce(c, submissions, async () => {
      const tenant: Tenant = {
        name: reading.name,
        displayName: values.displayName || reading.name,
        hosts: [],
        declared: false,
        createdAt: now(),
      };
      await registry.createTenant(tenant, c.get('actor'));
      return `/start?tenant=${tenant.name}`;
    });
  });
  return app;
}
