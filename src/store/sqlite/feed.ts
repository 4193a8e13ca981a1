import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { TenantName } from '../../directory/tenant.ts';
import type { ResourceId } from '../../scim/resource.ts';
import type { Feed, FeedBounds } from '../port.ts';
import type { Connection } from './connection.ts';
import { positionOf } from './event-log.ts';
import type { Reader } from './reader.ts';
import { events } from './tables.ts';
import type { WriteQueue } from './write-queue.ts';

export interface FeedOptions {
  readonly reader: Reader;
  readonly queue: WriteQueue;
}

type Limits = Parameters<Feed['read']>[2];

/** The feed in SQLite. */
export function createFeed({ reader, queue }: FeedOptions): Feed {
  const between = drizzle(reader.connection.database)
    .select()
    .from(events)
    .where(
      and(
        eq(events.tenant, sql.placeholder('tenant')),
        gt(events.sequence, sql.placeholder('after')),
        lte(events.sequence, sql.placeholder('to')),
      ),
    )
    .orderBy(asc(events.sequence))
    .prepare();

  return {
    async end(tenant) {
      // Who has begun to wait must not be told of a state from before that.
      reader.refresh();
      const end = reader.read((connection) => positionOf(connection, tenant));
      await queue.settled();
      return end;
    },
    async bounds(tenant, sequence) {
      // Who asks knows of a commit that the last read may not have seen.
      reader.refresh();
      const bounds = reader.read((connection) => findBounds(connection, tenant, sequence));
      await queue.settled();
      return bounds;
    },
    async read(tenant, after, limits) {
      const found = reader.read((connection) => {
        const to = endOfSlice(connection, tenant, after, limits);
        return between.all({ tenant, after, to });
      });
      await queue.settled();
      return found;
    },
    usersWithin: async (tenant, ids, limit) =>
      reader.read((connection) => findUsersWithin(connection, tenant, ids, limit)),
  };
}

function findBounds(connection: Connection, tenant: TenantName, sequence: number): FeedBounds {
  const last = positionOf(connection, tenant);
  const found = connection.get<{ first: number | null; digest: string | null }>(
    `SELECT (SELECT sequence FROM events WHERE tenant = @tenant ORDER BY sequence LIMIT 1) AS first,
       (SELECT digest FROM events WHERE tenant = @tenant AND sequence = @sequence) AS digest`,
    { tenant, sequence },
  );
  return { first: found?.first ?? last.sequence + 1, last, digest: found?.digest ?? undefined };
}

/** How far a slice goes: until the limits, and one event at least. */
function endOfSlice(connection: Connection, tenant: TenantName, after: number, limits: Limits): number {
  const sizes = connection.all<{ sequence: number; bytes: number }>(
    `SELECT sequence, octet_length(changes) AS bytes FROM events
     WHERE tenant = @tenant AND sequence > @after ORDER BY sequence LIMIT @limit`,
    { tenant, after, limit: limits.events },
  );
  let end = sizes[0]?.sequence ?? after;
  let bytes = 0;
  for (const each of sizes) {
    bytes += each.bytes;
    if (bytes > limits.bytes) break;
    end = each.sequence;
  }
  return end;
}

function findUsersWithin(
  connection: Connection,
  tenant: TenantName,
  ids: readonly string[],
  limit: number,
): readonly ResourceId[] {
  return connection.values<ResourceId>(
    `WITH RECURSIVE down (seq, type) AS (
       SELECT r.seq, r.type FROM json_each(@ids) AS wanted
         CROSS JOIN resources AS r ON r.tenant = @tenant AND r.type IN ('User', 'Group') AND r.id = wanted.value
       UNION
       SELECT m.member_seq, m.member_type FROM down
         CROSS JOIN members AS m ON m.tenant = @tenant AND m.group_seq = down.seq AND down.type = 'Group'
     )
     SELECT r.id FROM down CROSS JOIN resources AS r ON r.tenant = @tenant AND r.seq = down.seq
     WHERE down.type = 'User' LIMIT @limit`,
    { tenant, ids: JSON.stringify(ids), limit },
  );
}
