import type { Event } from '../directory/event.ts';
import { digestEvent } from '../directory/event-digest.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { Events, Position } from '../store/port.ts';
import { allEvents } from './all-events.ts';

/** What was found of a tenant's audit trail. */
export interface Trail {
  readonly tenant: TenantName;
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
  /** The first event that does not follow from the one before. */
  readonly broken: number | null;
}

/** Recomputes the chain of digests, from the last event that was forgotten after its time, or from the beginning. */
export async function verifyTrail(events: Events, tenant: TenantName): Promise<Trail> {
  let previous = await events.anchor(tenant);
  let first: number | null = null;
  let count = 0;
  for await (const event of allEvents(events, tenant, { descending: false })) {
    // The server may forget events meanwhile.
    if (event.sequence > previous.sequence + 1) previous = laterOf(previous, await events.anchor(tenant));
    if (event.sequence <= previous.sequence) continue;
    if (!follows(previous, event))
      return { tenant, count, first, last: first && previous.sequence, broken: event.sequence };
    first ??= event.sequence;
    count += 1;
    previous = event;
  }
  // The last event of a tenant is never forgotten.
  const broken = count === 0 && previous.sequence > 0 ? previous.sequence + 1 : null;
  return { tenant, count, first, last: first && previous.sequence, broken };
}

function laterOf(one: Position, other: Position): Position {
  return one.sequence >= other.sequence ? one : other;
}

function follows(previous: Position, event: Event): boolean {
  return event.sequence === previous.sequence + 1 && event.digest === digestEvent(previous.digest, event);
}
