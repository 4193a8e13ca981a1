import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from './environment.ts';

/** Names the request, for its response, its log line and the events it causes. */
export function requestId(newId: () => string): MiddlewareHandler<HttpEnv> {
  return function requestId(c, next) {
    c.set('requestId', newId());
    return next();
  };
}
