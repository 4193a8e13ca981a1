import { randomBytes, randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import { checkBackups } from './admin/check-backups.ts';
import { checkReceivers } from './admin/check-receivers.ts';
import { databaseSize } from './admin/database-size.ts';
import type { Finding } from './admin/finding.ts';
import { inspectDirectory, inspectMachine, inspectReach, tryOut } from './admin/inspect.ts';
import { consoleUrl, publicUrl } from './admin/public-url.ts';
import { VERSION } from './admin/version.ts';
import { type BackgroundWork, startBackgroundWork } from './background/start.ts';
import { toDeclaration } from './config/declaration.ts';
import { toOidc } from './config/oidc.ts';
import { toReceivers } from './config/receivers.ts';
import { type Changes, compareConfigs } from './config/reload.ts';
import { buildResourceTypes } from './config/resource-types.ts';
import type { Config } from './config/schema.ts';
import { createRequestWatch, type RequestWatch } from './console/request-watch.ts';
import type { Actor } from './directory/event.ts';
import type { TenantName } from './directory/tenant.ts';
import { startDelivery } from './gateway/delivery/start-delivery.ts';
import { createMeter, type Meter } from './gateway/meter.ts';
import { gatewayRoutes } from './gateway/routes.ts';
import { createSigners, type Signers } from './gateway/signers.ts';
import { transmitterRoutes } from './gateway/ssf/transmitter.ts';
import { createApp } from './http/app.ts';
import { trustOf } from './http/forwarded.ts';
import { healthRoutes } from './http/health.ts';
import { SCIM_JSON } from './http/reply.ts';
import { createKeyUses, type KeyUses } from './keys/key-uses.ts';
import { createQuirkUses, type QuirkUses } from './keys/quirk-uses.ts';
import { type Listener, openListener } from './listener.ts';
import { presentError, ScimError } from './scim/errors.ts';
import { makeResourceId } from './scim/resource-id.ts';
import { GROUP, type ResourceType, USER } from './scim/resource-types.ts';
import { openStore, type StoreOptions } from './store/open.ts';
import type { Store } from './store/port.ts';
import { latestBackup } from './store/sqlite/backups.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { readTls, watchTls } from './tls-files.ts';

/** A server at work. Disposing it finishes open requests, brings everything to disk and closes. */
export interface RunningServer extends AsyncDisposable {
  /** Where the listeners are: `http://127.0.0.1:8080`, or `unix:/path`. */
  readonly urls: { readonly scim: string; readonly admin: string };
  /**
   * Applies another configuration as far as that can be done live.
   * @returns what changed, and what of it waits for a restart
   * @throws what is wrong with it; the old one stays in force
   */
  reload(config: Config): Promise<Changes>;
}

interface Parts {
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

const USES_INTERVAL_MS = 5_000;
const CONFIG_ACTOR = 'config';
/** A page does not wait longer for the public URL to answer. */
const REACH_TIMEOUT_MS = 2_000;

/**
 * Starts the whole appliance: store, apps, listeners, background work.
 * @param options.onRebuild told, and waited for, before the start takes long, as a new version needs the database otherwise
 * @throws when the database cannot be opened or an address cannot be listened on; nothing is left behind then
 */
export async function startServer(
  initial: Config,
  {
    log,
    onRebuild = () => Promise.resolve(),
  }: { readonly log: Logger; readonly onRebuild?: () => Promise<void> },
): Promise<RunningServer> {
  await using starting = new AsyncDisposableStack();
  const resourceTypes = buildResourceTypes(initial);
  const store = starting.use(
    await openStore(initial.database.url, storeOptions(resourceTypes, log, onRebuild)),
  );
  await store.registry.applyDeclaration(toDeclaration(initial, Date.now()), configActor());
  const tally = {
    interval: USES_INTERVAL_MS,
    onError: (err: unknown) => log.warn({ err }, 'the last use of keys could not be written down'),
  };
  const keyUses = starting.use(createKeyUses({ registry: store.registry, ...tally }));
  const quirkUses = starting.use(createQuirkUses({ store, ...tally }));
  const stopping = new AbortController();
  const metrics = createMetrics();
  const watch = createRequestWatch({ now: Date.now, resourceTypes });
  const signers = createSigners({ signingKeys: store.signingKeys, now: Date.now });
  const meter = createMeter({ ...metrics.deprovisioning, now: Date.now });
  const parts: Parts = {
    ...{ store, resourceTypes, keyUses, quirkUses, metrics, watch, signers, meter, log },
    stopping: stopping.signal,
  };
  let config = initial;
  let app = createPublicApp(config, parts);
  let delivery = startDelivery(deliveryOptions(config, parts));
  starting.defer(() => delivery[Symbol.asyncDispose]());

  const background = starting.use(
    startBackgroundWork({ config: () => config, store, metrics, log, now: Date.now }),
  );
  const admin = starting.use(await openAdminListener(() => config, parts, background.warnings));
  const scim = starting.use(
    await openListener({
      address: config.server.listen,
      fetch: (request, bindings) => app.fetch(request, bindings),
      tls: config.server.tls && readTls(config.server.tls),
      presentFailure,
      isProxy: (address) => trustOf(config.server.trustedProxies)(address),
    }),
  );
  starting.defer(watchTls(scim, () => config.server.tls, log));
  starting.defer(watchTls(admin, () => config.admin.tls, log));
  // Comes first: a listener waits for its open streams.
  starting.defer(() => stopping.abort());
  log.info({ scim: scim.url, admin: admin.url }, 'serving');

  const running = starting.move();
  return {
    urls: { scim: scim.url, admin: admin.url },
    async reload(next) {
      const changes = compareConfigs(config, next);
      await store.registry.applyDeclaration(toDeclaration(next, Date.now()), configActor());
      app = createPublicApp(next, parts);
      await delivery[Symbol.asyncDispose]();
      delivery = startDelivery(deliveryOptions(next, parts));
      log.level = next.log.level;
      config = next;
      log.info(changes, 'configuration reloaded');
      return changes;
    },
    async [Symbol.asyncDispose]() {
      log.info('stopping');
      await running.disposeAsync();
      log.info('stopped');
      log.flush();
    },
  };
}

function storeOptions(
  resourceTypes: readonly ResourceType[],
  log: Logger,
  onRebuild: () => Promise<void>,
): StoreOptions {
  return {
    resourceTypes,
    now: Date.now,
    warn: (message) => log.warn(message),
    onScan: (scan) => log.debug(scan, 'a query looked through resources'),
    onRebuild(steps) {
      log.info({ steps }, 'the database is brought to this version and configuration');
      return onRebuild();
    },
  };
}

/** What identity providers and gateways talk to. */
function createPublicApp(config: Config, parts: Parts) {
  const app = createScimApp(config, parts);
  app.route('/gateway/v1/:tenant', createGatewayRoutes(config, parts));
  app.route('/', transmitterRoutes({ registry: parts.store.registry, publicUrl: config.server.publicUrl }));
  return app;
}

function createGatewayRoutes(config: Config, parts: Parts) {
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

function openAdminListener(
  config: () => Config,
  parts: Parts,
  warnings: BackgroundWork['warnings'],
): Promise<Listener> {
  const { store, metrics } = parts;
  const openConsole = lazyConsole(config, parts);
  const app = new Hono();
  app.route('/', healthRoutes({ store, warnings }));
  app.get('/metrics', (c) =>
    c.body(metrics.text(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  app.all('*', async (c) => (await openConsole()).fetch(c.req.raw));
  const { listen: address, tls } = config().admin;
  return openListener({ address, fetch: app.fetch, tls: tls && readTls(tls), presentFailure });
}

/** Makes the console when somebody opens it for the first time: a start does without that large part of the program. */
function lazyConsole(config: () => Config, parts: Parts) {
  const startedAt = Date.now();
  let made: ReturnType<typeof makeConsole> | undefined;
  return () => (made ??= makeConsole(config, parts, startedAt));
}

async function makeConsole(config: () => Config, parts: Parts, startedAt: number) {
  const { createConsole } = await import('./console/app.ts');
  const { store, resourceTypes, watch, log, stopping } = parts;
  const now = Date.now;
  return createConsole({
    store,
    userType: findType(resourceTypes, USER),
    groupType: findType(resourceTypes, GROUP),
    watch,
    log,
    now,
    random: randomBytes,
    newId: randomUUID,
    publicUrl: () => publicUrl(config()),
    consoleUrl: () => consoleUrl(config()),
    oidc: () => toOidc(config()),
    receivers: () => toReceivers(config()),
    acknowledgeWithin: () => config().gateway.acknowledgeWithin,
    inspect: () => inspectAll(config(), store, now()),
    figures: () => ({ databaseBytes: databaseSize(config().database.url), startedAt, version: VERSION }),
    stopping,
  });
}

/** What `doctor` checks, but for what takes its time. */
async function inspectAll(config: Config, store: Store, now: number): Promise<readonly Finding[]> {
  const { backup, gateway } = config;
  const receivers = toReceivers(config);
  return [
    ...(await inspectMachine(config, now)),
    ...(await inspectDirectory(store, now)),
    ...(await tryOut('backup', () => checkBackups(latestBackup(backup.directory, now), backup.every, now))),
    ...(await checkReceivers({ store, receivers, now }, gateway.acknowledgeWithin)),
    ...(await inspectReach(config, REACH_TIMEOUT_MS)),
  ];
}

/** The type as configuration has added to it. */
function findType(types: readonly ResourceType[], builtIn: ResourceType): ResourceType {
  return types.find(({ name }) => name === builtIn.name) ?? builtIn;
}

function configActor(): Actor {
  return { name: CONFIG_ACTOR, requestId: randomUUID() };
}

function presentFailure(status: number): { readonly body: string; readonly type: string } {
  const error = new ScimError(status, 'The request is no HTTP/1.1 request that this service can read.');
  return { body: JSON.stringify(presentError(error)), type: SCIM_JSON };
}
