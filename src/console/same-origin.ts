import type { MiddlewareHandler } from 'hono';
import { ConsoleError } from './console-error.ts';
import { TEXTS } from './texts.ts';

const READING = ['GET', 'HEAD'];

/**
 * Refuses what another site makes a browser send. Where the browser says nothing of where it comes from (plain HTTP on
 * a network address), the token in the form decides alone: with `no-referrer`, Origin is "null" there.
 */
export const sameOrigin: MiddlewareHandler = function sameOrigin(c, next) {
  if (READING.includes(c.req.method)) return next();
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const isForeign =
    (site !== undefined && site !== 'same-origin') ||
    (origin !== undefined && origin !== 'null' && hostOf(origin) !== hostOf(c.req.url));
  if (isForeign) throw new ConsoleError(403, TEXTS.errors.foreign);
  return next();
};

function hostOf(url: string): string | undefined {
  return URL.parse(url)?.host;
}
