import { and, asc, desc, eq, gt, gte, lt, lte, type SQL, sql } from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import type { Event } from '../../directory/event.ts';
import type { TenantName } from '../../directory/tenant.ts';
import { fold } from '../../scim/resource.ts';
import type { EventQuery, Events } from '../port.ts';
import type { CommitSignal } from './commit-signal.ts';
import type { Connection } from './connection.ts';
import { anchorOf, forgetEvents } from './forget-events.ts';
import type { Reader } from './reader.ts';
import { events } from './tables.ts';
import { nextTurn } from './turn.ts';
import type { WriteQueue } from './write-queue.ts';

export interface EventsOptions {
  readonly reader: Reader;
  readonly writer: Connection;
  readonly queue: WriteQueue;
  readonly commits: CommitSignal;
}

/** The sequences after `from` up to `to`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** How many events are looked through at once, so that a rare match holds nobody up. */
const SLICE = 5000;

/** The audit trail and feed in SQLite. */
export function createEvents({ reader, writer, queue, commits }: EventsOptions): Events {
  const { database } = reader.connection;
  database.function('fold', { deterministic: true }, (text) => fold(String(text)));
  const db = drizzle(database);
  return {
    async listEvents(tenant, query) {
      const found: Event[] = [];
      const whole = reader.read(() => spanOf(db, tenant, query));
      // The events of one resource have an index of their own.
      const spans = query.resourceId === undefined ? slices(whole, query.descending) : [whole];
      for (const span of spans) {
        const limit = query.limit - found.length;
        found.push(...reader.read(() => selectEvents(db, tenant, { ...query, limit }, span)));
        if (found.length >= query.limit) break;
        await nextTurn();
      }
      // A reader may see a commit shortly before it is on disk; the feed tells of it only then.
      await queue.settled();
      return found;
    },
    waitForEvents: (signal) => commits.wait(signal),
    forgetEvents: (before, receivers) => forgetEvents(writer, queue, { before, receivers }),
    anchor: async (tenant) => {
      reader.refresh();
      return reader.read((connection) => anchorOf(connection, tenant));
    },
  };
}

function spanOf(db: BetterSQLite3Database, tenant: TenantName, { after = 0, before }: EventQuery): Span {
  const [first = 1, last = 0] = [endOf(db, tenant, asc), endOf(db, tenant, desc)];
  return { from: Math.max(after, first - 1), to: Math.min(last, (before ?? Infinity) - 1) };
}

/** The first or the last sequence: each is a look at an end of the index, both at once a walk through all of it. */
function endOf(
  db: BetterSQLite3Database,
  tenant: TenantName,
  order: typeof asc | typeof desc,
): number | undefined {
  const end = db.select({ sequence: events.sequence }).from(events).where(eq(events.tenant, tenant));
  return end.orderBy(order(events.sequence)).limit(1).get()?.sequence;
}

function* slices({ from, to }: Span, descending: boolean): Generator<Span> {
  if (descending)
    for (let end = to; end > from; end -= SLICE) yield { from: Math.max(from, end - SLICE), to: end };
  else
    for (let start = from; start < to; start += SLICE) yield { from: start, to: Math.min(to, start + SLICE) };
}

function selectEvents(
  db: BetterSQLite3Database,
  tenant: TenantName,
  query: EventQuery,
  { from, to }: Span,
): readonly Event[] {
  // The plus keeps the bounds from choosing the index: that of the resource finds less.
  const sequence = query.resourceId === undefined ? sql`${events.sequence}` : sql`+${events.sequence}`;
  return db
    .select()
    .from(events)
    .where(and(eq(events.tenant, tenant), gt(sequence, from), lte(sequence, to), ...conditions(query)))
    .orderBy(query.descending ? desc(events.sequence) : asc(events.sequence))
    .limit(query.limit)
    .all();
}

function conditions({
  resourceId,
  resourceName,
  actor,
  action,
  since,
  until,
}: EventQuery): (SQL | undefined)[] {
  return [
    resourceId === undefined ? undefined : eq(events.resourceId, resourceId),
    resourceName === undefined ? undefined : sql`fold(${events.resourceName}) = ${fold(resourceName)}`,
    actor === undefined ? undefined : eq(events.actor, actor),
    action === undefined ? undefined : eq(events.action, action),
    since === undefined ? undefined : gte(events.at, since),
    until === undefined ? undefined : lt(events.at, until),
  ];
}
