import { createHmac } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ConsoleLogin, ConsoleSession } from '../directory/console-session.ts';
import type { SecretDigest } from '../directory/key.ts';
import { digestSecret } from '../keys/digest.ts';
import { base62, type RandomBytes } from '../keys/make.ts';
import type { Sessions } from '../store/port.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { signedOutPage } from './pages/login.ts';

const COOKIE = 'cyolo_scim_console';
const MINUTE_MS = 60_000;
/** A session ends after so long without a request, and after so long in any case. */
const IDLE_MS = 30 * MINUTE_MS;
const LONGEST_MS = 12 * 60 * MINUTE_MS;

export interface SignInOptions {
  readonly sessions: Sessions;
  readonly now: () => number;
  readonly random: RandomBytes;
}

/** Trades the token of a one-time link for a session. @returns undefined when the link is unknown, used or expired */
export async function signIn(
  c: Context<ConsoleEnv>,
  link: string,
  { sessions, now, random }: SignInOptions,
): Promise<ConsoleSession | undefined> {
  const token = base62(random(32));
  const session = await sessions.redeemLogin(digestSecret(link), digestSecret(token), now() + IDLE_MS);
  if (session === undefined) return undefined;
  setCookie(c, COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: isHttps(c),
    maxAge: LONGEST_MS / 1000,
  });
  return session;
}

/** Signs in someone whom a provider vouches for, as if by a link of their own. */
export async function signInAs(
  c: Context<ConsoleEnv>,
  { name, role }: Pick<ConsoleLogin, 'name' | 'role'>,
  options: SignInOptions,
): Promise<void> {
  const link = base62(options.random(32));
  await options.sessions.createLogin(digestSecret(link), {
    name,
    role,
    expiresAt: options.now() + MINUTE_MS,
  });
  await signIn(c, link, options);
}

/** A proxy in front says so. Whoever else does gets a cookie that is more careful than need be. */
export function isHttps(c: Context<ConsoleEnv>): boolean {
  return c.req.url.startsWith('https:') || c.req.header('x-forwarded-proto') === 'https';
}

export async function signOut(c: Context<ConsoleEnv>, sessions: Sessions): Promise<void> {
  const token = getCookie(c, COOKIE);
  if (token !== undefined) await sessions.endSession(digestSecret(token));
  deleteCookie(c, COOKIE, { path: '/' });
}

/** Lets pass who is signed in, and tells everyone else how to. */
export function requireSession({
  sessions,
  now,
  oidc,
}: Pick<SignInOptions, 'sessions' | 'now'> &
  Pick<ConsoleDependencies, 'oidc'>): MiddlewareHandler<ConsoleEnv> {
  return async function requireSession(c, next) {
    const token = getCookie(c, COOKIE);
    const digest = digestSecret(token ?? '');
    const session = token === undefined ? undefined : await sessions.getSession(digest);
    if (token === undefined || session === undefined) {
      return c.html(signedOutPage({ wasSignedIn: token !== undefined, issuer: oidc()?.issuer }), 401);
    }
    // A page that is merely left open must not keep its session alive.
    if (c.req.header('accept') !== 'text/event-stream') await keepAlive(session, digest);
    const requestId = c.get('requestId');
    c.set('session', session);
    c.set('sessionId', Buffer.from(digest).toString('hex'));
    c.set('csrf', csrfToken(token));
    c.set('actor', { name: `console:${session.name}`, requestId });
    return next();
  };

  async function keepAlive({ startedAt, expiresAt }: ConsoleSession, digest: SecretDigest): Promise<void> {
    const end = Math.min(now() + IDLE_MS, startedAt + LONGEST_MS);
    if (end - expiresAt >= MINUTE_MS) await sessions.extendSession(digest, end);
  }
}

/** Follows from the session's token, which no other site can know. */
function csrfToken(token: string): string {
  return createHmac('sha256', token).update('console form').digest('base64url');
}
