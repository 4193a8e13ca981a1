import { and, asc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { SigningKeys } from '../port.ts';
import type { Connection } from './connection.ts';
import type { Reader } from './reader.ts';
import { signingKeys } from './tables.ts';
import type { WriteQueue } from './write-queue.ts';

export interface SigningKeysOptions {
  readonly reader: Reader;
  readonly writer: Connection;
  readonly queue: WriteQueue;
}

export function createSigningKeys({ reader, writer, queue }: SigningKeysOptions): SigningKeys {
  const readDb = drizzle(reader.connection.database);
  const db = drizzle(writer.database);
  return {
    list: async (tenant) =>
      reader.read(() =>
        readDb
          .select()
          .from(signingKeys)
          .where(eq(signingKeys.tenant, tenant))
          .orderBy(asc(signingKeys.createdAt), asc(signingKeys.id))
          .all(),
      ),
    add: (key) =>
      queue.write(() => {
        db.insert(signingKeys)
          .values({ ...key, privateKey: Buffer.from(key.privateKey) })
          .run();
      }),
    remove: (tenant, id) =>
      queue.write(() => {
        db.delete(signingKeys)
          .where(and(eq(signingKeys.tenant, tenant), eq(signingKeys.id, id)))
          .run();
      }),
  };
}
