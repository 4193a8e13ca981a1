import { asc, eq, getTableColumns } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Store } from '../port.ts';
import type { Connection } from './connection.ts';
import type { Reader } from './reader.ts';
import { keys, quirkUses } from './tables.ts';
import type { WriteQueue } from './write-queue.ts';

export interface QuirkUsesOptions {
  readonly reader: Reader;
  readonly writer: Connection;
  readonly queue: WriteQueue;
}

/** A key that has been removed meanwhile takes its uses with it, also those that come after. */
const ADD = `
  INSERT INTO quirk_uses (key, quirk, count, at)
  SELECT id, @quirk, @count, @at FROM keys WHERE id = @key
  ON CONFLICT DO UPDATE SET count = count + excluded.count, at = max(at, excluded.at)`;

export function createQuirkUses({ reader, writer, queue }: QuirkUsesOptions): Store['quirkUses'] {
  const db = drizzle(reader.connection.database);
  return {
    list: async (tenant) =>
      reader.read(() =>
        db
          .select(getTableColumns(quirkUses))
          .from(quirkUses)
          .innerJoin(keys, eq(keys.id, quirkUses.key))
          .where(eq(keys.tenant, tenant))
          .orderBy(asc(keys.createdAt), asc(quirkUses.key), asc(quirkUses.quirk))
          .all(),
      ),
    record: (uses) =>
      queue.write(() => {
        for (const use of uses) writer.run(ADD, { ...use });
      }),
  };
}
