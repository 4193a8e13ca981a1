import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import { presentError, ScimError } from '../scim/errors.ts';
import type { HttpEnv } from './environment.ts';
import { reply } from './reply.ts';

/** Makes every throw a SCIM Error message (RFC 7644 §3.12). */
export function answerError(log: Logger): ErrorHandler<HttpEnv> {
  return function answerError(error, c) {
    const failure = toScimError(error, c, log);
    return reply(c, failure.status, JSON.stringify(presentError(failure)), failure.headers);
  };
}

export const answerNotFound: NotFoundHandler<HttpEnv> = function answerNotFound(c) {
  const failure = new ScimError(404, 'There is no such endpoint.');
  return reply(c, 404, JSON.stringify(presentError(failure)));
};

/** What a client may know of a throw: of one that is no ScimError only the request id, under which it is logged. */
export function toScimError(error: unknown, c: Context<HttpEnv>, log: Logger): ScimError {
  if (error instanceof ScimError) return error;
  const requestId = c.get('requestId');
  log.error({ err: error, requestId, method: c.req.method, route: routePath(c) }, 'request failed');
  return new ScimError(500, `The service failed. Its log says why, under request id ${requestId}.`);
}
