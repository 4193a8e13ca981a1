import type { Event, EventAction } from '../directory/event.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { Store } from '../store/port.ts';

/** A page of changes, the newest first. */
export interface Changes {
  readonly events: readonly Event[];
  /** Before which sequence older ones are to be looked for; undefined when there are none. */
  readonly older: number | undefined;
  /** Whether there may be more for this page, but enough was looked through. */
  readonly isCut: boolean;
}

export const PAGE_SIZE = 50;
/** How many changes are looked through for those of a kind, so that nobody waits long. */
const REACH = 500_000;

/** The changes of a tenant before a sequence, of one kind or all. */
export async function readChanges(
  { events, feed }: Pick<Store, 'events' | 'feed'>,
  tenant: TenantName,
  { action, before }: { readonly action: EventAction | undefined; readonly before: number | undefined },
): Promise<Changes> {
  const { first, last } = await feed.bounds(tenant, 0);
  const after = action === undefined ? 0 : (before ?? last.sequence + 1) - 1 - REACH;
  const query = { ...(action && { action }), ...(before !== undefined && { before }) };
  const page = { after: Math.max(0, after), descending: true, limit: PAGE_SIZE };
  const found = await events.listEvents(tenant, { ...query, ...page });
  if (found.length === PAGE_SIZE) return { events: found, older: found.at(-1)?.sequence, isCut: false };
  const isCut = after >= first;
  return { events: found, older: isCut ? after + 1 : undefined, isCut };
}
