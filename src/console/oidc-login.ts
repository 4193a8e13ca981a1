import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Logger } from 'pino';
import { base62 } from '../keys/make.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { createOidcClients, type Departure, type OidcClient } from './oidc.ts';
import { enteredPage, notLetInPage } from './pages/login.ts';
import { isHttps, type SignInOptions, signInAs } from './sign-in.ts';
import { TEXTS } from './texts.ts';

const COOKIE = 'cyolo_scim_departure';
const CALLBACK = '/login/oidc/callback';
const LIFETIME_MS = 10 * 60_000;
const REMEMBERED = 1000;

type Options = SignInOptions & Pick<ConsoleDependencies, 'oidc' | 'consoleUrl'> & { readonly log: Logger };

interface Away extends Pick<Departure, 'checks'> {
  readonly client: OidcClient;
}

/** Signing in through the company's own provider, where config.yaml names one. */
export function oidcLoginRoutes(options: Options): Hono<ConsoleEnv> {
  const { oidc, consoleUrl, now, random, log } = options;
  const away = createAway({ random, now });
  const clientOf = createOidcClients();
  const redirectUri = () => `${consoleUrl()}${CALLBACK}`;
  const app = new Hono<ConsoleEnv>();

  app.get('/login/oidc', async (c) => {
    const settings = oidc();
    if (settings === undefined) return c.notFound();
    try {
      const client = clientOf(settings);
      const { url, checks } = await client.depart(redirectUri());
      const ticket = away.leave({ client, checks });
      setCookie(c, COOKIE, ticket, {
        path: '/login/oidc',
        httpOnly: true,
        // The way back begins at another site, where a stricter cookie would stay behind.
        sameSite: 'Lax',
        secure: isHttps(c),
        maxAge: LIFETIME_MS / 1000,
      });
      return c.redirect(url.href, 303);
    } catch (error) {
      return refuse(c, error, TEXTS.login.unreachable);
    }
  });

  app.get(CALLBACK, async (c) => {
    const departure = away.take(getCookie(c, COOKIE) ?? '');
    deleteCookie(c, COOKIE, { path: '/login/oidc' });
    if (departure === undefined) return refuse(c, undefined, TEXTS.login.lost(consoleUrl()));
    try {
      const { name, role } = await departure.client.arrive(
        new URL(new URL(c.req.url).search, redirectUri()),
        departure.checks,
      );
      const requestId = c.get('requestId');
      if (role === undefined) {
        log.warn({ requestId }, 'a console sign-in without a role was refused');
        return c.html(notLetInPage(TEXTS.login.noRole(name)), 403);
      }
      await signInAs(c, { name, role }, options);
      log.info({ requestId, role }, 'signed in to the console through the OpenID provider');
      return c.html(enteredPage());
    } catch (error) {
      return refuse(c, error, TEXTS.login.refused);
    }
  });
  return app;

  function refuse(c: Context<ConsoleEnv>, error: unknown, text: string) {
    log.warn({ requestId: c.get('requestId'), reason: reasonOf(error) }, 'a console sign-in was refused');
    return c.html(notLetInPage(text), error === undefined ? 400 : 502);
  }
}

/** Who is at the provider's: each comes back once, and soon. */
function createAway({ random, now }: Pick<SignInOptions, 'random' | 'now'>) {
  const known = new Map<string, Away & { readonly until: number }>();
  return {
    leave(departure: Away): string {
      const ticket = base62(random(32));
      known.set(ticket, { ...departure, until: now() + LIFETIME_MS });
      const [oldest] = known.keys();
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
      return ticket;
    },
    take(ticket: string): Away | undefined {
      const departure = known.get(ticket);
      known.delete(ticket);
      return departure !== undefined && departure.until > now() ? departure : undefined;
    },
  };
}

/** What the log may say: answers of a provider can hold tokens, the codes of errors cannot. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'not on the way';
  const {
    name,
    code,
    error: answer,
  } = error as Error & { readonly code?: unknown; readonly error?: unknown };
  return [name, code, answer].filter((each) => typeof each === 'string').join(' ');
}
