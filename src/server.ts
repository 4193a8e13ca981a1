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
import { createApplication, type Parts } from './application.ts';
import { type BackgroundWork, startBackgroundWork } from './background/start.ts';
import { toDeclaration } from './config/declaration.ts';
import { toOidc } from './config/oidc.ts';
import { toReceivers } from './config/receivers.ts';
import { type Changes, compareConfigs } from './config/reload.ts';
import { buildResourceTypes } from './config/resource-types.ts';
import type { Config } from './config/schema.ts';
import { createRequestWatch } from './console/request-watch.ts';
import type { Actor } from './directory/event.ts';
import { createMeter } from './gateway/meter.ts';
import { createSigners } from './gateway/signers.ts';
import { trustOf } from './http/forwarded.ts';
import { healthRoutes } from './http/health.ts';
import { SCIM_JSON } from './http/reply.ts';
import { inTurn } from './in-turn.ts';
import { createKeyUses } from './keys/key-uses.ts';
import { createQuirkUses } from './keys/quirk-uses.ts';
import { type Listener, openListener } from './listener.ts';
import { presentError, ScimError } from './scim/errors.ts';
import { GROUP, type ResourceType, USER } from './scim/resource-types.ts';
import { openStore, type StoreOptions } from './store/open.ts';
import type { Store } from './store/port.ts';
import { latestBackup } from './store/sqlite/backups.ts';
import { createMetrics } from './telemetry/metrics.ts';
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
  { log, onRebuild }: { readonly log: Logger; readonly onRebuild?: () => Promise<void> },
): Promise<RunningServer> {
  await using starting = new AsyncDisposableStack();
  const resourceTypes = buildResourceTypes(initial);
  const store = starting.use(
    await openStore(initial.database.url, storeOptions(resourceTypes, log, onRebuild)),
  );
  await store.registry.applyDeclaration(toDeclaration(initial, Date.now()), configActor());
  const stopping = new AbortController();
  const parts = makeParts({ store, resourceTypes, log, stopping: stopping.signal }, starting);
  let config = initial;
  let application = createApplication(config, parts);
  application.deliver();
  starting.defer(() => application[Symbol.asyncDispose]());
  const background = starting.use(startBackgroundWork({ config: () => config, ...parts, now: Date.now }));
  const admin = starting.use(await openAdminListener(() => config, parts, background.warnings));
  const scim = starting.use(
    await openListener({
      address: config.server.listen,
      fetch: (request, bindings) => application.fetch(request, bindings),
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
  const reloads = inTurn(async (next: Config): Promise<Changes> => {
    const changes = compareConfigs(config, next);
    await store.registry.applyDeclaration(toDeclaration(next, Date.now()), configActor());
    const before = application;
    application = createApplication(next, parts);
    await before[Symbol.asyncDispose]();
    application.deliver();
    log.level = next.log.level;
    config = next;
    log.info(changes, 'configuration reloaded');
    return changes;
  });
  return {
    urls: { scim: scim.url, admin: admin.url },
    reload: reloads.run,
    async [Symbol.asyncDispose]() {
      log.info('stopping');
      await reloads.settled();
      await running.disposeAsync();
      log.info('stopped');
      log.flush();
    },
  };
}

/** What the whole server shares. What of it has to be ended goes onto the stack of the start. */
function makeParts(
  given: Pick<Parts, 'store' | 'resourceTypes' | 'log' | 'stopping'>,
  starting: AsyncDisposableStack,
): Parts {
  const { store, resourceTypes, log } = given;
  const tally = {
    interval: USES_INTERVAL_MS,
    onError: (err: unknown) => log.warn({ err }, 'the last use of keys could not be written down'),
  };
  const metrics = createMetrics();
  return {
    ...given,
    keyUses: starting.use(createKeyUses({ registry: store.registry, ...tally })),
    quirkUses: starting.use(createQuirkUses({ store, ...tally })),
    metrics,
    watch: createRequestWatch({ now: Date.now, resourceTypes }),
    signers: createSigners({ signingKeys: store.signingKeys, now: Date.now }),
    meter: createMeter({ ...metrics.deprovisioning, now: Date.now }),
  };
}

function storeOptions(
  resourceTypes: readonly ResourceType[],
  log: Logger,
  onRebuild: (() => Promise<void>) | undefined,
): StoreOptions {
  return {
    resourceTypes,
    now: Date.now,
    warn: (message) => log.warn(message),
    onScan: (scan) => log.debug(scan, 'a query looked through resources'),
    async onRebuild(steps) {
      log.info({ steps }, 'the database is brought to this version and configuration');
      await onRebuild?.();
    },
  };
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
