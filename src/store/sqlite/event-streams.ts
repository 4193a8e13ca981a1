import { and, asc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { TenantName } from '../../directory/tenant.ts';
import type { EventStream, EventStreams } from '../port.ts';
import type { Connection } from './connection.ts';
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
    save: ({ tenant, id, createdAt, ...settings }) =>
      queue.write(() => {
        const { description = null, reason = null, requested, status } = settings;
        const state = { description, reason, requested, status };
        db.insert(eventStreams)
          .values({ tenant, id, createdAt, ...state })
          .onConflictDoUpdate({ target: [eventStreams.tenant, eventStreams.id], set: state })
          .run();
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

function toStream({ description, reason, ...row }: typeof eventStreams.$inferSelect): EventStream {
  return { ...row, description: description ?? undefined, reason: reason ?? undefined };
}
