import { and, asc, eq } from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import type { TenantName } from '../../directory/tenant.ts';
import type { Delivery, Outbox } from '../port.ts';
import type { Connection } from './connection.ts';
import { positionOf } from './event-log.ts';
import type { Reader } from './reader.ts';
import { deliveries } from './tables.ts';
import type { WriteQueue } from './write-queue.ts';

export interface OutboxOptions {
  readonly reader: Reader;
  readonly writer: Connection;
  readonly queue: WriteQueue;
}

type Row = typeof deliveries.$inferSelect;

export function createOutbox({ reader, writer, queue }: OutboxOptions): Outbox {
  const readDb = drizzle(reader.connection.database);
  const db = drizzle(writer.database);
  return {
    list: async (tenant) =>
      reader.read(() =>
        readDb
          .select()
          .from(deliveries)
          .where(eq(deliveries.tenant, tenant))
          .orderBy(asc(deliveries.receiver))
          .all()
          .map(toDelivery),
      ),
    open: (tenant, receiver) => queue.write(() => openDelivery(writer, db, tenant, receiver)),
    save: (delivery) =>
      queue.write(() => {
        const { tenant, receiver } = delivery;
        db.update(deliveries).set(stateOf(delivery)).where(isOf(tenant, receiver)).run();
      }),
    remove: (tenant, receiver) =>
      queue.write(() => {
        db.delete(deliveries).where(isOf(tenant, receiver)).run();
      }),
  };
}

/** What is known of a receiver, within a transaction; a new one begins at the end of the feed. */
export function openDelivery(
  writer: Connection,
  db: BetterSQLite3Database,
  tenant: TenantName,
  receiver: string,
): Delivery {
  const known = find(db, tenant, receiver);
  if (known !== undefined) return known;
  const fresh = startAt(positionOf(writer, tenant).sequence, tenant, receiver);
  db.insert(deliveries)
    .values({ tenant, receiver, ...stateOf(fresh) })
    .run();
  return fresh;
}

function startAt(acknowledged: number, tenant: TenantName, receiver: string): Delivery {
  return {
    tenant,
    receiver,
    acknowledged,
    acknowledgedAt: undefined,
    failures: 0,
    error: undefined,
    nextTryAt: undefined,
    gap: undefined,
  };
}

function find(db: BetterSQLite3Database, tenant: TenantName, receiver: string): Delivery | undefined {
  const row = db.select().from(deliveries).where(isOf(tenant, receiver)).get();
  return row && toDelivery(row);
}

function stateOf({ acknowledged, failures, ...delivery }: Delivery) {
  return {
    acknowledged,
    acknowledgedAt: delivery.acknowledgedAt ?? null,
    failures,
    error: delivery.error ?? null,
    nextTryAt: delivery.nextTryAt ?? null,
    gap: delivery.gap ?? null,
  };
}

function isOf(tenant: TenantName, receiver: string) {
  return and(eq(deliveries.tenant, tenant), eq(deliveries.receiver, receiver));
}

function toDelivery({ acknowledgedAt, error, nextTryAt, gap, ...row }: Row): Delivery {
  return {
    ...row,
    acknowledgedAt: acknowledgedAt ?? undefined,
    error: error ?? undefined,
    nextTryAt: nextTryAt ?? undefined,
    gap: gap ?? undefined,
  };
}
