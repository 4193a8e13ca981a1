import { Hono } from 'hono';
import type { Logger } from 'pino';
import { createRateLimit } from '../keys/rate-limit.ts';
import { createThrottle } from '../keys/throttle.ts';
import type { ResourceId } from '../scim/resource.ts';
import { PROTOCOL_ENDPOINTS, type ResourceType } from '../scim/resource-types.ts';
import type { Store } from '../store/port.ts';
import { type AuthenticationOptions, authenticate } from './authenticate.ts';
import { bulkRoutes } from './bulk.ts';
import { createCursors } from './cursor.ts';
import { withDeclaredResources } from './declared-resources.ts';
import { discoveryRoutes } from './discovery.ts';
import type { HttpEnv } from './environment.ts';
import { answerError, answerNotFound } from './errors.ts';
import { forwarded } from './forwarded.ts';
import { healthRoutes } from './health.ts';
import { type Limits, limitRate } from './limits.ts';
import { meRoutes } from './me.ts';
import { createMender, type ObserveQuirk } from './mend.ts';
import { createPathReader } from './path.ts';
import { createQuery } from './query.ts';
import { requestId } from './request-id.ts';
import { type ObservedRequest, requestLog } from './request-log.ts';
import { resourceRoutes } from './resources.ts';
import { searchRoutes } from './search.ts';
import { tokenRoutes } from './token.ts';

export interface AppDependencies {
  readonly store: Store;
  readonly resourceTypes: readonly ResourceType[];
  readonly limits: Omit<Limits, 'defaultPageSize'>;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => ResourceId;
  readonly random: (bytes: number) => Uint8Array;
  /** The service's own URL, where it is not to be taken from requests. */
  readonly publicUrl: string | undefined;
  /** Addresses and CIDR blocks of the proxies whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly recordKeyUse: AuthenticationOptions['recordUse'];
  readonly observeRequest: (request: ObservedRequest) => void;
  readonly observeQuirk: ObserveQuirk;
}

const DEFAULT_PAGE_SIZE = 100;

/** The SCIM service of all tenants. */
export function createApp(dependencies: AppDependencies): Hono<HttpEnv> {
  const { store, resourceTypes, log, now, newId, random, publicUrl } = dependencies;
  const limits: Limits = { ...dependencies.limits, defaultPageSize: DEFAULT_PAGE_SIZE };
  const { bodyBytes } = limits;
  const throttle = createThrottle({ failuresPerMinute: limits.failedSignInsPerMinute, now });
  const rateLimit = createRateLimit({ requestsPerSecond: limits.requestsPerSecondPerKey, now });
  const recordUse = dependencies.recordKeyUse;
  const signIn = { store, throttle, recordUse, publicUrl, now };
  const mender = createMender(dependencies.observeQuirk);
  const cursors = createCursors({ secret: () => store.secret('cursor'), random, now });
  const resources = withDeclaredResources(store.resources, resourceTypes);
  const answerQuery = createQuery({ resources, mender, cursors, limits });
  const endpoints = [...PROTOCOL_ENDPOINTS, ...resourceTypes.map(({ endpoint }) => endpoint)];

  const app = new Hono<HttpEnv>({ getPath: createPathReader(endpoints) });
  app.onError(answerError(log));
  app.notFound(answerNotFound);
  app.use(requestId(newId));
  app.use(forwarded(dependencies.trustedProxies));
  app.use(requestLog(log, dependencies.observeRequest));
  app.route('/', healthRoutes({ store }));
  app.route('/', tokenRoutes({ ...signIn, lifetime: limits.accessTokenLifetime, rateLimit, log }));

  const scim = app.basePath('/scim/v2/:tenant');
  scim.use(authenticate({ scope: 'provision', ...signIn }));
  scim.use(limitRate(rateLimit));
  scim.route('/', searchRoutes({ resourceTypes, answerQuery, bodyBytes }));
  for (const type of resourceTypes) {
    scim.route(type.endpoint, resourceRoutes(type, { resources, answerQuery, mender, newId, bodyBytes }));
  }
  scim.route('/', bulkRoutes({ resources, resourceTypes, mender, newId, limits, log }));
  scim.route('/', discoveryRoutes({ publicUrl, resourceTypes, limits }));
  scim.route('/', meRoutes());
  return app;
}
