import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createBasicCheck } from './basic-check.ts';

/** What the appliance answers to one request of each kind. */
export interface Samples {
  readonly user: string;
  readonly found: string;
  readonly page: string;
  readonly decision: string;
}

/**
 * The floor: the least that a server in this runtime and framework does for a request. It checks the credential, sends
 * fixed text of the very bytes that the appliance sends, and logs the same line; it has no directory at all.
 */
const [port, samplesFile = '', ...authorizations] = argv.slice(2);
const samples: Samples = JSON.parse(readFileSync(samplesFile, 'utf8'));
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

app.get('/scim/v2/:tenant/Users/:id', (c) => answer(c, samples.user));
app.get('/scim/v2/:tenant/Users', (c) =>
  answer(c, c.req.url.includes('filter=') ? samples.found : samples.page),
);
app.get('/gateway/v1/:tenant/access', (c) => answer(c, samples.decision));

function answer(c: Context, text: string): Response {
  return c.body(text, 200, { 'Content-Type': 'application/scim+json' });
}

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) });
