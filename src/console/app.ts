import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { DeclaredError } from '../directory/declared.ts';
import { ScimError } from '../scim/errors.ts';
import { ConflictError, NotFoundError } from '../store/port.ts';
import { activityRoutes } from './activity.ts';
import { assetRoutes } from './assets/assets.ts';
import { ConsoleError } from './console-error.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import type { ConsoleEnv } from './environment.ts';
import { requireForm } from './forms.ts';
import { groupRoutes } from './groups.ts';
import { createHandovers } from './handovers.ts';
import { healthRoutes } from './health.ts';
import { identityProviderRoutes } from './identity-provider.ts';
import { identityProvidersRoutes } from './identity-providers.ts';
import { issuedKeyRoutes } from './issued-key.ts';
import { keyRoutes } from './keys.ts';
import { loginRoutes } from './login.ts';
import { oidcLoginRoutes } from './oidc-login.ts';
import { errorPage } from './pages/error.ts';
import { sameOrigin } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';
import { requireSession } from './sign-in.ts';
import { startRoutes } from './start.ts';
import { createSubmissions } from './submissions.ts';
import { findTenant, readTenants, tenantRoutes } from './tenants.ts';
import { TEXTS } from './texts.ts';
import { userRoutes } from './users.ts';

/** The largest form: SAML metadata has at most 1 MiB. */
const FORM_BYTES = 1.5 * 1024 * 1024;

/** The admin console: pages, the forms on them, and what keeps some of them live. */
export function createConsole(dependencies: ConsoleDependencies): Hono<ConsoleEnv> {
  const { store, log, now, random, newId, oidc, consoleUrl } = dependencies;
  const signIn = { sessions: store.sessions, now, random, oidc, consoleUrl, log };
  const submissions = createSubmissions();
  const handovers = createHandovers({ random, now });
  const all = { ...dependencies, submissions, handovers };

  const app = new Hono<ConsoleEnv>();
  app.onError(answerError);
  app.notFound((c) => c.html(errorPage(TEXTS.errors.notFoundTitle, TEXTS.errors.notFound), 404));
  app.use(securityHeaders);
  app.use((c, next) => {
    c.set('requestId', newId());
    return next();
  });
  app.route('/', assetRoutes());
  app.use(bodyLimit({ maxSize: FORM_BYTES, onError: refuseLargeForm }));
  app.use(sameOrigin);
  app.route('/', loginRoutes(signIn));
  app.route('/', oidcLoginRoutes(signIn));

  app.use(requireSession(signIn));
  app.use(requireForm);
  app.use(readTenants(store.registry));
  app.route('/', startRoutes(all));
  app.route('/', healthRoutes(all));
  app.route('/tenants', tenantRoutes(all));

  const tenant = app.basePath('/tenants/:tenant');
  tenant.use(findTenant);
  tenant.route('/identity-providers', identityProvidersRoutes(all));
  tenant.route('/identity-providers/:provider', identityProviderRoutes(all));
  tenant.route('/identity-providers/:provider/keys', keyRoutes(all));
  tenant.route('/identity-providers/:provider/keys', issuedKeyRoutes(all));
  tenant.route('/users', userRoutes(all));
  tenant.route('/groups', groupRoutes(all));
  tenant.route('/activity', activityRoutes(all));
  return app;

  function answerError(error: Error, c: Context<ConsoleEnv>): Response | Promise<Response> {
    const { title } = TEXTS.errors;
    if (error instanceof ConsoleError) return c.html(errorPage(title, error.message), error.status);
    if (error instanceof NotFoundError) return c.html(errorPage(title, error.message), 404);
    if (error instanceof ConflictError || error instanceof DeclaredError) {
      return c.html(errorPage(title, error.message), 409);
    }
    if (error instanceof ScimError) {
      return c.html(errorPage(title, error.message), error.status === 404 ? 404 : 400);
    }
    const requestId = c.get('requestId');
    log.error({ err: error, requestId, method: c.req.method }, 'console request failed');
    return c.html(errorPage(title, TEXTS.errors.failed(requestId)), 500);
  }
}

function refuseLargeForm(): never {
  throw new ConsoleError(413, TEXTS.errors.tooLarge);
}
