import type { Handler, Hono } from 'hono';
import { ScimError } from '../scim/errors.ts';
import type { HttpEnv } from './environment.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Binds the handlers of a path. Every other verb is answered by 405 with the verbs that are allowed (RFC 9110
 * §15.5.6); HEAD goes where GET goes.
 */
export function bindMethods<Path extends string>(
  app: Hono<HttpEnv>,
  path: Path,
  handlers: Readonly<Partial<Record<Method, Handler<HttpEnv, Path>>>>,
): void {
  for (const [method, handler] of Object.entries(handlers)) app.on(method, path, handler);
  const allowed = Object.keys(handlers)
    .map((method) => (method === 'GET' ? 'GET, HEAD' : method))
    .join(', ');
  app.all(path, function refuseMethod(c) {
    throw new ScimError(405, `${c.req.method} is not possible here; ${allowed} is.`, {
      headers: { Allow: allowed },
    });
  });
}
