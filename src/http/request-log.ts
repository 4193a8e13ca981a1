import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import { ScimError, type ScimType } from '../scim/errors.ts';
import type { FailedOperation, HttpEnv } from './environment.ts';

/** What is logged of a request: nothing that a client wrote, as that may be personal or secret. */
export interface RequestSummary {
  readonly method: string;
  /** The pattern of the path, such as `/scim/v2/:tenant/Users/:id`. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly tenant: string | undefined;
  readonly key: string | undefined;
  /** Why authentication failed, when it did. */
  readonly refusal: string | undefined;
  readonly requestId: string;
  readonly address: string;
}

export interface ObservedRequest extends RequestSummary {
  /** What the client was told of its failure. It may name a user, so it is shown to administrators and not logged. */
  readonly detail: string | undefined;
  readonly scimType: ScimType | undefined;
  /** The path of the attribute that is at fault. */
  readonly attribute: string | undefined;
  /** What the client sent, when that was refused: for whoever redacts it, and for no log. */
  readonly body: unknown;
  /** Of a bulk request; undefined for others. */
  readonly failedOperations: readonly FailedOperation[] | undefined;
}

/** Writes one line for each request, and tells `observe` of it. */
export function requestLog(
  log: Logger,
  observe: (request: ObservedRequest) => void,
): MiddlewareHandler<HttpEnv> {
  return async function requestLog(c, next) {
    const start = performance.now();
    await next();
    const caller = c.get('caller');
    const summary: RequestSummary = {
      method: c.req.method,
      route: routePath(c),
      status: c.res.status,
      ms: Math.round((performance.now() - start) * 100) / 100,
      tenant: caller?.tenant,
      key: caller?.key.id,
      refusal: c.get('refusal'),
      requestId: c.get('requestId'),
      address: c.get('peer').address,
    };
    log.info(summary, 'request');
    const failure = c.error instanceof ScimError ? c.error : undefined;
    observe({
      ...summary,
      detail: failure?.message,
      scimType: failure?.scimType,
      attribute: failure?.attribute,
      body: failure && c.get('body'),
      failedOperations: c.get('failedOperations'),
    });
  };
}
