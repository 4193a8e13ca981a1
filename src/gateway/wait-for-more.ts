import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TenantName } from '../directory/tenant.ts';
import type { Events, Feed } from '../store/port.ts';

/** Where events come from. */
export interface EventSource {
  readonly events: Pick<Events, 'waitForEvents'>;
  readonly feed: Pick<Feed, 'end' | 'bounds' | 'read' | 'usersWithin'>;
}

/** Waits until there is an event behind a sequence, or `patience` is at its end. @returns whether there is one */
export async function waitForMore(
  { events, feed }: EventSource,
  tenant: TenantName,
  after: number,
  patience: AbortSignal,
): Promise<boolean> {
  const hasMore = async () => (await feed.end(tenant)).sequence > after;
  for (;;) {
    if (await hasMore()) return true;
    if (patience.aborted) return false;
    // Waiting starts before the last look, so that nothing committed in between is missed.
    const committed = events.waitForEvents(patience);
    if (await hasMore()) return true;
    await committed;
    // Many may have waited: who made the change is answered first.
    await nextTurn();
  }
}
