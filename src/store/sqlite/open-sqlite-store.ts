import type { ResourceType } from '../../scim/resource-types.ts';
import type { Store } from '../port.ts';
import { Checkpoints } from './checkpoints.ts';
import { CommitSignal } from './commit-signal.ts';
import { type Connection, createConnection } from './connection.ts';
import { createEventStreams } from './event-streams.ts';
import { createEvents } from './events.ts';
import { explainFailure } from './explain-failure.ts';
import { createFeed } from './feed.ts';
import { Lister, type ListerOptions } from './lister.ts';
import { MIGRATIONS, migrate, pendingMigrations } from './migrate.ts';
import { copyDatabase, openDatabase } from './open-database.ts';
import { createOutbox } from './outbox.ts';
import { createQuirkUses } from './quirk-uses.ts';
import { createReader, createSharedReader } from './reader.ts';
import { createRegistry } from './registry.ts';
import { outdatedIndexes, reindex } from './reindex.ts';
import { createResources } from './resources.ts';
import { checkWritable, findSecret } from './service-data.ts';
import { createSessions } from './sessions.ts';
import { createSigningKeys } from './signing-keys.ts';
import { createSnapshot } from './snapshot.ts';
import { createSubjects } from './subjects.ts';
import { createNoSync, createWalSync } from './wal-sync.ts';
import { WriteQueue } from './write-queue.ts';

export interface SqliteStoreOptions {
  readonly resourceTypes: readonly ResourceType[];
  readonly now: () => number;
  /** Whether a thread makes checkpoints, as a server wants; else they are part of every so many commits. */
  readonly backgroundCheckpoints?: boolean;
  /** Told what does not hinder work but is to be known. */
  readonly warn?: (message: string) => void;
  /** Told again and again, while another process holds up a write, for how many milliseconds it has. */
  readonly onHeld?: (milliseconds: number) => void;
  /** How many milliseconds a query may look through resources. */
  readonly searchBudget?: number;
  /** Told of each query that had to look through resources. */
  readonly onScan?: ListerOptions['onScan'];
  /**
   * Told, and waited for, before a database that is in use is brought to this version or configuration: in a large
   * directory each step may hold up the process for minutes.
   */
  readonly onRebuild?: (steps: readonly string[]) => Promise<void>;
}

const MEMORY = ':memory:';
const SEARCH_BUDGET = 5000;
const OPEN_TIMEOUT = 5000;
/** How much of the file is mapped into memory, which counts as the process's for each connection that does it. */
const MAPPED_BYTES = 96 * 1024 * 1024;

/**
 * Opens the store in a SQLite file, or in memory for `:memory:`; makes the file when there is none.
 * @throws Error when the file is no database, was made by a newer version, or cannot be opened
 */
export async function openSqliteStore(file: string, options: SqliteStoreOptions): Promise<Store> {
  try {
    return await open(file, options);
  } catch (error) {
    throw explainFailure(error);
  }
}

async function open(file: string, options: SqliteStoreOptions): Promise<Store> {
  const { now, searchBudget = SEARCH_BUDGET } = options;
  await using opening = new AsyncDisposableStack();

  const writer = await openWriter(file, options);
  opening.defer(() => {
    writer.database.close();
  });
  const sync = file === MEMORY ? createNoSync() : createWalSync(`${file}-wal`);
  opening.defer(() => sync.close());
  const reader = file === MEMORY ? createSharedReader(writer) : createReader(mapped(openReader(file)));
  opening.defer(() => reader.close());
  const checkpoints = startCheckpoints(file, writer, options);
  opening.defer(() => checkpoints?.close());
  const commits = new CommitSignal(writer);
  opening.defer(() => commits.wakeAll());
  const queue = new WriteQueue({
    connection: writer,
    sync,
    // An open read transaction of ours would keep the log from beginning anew, and the next read from seeing the commit.
    beforeBatch: () => reader.refresh(),
    afterCommit(synced) {
      checkpoints?.afterCommit();
      synced.then(
        () => commits.wakeAll(),
        () => {},
      );
    },
    onHeld: options.onHeld,
  });
  opening.defer(() => queue.close());

  const lister = new Lister({ reader, searchBudget, onScan: options.onScan });
  const opened = opening.move();
  return {
    resources: createResources({ reader, writer, queue, lister, now }),
    registry: createRegistry({ reader, writer, queue, now }),
    events: createEvents({ reader, writer, queue, commits }),
    subjects: createSubjects({ reader, queue }),
    feed: createFeed({ reader, queue }),
    sessions: createSessions({ reader, writer, queue, now }),
    quirkUses: createQuirkUses({ reader, writer, queue }),
    outbox: createOutbox({ reader, writer, queue }),
    eventStreams: createEventStreams({ reader, writer, queue }),
    signingKeys: createSigningKeys({ reader, writer, queue }),
    async openSnapshot(tenant) {
      const own = file === MEMORY ? createConnection(copyDatabase(writer.database)) : openReader(file);
      const snapshot = createSnapshot(own, tenant);
      await queue.settled();
      return snapshot;
    },
    secret: (name) => findSecret({ reader, writer, queue }, name),
    checkWritable: () => checkWritable({ writer, queue }, now()),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function openWriter(file: string, options: SqliteStoreOptions): Promise<Connection> {
  const { resourceTypes, now, onRebuild = async () => {} } = options;
  const database = openDatabase(file, { busyTimeout: OPEN_TIMEOUT });
  try {
    const pending = pendingMigrations(database);
    const isInUse = pending.length < MIGRATIONS.length;
    if (pending.length > 0 && isInUse) await onRebuild(pending.map(({ name }) => name));
    migrate(database, now(), pending);
    const connection = createConnection(database);
    const outdated = outdatedIndexes(connection, resourceTypes);
    if (outdated.length > 0 && connection.value('SELECT 1 FROM tenants') !== undefined) {
      await onRebuild(
        outdated.flatMap(({ type, names }) => names.map((name) => `index of ${type.name}.${name}`)),
      );
    }
    reindex(connection, outdated);
    // From here on the queue waits for other processes, without holding up the event loop.
    database.pragma('busy_timeout = 0');
    return connection;
  } catch (error) {
    database.close();
    throw error;
  }
}

function openReader(file: string): Connection {
  const database = openDatabase(file, { busyTimeout: OPEN_TIMEOUT });
  database.pragma('query_only = ON');
  return createConnection(database);
}

/** Pages of the file are then read without being copied. */
function mapped(connection: Connection): Connection {
  connection.database.pragma(`mmap_size = ${MAPPED_BYTES}`);
  return connection;
}

function startCheckpoints(
  file: string,
  writer: Connection,
  { backgroundCheckpoints = true, warn = () => {} }: SqliteStoreOptions,
): Checkpoints | undefined {
  return file === MEMORY || !backgroundCheckpoints ? undefined : new Checkpoints(writer, file, warn);
}
