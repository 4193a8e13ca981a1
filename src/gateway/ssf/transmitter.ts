import { Hono } from 'hono';
import type { TenantName } from '../../directory/tenant.ts';
import type { HttpEnv } from '../../http/environment.ts';
import { bindMethods } from '../../http/methods.ts';
import { notFound } from '../../scim/errors.ts';
import type { Registry } from '../../store/port.ts';
import { replyJson } from '../reply.ts';

export interface TransmitterDependencies {
  readonly registry: Pick<Registry, 'getTenant'>;
  readonly publicUrl: string | undefined;
}

/** How tokens get to receivers that set up their streams themselves: they come for them (RFC 8936). */
export const POLL_METHOD = 'urn:ietf:rfc:8936';

/**
 * `/.well-known/ssf-configuration/gateway/v1/TENANT`: where receivers find what there is to set up a stream (OpenID
 * Shared Signals Framework 1.0 §7). The issuer's path comes behind the well-known one.
 */
export function transmitterRoutes({ registry, publicUrl }: TransmitterDependencies): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  bindMethods(app, '/.well-known/ssf-configuration/gateway/v1/:tenant', {
    async GET(c) {
      const tenant = await registry.getTenant(c.req.param('tenant') as TenantName);
      // An issuer has to be the same for everyone, whichever way a request came.
      if (tenant === undefined || publicUrl === undefined) throw notFound('There is no such transmitter.');
      const issuer = `${publicUrl}/gateway/v1/${tenant.name}`;
      const configuration = {
        spec_version: '1_0',
        issuer,
        jwks_uri: `${issuer}/jwks.json`,
        delivery_methods_supported: [POLL_METHOD],
        configuration_endpoint: `${issuer}/ssf/streams`,
        status_endpoint: `${issuer}/ssf/status`,
        verification_endpoint: `${issuer}/ssf/verify`,
        authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6749' }, { spec_urn: 'urn:ietf:rfc:6750' }],
        default_subjects: 'ALL',
      };
      return replyJson(c, JSON.stringify(configuration), { 'Cache-Control': 'public, max-age=3600' });
    },
  });
  return app;
}
