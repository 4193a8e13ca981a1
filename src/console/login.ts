import { Hono } from 'hono';
import type { Logger } from 'pino';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { readForm } from './forms.ts';
import { goodbyePage, loginPage, signedOutPage, spentLinkPage } from './pages/login.ts';
import { type SignInOptions, signIn, signOut } from './sign-in.ts';

/** Signing in by a one-time link, and out. */
export function loginRoutes(
  options: SignInOptions & Pick<ConsoleDependencies, 'oidc'> & { readonly log: Logger },
): Hono<ConsoleEnv> {
  const { sessions, oidc, log } = options;
  const issuer = () => oidc()?.issuer;
  const app = new Hono<ConsoleEnv>();

  app.get('/login', (c) => {
    const token = c.req.query('token');
    return token ? c.html(loginPage(token)) : c.html(signedOutPage({ wasSignedIn: false, issuer: issuer() }));
  });

  app.post('/login', async (c) => {
    const form = await readForm(c);
    const session = await signIn(c, form.text('token'), options);
    const requestId = c.get('requestId');
    if (session === undefined) {
      log.warn({ requestId }, 'a console link was refused');
      return c.html(spentLinkPage(), 401);
    }
    log.info({ requestId, name: session.name, role: session.role }, 'signed in to the console');
    return c.redirect('/', 303);
  });

  app.post('/logout', async (c) => {
    await signOut(c, sessions);
    return c.redirect('/goodbye', 303);
  });
  app.get('/goodbye', (c) => c.html(goodbyePage(issuer())));
  return app;
}
