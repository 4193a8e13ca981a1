import { randomBytes, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { toReceivers } from './config/receivers.ts';
import type { Config } from './config/schema.ts';
import type { RequestWatch } from './console/request-watch.ts';
import type { TenantName } from './directory/tenant.ts';
import { startDelivery } from './gateway/delivery/start-delivery.ts';
import type { Meter } from './gateway/meter.ts';
import { gatewayRoutes } from './gateway/routes.ts';
import type { Signers } from './gateway/signers.ts';
import { transmitterRoutes } from './gateway/ssf/transmitter.ts';
import { createApp } from './http/app.ts';
import type { KeyUses } from './keys/key-uses.ts';
import type { QuirkUses } from './keys/quirk-uses.ts';
import { makeResourceId } from './scim/resource-id.ts';
import type { ResourceType } from './scim/resource-types.ts';
import type { Store } from './store/port.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** What stays when the configuration changes. */
export interface Parts {
  readonly store: Store;
  readonly resourceTypes: readonly ResourceType[];
  readonly keyUses: KeyUses;
  readonly quirkUses: QuirkUses;
  readonly metrics: Metrics;
  readonly watch: RequestWatch;
  readonly log: Logger;
  readonly signers: Signers;
  readonly meter: Meter;
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal;
}

/** What a reload replaces: what identity providers and gateways talk to, and what talks to receivers. */
export function createApplication(config: Config, parts: Parts) {
  const replaced = new AbortController();
  const app = createPublicApp(config, parts, replaced.signal);
  let delivery: AsyncDisposable | undefined;
  return {
    fetch: app.fetch,
    deliver() {
      delivery = startDelivery(deliveryOptions(config, parts));
    },
    async [Symbol.asyncDispose]() {
      replaced.abort();
      await delivery?.[Symbol.asyncDispose]();
    },
  };
}

/** What identity providers and gateways talk to. */
function createPublicApp(config: Config, parts: Parts, replaced: AbortSignal) {
  const app = createScimApp(config, parts);
  app.route('/gateway/v1/:tenant', createGatewayRoutes(config, parts, replaced));
  app.route('/', transmitterRoutes({ registry: parts.store.registry, publicUrl: config.server.publicUrl }));
  return app;
}

function createGatewayRoutes(config: Config, parts: Parts, replaced: AbortSignal) {
  const { requestsPerSecondPerKey, streamsPerKey, subjectAttributes, snapshotLifetime } = config.gateway;
  return gatewayRoutes({
    ...deliveryOptions(config, parts),
    subjectAttributes,
    snapshotLifetime,
    newId: randomUUID,
    limits: { ...config.limits, requestsPerSecondPerKey, streamsPerKey },
    publicUrl: config.server.publicUrl,
    recordKeyUse: parts.keyUses.record,
    stopping: parts.stopping,
    replaced,
  });
}

/** Who is told what happens, and how. */
function deliveryOptions(config: Config, { store, resourceTypes, signers, meter, log }: Parts) {
  const issuer = config.server.publicUrl;
  return {
    store,
    resourceTypes,
    signers,
    meter,
    receivers: toReceivers(config),
    issuerOf: (tenant: TenantName) => issuer && `${issuer}/gateway/v1/${tenant}`,
    log,
    now: Date.now,
  };
}

function createScimApp({ server, limits }: Config, parts: Parts) {
  const { store, resourceTypes, keyUses, quirkUses, metrics, watch, log } = parts;
  return createApp({
    store,
    resourceTypes,
    limits,
    log,
    now: Date.now,
    newId: () => makeResourceId(Date.now(), randomUUID()),
    random: randomBytes,
    publicUrl: server.publicUrl,
    trustedProxies: server.trustedProxies,
    recordKeyUse: keyUses.record,
    observeRequest: (request) => {
      const { route, method, status, ms } = request;
      metrics.requests.increment({ route, method, status: String(status) });
      metrics.requestSeconds.observe({ route, method }, ms / 1000);
      watch.record(request);
    },
    observeQuirk: (quirk, { tenant, key, identityProvider }) => {
      quirkUses.record(quirk, key.id, Date.now());
      metrics.quirks.increment({ tenant, identity_provider: identityProvider.name, quirk });
    },
  });
}
