import type { MiddlewareHandler } from 'hono';
import type { RateLimit } from '../keys/rate-limit.ts';
import { tooManyRequests } from '../scim/errors.ts';
import type { HttpEnv } from './environment.ts';

export interface Limits {
  readonly bodyBytes: number;
  readonly bulkOperations: number;
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
  readonly requestsPerSecondPerKey: number;
  readonly failedSignInsPerMinute: number;
  /** Milliseconds. */
  readonly accessTokenLifetime: number;
}

/** Holds each key to its rate. @throws ScimError 429 */
export function limitRate(limit: RateLimit): MiddlewareHandler<HttpEnv> {
  return function limitRate(c, next) {
    const admission = limit.take(c.get('caller').key.id);
    if (!admission.allowed)
      throw tooManyRequests('Too many requests with this key.', admission.retryAfterSeconds);
    return next();
  };
}
