import { Hono } from 'hono';
import type { Logger } from 'pino';
import type { Receiver } from '../directory/receiver.ts';
import type { TenantName } from '../directory/tenant.ts';
import { type AuthenticationOptions, authenticate } from '../http/authenticate.ts';
import type { HttpEnv } from '../http/environment.ts';
import { limitRate } from '../http/limits.ts';
import { createRateLimit } from '../keys/rate-limit.ts';
import { createThrottle } from '../keys/throttle.ts';
import { type ResourceType, USER } from '../scim/resource-types.ts';
import type { Store } from '../store/port.ts';
import { accessRoutes } from './access.ts';
import { acknowledgementRoutes } from './acknowledgements.ts';
import { pollRoutes } from './delivery/poll.ts';
import { createPollQueues } from './delivery/poll-queues.ts';
import { eventRoutes } from './events.ts';
import { createFeedReader } from './feed.ts';
import { keySetRoutes } from './key-set.ts';
import type { Meter } from './meter.ts';
import type { Signers } from './signers.ts';
import { snapshotRoutes } from './snapshot.ts';
import { configurationRoutes } from './ssf/configuration.ts';
import { controlRoutes } from './ssf/control.ts';
import { createStreams } from './streams.ts';
import { bindSubjectAttributes } from './subject-attributes.ts';

export interface GatewayDependencies {
  readonly store: Store;
  readonly resourceTypes: readonly ResourceType[];
  readonly signers: Signers;
  readonly meter: Meter;
  readonly receivers: readonly Receiver[];
  /** Who a tenant's tokens are from. */
  readonly issuerOf: (tenant: TenantName) => string | undefined;
  readonly newId: () => string;
  /** Such as `userName` and `emails.value`: what a SAML subject may be the value of, in the order to try. */
  readonly subjectAttributes: readonly string[];
  readonly limits: {
    readonly bodyBytes: number;
    readonly requestsPerSecondPerKey: number;
    readonly streamsPerKey: number;
    readonly failedSignInsPerMinute: number;
  };
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The service's own URL, where it is not to be taken from requests. */
  readonly publicUrl: string | undefined;
  readonly recordKeyUse: AuthenticationOptions['recordUse'];
  /** For how many milliseconds a gateway may go by a snapshot. */
  readonly snapshotLifetime: number;
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal;
  /** Aborts when other routes take the place of these, under another configuration. */
  readonly replaced: AbortSignal;
}

/** What a gateway asks of the directory, below `/gateway/v1/:tenant`. All of it reads; nothing here changes a user. */
export function gatewayRoutes(dependencies: GatewayDependencies): Hono<HttpEnv> {
  const { store, signers, meter, limits, now } = dependencies;
  const { bodyBytes } = limits;
  const userType = dependencies.resourceTypes.find(({ name }) => name === USER.name) ?? USER;
  const subjectAttributes = bindSubjectAttributes(dependencies.subjectAttributes, userType);
  const streams = createStreams({ perKey: limits.streamsPerKey });

  const app = new Hono<HttpEnv>();
  // Who checks a signature need not be who may read the directory.
  app.route('/', keySetRoutes({ registry: store.registry, signers }));
  app.use(
    authenticate({
      scope: 'gateway',
      store,
      throttle: createThrottle({ failuresPerMinute: limits.failedSignInsPerMinute, now }),
      recordUse: dependencies.recordKeyUse,
      publicUrl: dependencies.publicUrl,
      now,
    }),
  );
  app.use(limitRate(createRateLimit({ requestsPerSecond: limits.requestsPerSecondPerKey, now })));
  const { subjects, registry } = store;
  app.route('/', accessRoutes({ subjects, userType, subjectAttributes, bodyBytes }));
  const feed = createFeedReader(store, meter);
  app.route('/', eventRoutes({ ...dependencies, feed, streams, registry }));
  app.route('/', acknowledgementRoutes({ ...dependencies, bodyBytes }));
  const queues = createPollQueues(dependencies);
  dependencies.replaced.addEventListener('abort', () => queues.close());
  const ends = AbortSignal.any([dependencies.stopping, dependencies.replaced]);
  app.route('/', pollRoutes({ ...dependencies, queues, streams, registry, bodyBytes, stopping: ends }));
  app.route('/', configurationRoutes({ ...dependencies, queues, bodyBytes }));
  app.route('/', controlRoutes({ ...dependencies, queues, bodyBytes }));
  app.route('/', snapshotRoutes({ ...dependencies, streams, userType, subjectAttributes }));
  return app;
}
