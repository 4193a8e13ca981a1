import type { MiddlewareHandler } from 'hono';
import type { RateLimit } from '../keys/rate-limit.ts';
import type { Admission } from '../keys/token-buckets.ts';
import { ScimError } from '../scim/errors.ts';
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
    if (!admission.allowed) throw tooManyRequests('Too many requests with this key.', admission);
    return next();
  };
}

type Refusal = Extract<Admission, { readonly allowed: false }>;

/** A 429 that says in whole seconds when to come back, which is the only form that all clients read. */
export function tooManyRequests(detail: string, { retryAfterSeconds }: Refusal): ScimError {
  return new ScimError(429, `${detail} Try again in ${retryAfterSeconds} s.`, {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
}
