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
    open: (tenant, receiver) =>
      queue.write(() => {
        const known = find(db, tenant, receiver);
        if (known !== undefined) return known;
        const fresh = startAt(positionOf(writer, tenant).sequence, tenant, receiver);
        save(db, fresh);
        return fresh;
      }),
    save: (delivery) => queue.write(() => save(db, delivery)),
    remove: (tenant, receiver) =>
      queue.write(() => {
        db.delete(deliveries).where(isOf(tenant, receiver)).run();
      }),
  };
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

function save(db: BetterSQLite3Database, delivery: Delivery): void {
  const { acknowledged, failures } = delivery;
  const state = {
    acknowledged,
    acknowledgedAt: delivery.acknowledgedAt ?? null,
    failures,
    error: delivery.error ?? null,
    nextTryAt: delivery.nextTryAt ?? null,
    gap: delivery.gap ?? null,
  };
  db.insert(deliveries)
    .values({ tenant: delivery.tenant, receiver: delivery.receiver, ...state })
    .onConflictDoUpdate({ target: [deliveries.tenant, deliveries.receiver], set: state })
    .run();
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
