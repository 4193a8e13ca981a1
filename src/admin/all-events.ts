import type { Event } from '../directory/event.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { EventQuery, Events } from '../store/port.ts';

const SLICE = 1000;

/** All events that a query matches, read in slices. */
export async function* allEvents(
  events: Pick<Events, 'listEvents'>,
  tenant: TenantName,
  query: Omit<EventQuery, 'limit'>,
): AsyncGenerator<Event, void> {
  let narrowed = query;
  while (true) {
    const slice = await events.listEvents(tenant, { ...narrowed, limit: SLICE });
    yield* slice;
    const last = slice.at(-1)?.sequence;
    if (last === undefined || slice.length < SLICE) return;
    narrowed = { ...query, ...(query.descending ? { before: last } : { after: last }) };
  }
}
