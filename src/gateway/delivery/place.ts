import type { Logger } from 'pino';
import type { Delivery, Feed } from '../../store/port.ts';
import { whyLost } from '../position.ts';

export interface PlaceDependencies {
  readonly feed: Pick<Feed, 'bounds'>;
  readonly log: Logger;
  readonly now: () => number;
}

/**
 * Where a receiver goes on: not before the events that are kept, nor behind the end of the feed. When that is not where
 * it was, the log says so, and the receiver is to be told.
 * @returns `delivery` itself when it is
 */
export async function placeOf(delivery: Delivery, { feed, log, now }: PlaceDependencies): Promise<Delivery> {
  const { tenant, receiver, acknowledged: from } = delivery;
  const bounds = await feed.bounds(tenant, 0);
  const reason = whyLost({ sequence: from, digest: undefined }, bounds);
  if (reason === undefined) return delivery;
  const to = Math.min(Math.max(from, bounds.first - 1), bounds.last.sequence);
  log.error({ tenant, receiver, from, to, reason }, 'events that the receiver was at are not there');
  return { ...delivery, acknowledged: to, gap: { at: now(), reason } };
}
