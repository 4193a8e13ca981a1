import type { TenantName } from '../../directory/tenant.ts';
import type { Awaiting, Position } from '../port.ts';
import type { Connection } from './connection.ts';
import type { WriteQueue } from './write-queue.ts';

/** How many events one transaction removes, so that writes are not held up. */
const SLICE = 500;

export interface Forgetting {
  /** Events from then on stay. */
  readonly before: number;
  /** So do those that one of these has not taken. */
  readonly receivers: readonly Awaiting[];
}

/** Removes old events. What stays has no gaps: an older event behind a younger one stays too. */
export async function forgetEvents(
  writer: Connection,
  queue: WriteQueue,
  { before, receivers }: Forgetting,
): Promise<number> {
  const tenants = writer.values<TenantName>('SELECT name FROM tenants');
  let forgotten = 0;
  for (const tenant of tenants) {
    const names = receivers.filter((receiver) => receiver.tenant === tenant).map(({ name }) => name);
    const end = Math.min(firstToKeep(writer, tenant, before), firstAwaited(writer, tenant, names));
    let removed: number;
    do {
      removed = await queue.write(() => removeSlice(writer, tenant, end));
      forgotten += removed;
    } while (removed === SLICE);
  }
  return forgotten;
}

/** The sequence of the first event that is young enough, or of the last one of all. */
function firstToKeep(writer: Connection, tenant: TenantName, before: number): number {
  return (
    writer.value<number>(
      'SELECT sequence FROM events WHERE tenant = @tenant AND at >= @before ORDER BY sequence LIMIT 1',
      { tenant, before },
    ) ??
    writer.value<number>(
      'SELECT sequence FROM events WHERE tenant = @tenant ORDER BY sequence DESC LIMIT 1',
      { tenant },
    ) ??
    0
  );
}

/** The first event that a receiver, or a stream that is not disabled, has not taken; Infinity when nobody waits. */
function firstAwaited(writer: Connection, tenant: TenantName, receivers: readonly string[]): number {
  const taken = writer.value<number | null>(
    `SELECT min(acknowledged) FROM deliveries WHERE tenant = @tenant AND (
       receiver IN (SELECT value FROM json_each(@receivers))
       OR receiver IN (SELECT id FROM event_streams WHERE tenant = @tenant AND status <> 'disabled'))`,
    { tenant, receivers: JSON.stringify(receivers) },
  );
  return (taken ?? Infinity) + 1;
}

function removeSlice(writer: Connection, tenant: TenantName, end: number): number {
  const last = writer.get<Position>(
    `SELECT sequence, digest FROM (
       SELECT sequence, digest FROM events WHERE tenant = @tenant AND sequence < @end ORDER BY sequence LIMIT @count)
     ORDER BY sequence DESC LIMIT 1`,
    { tenant, end, count: SLICE },
  );
  if (last === undefined) return 0;
  writer.run(
    `INSERT INTO event_anchors (tenant, sequence, digest) VALUES (@tenant, @sequence, @digest)
     ON CONFLICT DO UPDATE SET sequence = @sequence, digest = @digest`,
    { tenant, ...last },
  );
  return writer.run('DELETE FROM events WHERE tenant = @tenant AND sequence <= @sequence', {
    tenant,
    sequence: last.sequence,
  });
}

/** The last event that was forgotten. */
export function anchorOf(connection: Connection, tenant: TenantName): Position {
  const anchor = connection.get<Position>(
    'SELECT sequence, digest FROM event_anchors WHERE tenant = @tenant',
    { tenant },
  );
  return anchor ?? { sequence: 0, digest: '' };
}
