import { Hono } from 'hono';
import { ScimError } from '../scim/errors.ts';
import type { HttpEnv } from './environment.ts';

/** `/Me` (RFC 7644 §3.11): the one who asks is an identity provider, and no user. */
export function meRoutes(): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.all('/Me/*', function refuseMe() {
    throw new ScimError(501, 'A key stands for an identity provider, so there is no "me" among the users.');
  });
  return app;
}
