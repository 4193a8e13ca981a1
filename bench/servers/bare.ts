import { randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createBasicCheck } from './basic-check.ts';

/** The JSON text that a bare server answers each kind of request with. */
export interface Answers {
  readonly user: (id: string) => string;
  readonly found: (filter: string) => string;
  readonly page: () => string;
  readonly decision: (subject: string) => string;
}

/**
 * The least that a server in this runtime and framework does for a request: it checks the credential, sends some text,
 * and logs the line that the appliance logs.
 */
export function serveBare(port: number, authorizations: readonly string[], answers: Answers): void {
  const log = createLogger({ level: 'info', format: 'json' });
  const isRight = createBasicCheck(authorizations);
  const app = new Hono();

  app.use(async (c, next) => {
    const start = performance.now();
    const requestId = randomUUID();
    if (isRight(c.req.header('authorization'))) await next();
    else c.res = c.text('', 401);
    const ms = Math.round((performance.now() - start) * 100) / 100;
    const { method } = c.req;
    const { status } = c.res;
    const known = { tenant: 'bench', key: 'cyk_00000000000000000000', address: '127.0.0.1' };
    log.info({ method, route: '/scim/v2/:tenant/Users/:id', status, ms, requestId, ...known }, 'request');
  });

  app.get('/scim/v2/:tenant/Users/:id', (c) => answer(c, answers.user(c.req.param('id'))));
  app.get('/scim/v2/:tenant/Users', (c) => {
    const isFiltered = c.req.url.includes('filter=');
    return answer(c, isFiltered ? answers.found(c.req.query('filter') ?? '') : answers.page());
  });
  app.get('/gateway/v1/:tenant/access', (c) => answer(c, answers.decision(c.req.query('subject') ?? '')));

  serve({ fetch: app.fetch, hostname: '127.0.0.1', port });
}

function answer(c: Context, text: string): Response {
  return c.body(text, 200, { 'Content-Type': 'application/scim+json' });
}
