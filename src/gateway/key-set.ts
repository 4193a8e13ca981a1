import { Hono } from 'hono';
import type { TenantName } from '../directory/tenant.ts';
import type { HttpEnv } from '../http/environment.ts';
import { bindMethods } from '../http/methods.ts';
import { notFound } from '../scim/errors.ts';
import type { Registry } from '../store/port.ts';
import { replyJson } from './reply.ts';
import type { Signers } from './signers.ts';

/** Much shorter than a new key waits before it signs. */
const MAX_AGE_SECONDS = 3600;

/** `/jwks.json`: the public keys of the tenant (RFC 7517 §5), for everyone. */
export function keySetRoutes({
  registry,
  signers,
}: {
  readonly registry: Pick<Registry, 'getTenant'>;
  readonly signers: Signers;
}): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  bindMethods(app, '/jwks.json', {
    async GET(c) {
      const tenant = await registry.getTenant(c.req.param('tenant') as TenantName);
      if (tenant === undefined) throw notFound('There is no such key set.');
      const text = JSON.stringify(await signers.keySet(tenant.name));
      return replyJson(c, text, { 'Cache-Control': `public, max-age=${MAX_AGE_SECONDS}` });
    },
  });
  return app;
}
