import type { Logger } from 'pino';
import type { Delivery, Feed } from '../../store/port.ts';

/**
 * Where a receiver goes on: not before the events that are kept, nor behind the end of a directory that was restored.
 * The log tells when that is not where it was.
 * @returns `delivery` itself when it is
 */
export async function placeOf(
  delivery: Delivery,
  feed: Pick<Feed, 'bounds'>,
  log: Logger,
): Promise<Delivery> {
  const { tenant, receiver } = delivery;
  const { first, last } = await feed.bounds(tenant, 0);
  const acknowledged = Math.min(Math.max(delivery.acknowledged, first - 1), last.sequence);
  if (acknowledged === delivery.acknowledged) return delivery;
  log.error(
    { tenant, receiver, from: delivery.acknowledged, to: acknowledged },
    'events that the receiver was at are not there',
  );
  return { ...delivery, acknowledged };
}
