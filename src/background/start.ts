import type { Logger } from 'pino';
import { checkBackups } from '../admin/check-backups.ts';
import { certificateEnd } from '../admin/check-machine.ts';
import { checkReceivers } from '../admin/check-receivers.ts';
import type { Finding } from '../admin/finding.ts';
import { inspectEnds } from '../admin/inspect.ts';
import { toReceivers } from '../config/receivers.ts';
import type { Config } from '../config/schema.ts';
import type { Receiver } from '../directory/receiver.ts';
import type { Store } from '../store/port.ts';
import { latestBackup } from '../store/sqlite/backups.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backUpJob } from './back-up.ts';
import { forgetEventsJob } from './forget-events.ts';
import { startJob } from './job.ts';
import { watchEndsJob } from './watch-ends.ts';

export interface BackgroundOptions {
  /** The configuration in force. */
  readonly config: () => Config;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly now: () => number;
}

/** All that a server does by itself. */
export interface BackgroundWork extends AsyncDisposable {
  /** What will hinder work before long, though it does not yet. */
  warnings(): readonly Finding[];
}

/** Whoever starts a server waits for its first answer. */
const SETTLE_MS = 500;
const BACKUP_SETTLE_MS = 5 * 60_000;
const RETRY_MS = 15 * 60_000;
const DATABASE_FILE = /^sqlite:(?!:memory:)/;

/** Starts making backups, removing old events, and watching what ends some day. */
export function startBackgroundWork(options: BackgroundOptions): BackgroundWork {
  const { config, store, metrics, log, now } = options;
  const work = new AsyncDisposableStack();
  const timing = { log, retryAfter: RETRY_MS, settle: SETTLE_MS };
  const startedAt = now();
  const { url } = config().database;
  const receivers = (): readonly Receiver[] => toReceivers(config());
  const isFile = DATABASE_FILE.test(url);

  /** A new installation has none for a while. */
  function findBackups(): readonly Finding[] {
    const { directory, every } = config().backup;
    const latest = latestBackup(directory, now());
    if (!isFile || (latest === undefined && now() - startedAt < 2 * every)) return [];
    return [checkBackups(latest, every, now())];
  }

  async function findLateReceivers(): Promise<readonly Finding[]> {
    return await checkReceivers(
      { store, receivers: receivers(), now: now() },
      config().gateway.acknowledgeWithin,
    );
  }

  const ends = watchEndsJob({
    registry: store.registry,
    inspect: async () => [
      ...(await inspectEnds(config(), store.registry, now())),
      ...findBackups(),
      ...(await findLateReceivers()),
    ],
    certificateEnds: () => ({
      scim: certificateEnd(config().server),
      admin: certificateEnd(config().admin),
    }),
    metrics,
    log,
    now,
  });
  work.use(startJob(ends, timing));
  const keepDays = (): number => config().events.keepDays;
  work.use(startJob(forgetEventsJob({ events: store.events, keepDays, receivers, log, now }), timing));
  if (isFile) {
    const database = url.replace(DATABASE_FILE, '');
    const settings = (): Config['backup'] => config().backup;
    work.use(
      startJob(
        backUpJob({ database, settings, lastBackup: metrics.lastBackup, log, now, settle: BACKUP_SETTLE_MS }),
        timing,
      ),
    );
  }
  return { warnings: ends.warnings, [Symbol.asyncDispose]: () => work.disposeAsync() };
}
