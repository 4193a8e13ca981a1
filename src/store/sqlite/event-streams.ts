import { and, asc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { TenantName } from '../../directory/tenant.ts';
import type { EventStream, EventStreams } from '../port.ts';
import type { Connection } from './connection.ts';
import { openDelivery } from './outbox.ts';
import type { Reader } from './reader.ts';
import { deliveries, eventStreams } from './tables.ts';
import type { WriteQueue } from './write-queue.ts';

export interface EventStreamsOptions {
  readonly reader: Reader;
  readonly writer: Connection;
  readonly queue: WriteQueue;
}

export function createEventStreams({ reader, writer, queue }: EventStreamsOptions): EventStreams {
  const readDb = drizzle(reader.connection.database);
  const db = drizzle(writer.database);
  const isStream = (tenant: TenantName, id: string) =>
    and(eq(eventStreams.tenant, tenant), eq(eventStreams.id, id));

  return {
    list: async (tenant) =>
      reader.read(() =>
        readDb
          .select()
          .from(eventStreams)
          .where(eq(eventStreams.tenant, tenant))
          .orderBy(asc(eventStreams.createdAt), asc(eventStreams.id))
          .all()
          .map(toStream),
      ),
    get: async (tenant, id) =>
      reader.read(() => {
        const row = readDb.select().from(eventStreams).where(isStream(tenant, id)).get();
        return row && toStream(row);
      }),
    create: (stream, limit) =>
      queue.write(() => {
        const { tenant, id, createdAt } = stream;
        const known = db
          .select()
          .from(eventStreams)
          .where(eq(eventStreams.tenant, tenant))
          .limit(limit)
          .all();
        if (known.length === limit) return false;
        db.insert(eventStreams)
          .values({ tenant, id, createdAt, ...stateOf(stream) })
          .run();
        openDelivery(writer, db, tenant, id);
        return true;
      }),
    update: (stream) =>
      queue.write(() => {
        const { tenant, id } = stream;
        const { changes } = db.update(eventStreams).set(stateOf(stream)).where(isStream(tenant, id)).run();
        return changes > 0;
      }),
    remove: (tenant, id) =>
      queue.write(() => {
        db.delete(eventStreams).where(isStream(tenant, id)).run();
        db.delete(deliveries)
          .where(and(eq(deliveries.tenant, tenant), eq(deliveries.receiver, id)))
          .run();
      }),
  };
}

function stateOf({ description, reason, requested, status }: EventStream) {
  return { description: description ?? null, reason: reason ?? null, requested, status };
}

function toStream({ description, reason, ...row }: typeof eventStreams.$inferSelect): EventStream {
  return { ...row, description: description ?? undefined, reason: reason ?? undefined };
}
