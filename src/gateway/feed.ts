import { setTimeout } from 'node:timers';
import type { TenantName } from '../directory/tenant.ts';
import type { Meter } from './meter.ts';
import { checkPosition, formatPosition, NOW, parsePosition } from './position.ts';
import { presentEvent } from './present-event.ts';
import { type EventSource, waitForMore } from './wait-for-more.ts';

/** An event as it goes out. */
export interface FeedItem {
  readonly sequence: number;
  readonly id: string;
  /** JSON on one line. */
  readonly text: string;
}

/** Where a reader goes on: behind the event of that sequence. */
export interface Place {
  readonly sequence: number;
  readonly id: string;
}

/** The feed of all tenants, for many readers at once. */
export interface FeedReader {
  /**
   * Finds the place in the feed that a reader names; without one it is the beginning.
   * @param snapshot where a reader that cannot go on starts anew
   * @throws ScimError 400 when it names none, 410 when something behind it is gone
   */
  locate(tenant: TenantName, position: string | undefined, snapshot: string): Promise<Place>;
  /** The next events behind a sequence; waits for one until `patience` is at its end, and then gives none. */
  next(tenant: TenantName, after: number, patience: AbortSignal): Promise<readonly FeedItem[]>;
}

const SLICE = { events: 500, bytes: 512 * 1024 };
/** How long a slice is kept for readers that come to the same place a little later. */
const KEPT_MS = 1000;

interface Slice {
  readonly after: number;
  readonly items: Promise<readonly FeedItem[]>;
}

/** A hundred gateways mostly wait at the same place, the end; what comes then is read and presented once for all. */
export function createFeedReader(source: EventSource, meter: Meter): FeedReader {
  const { feed } = source;
  const latest = new Map<TenantName, Slice>();

  /** Called only when there is more: what is shared is never an end that has moved on. */
  function readShared(tenant: TenantName, after: number): Promise<readonly FeedItem[]> {
    const shared = latest.get(tenant);
    if (shared?.after === after) return shared.items;
    const slice = { after, items: read(tenant, after) };
    latest.set(tenant, slice);
    setTimeout(() => {
      if (latest.get(tenant) === slice) latest.delete(tenant);
    }, KEPT_MS).unref();
    return slice.items;
  }

  async function read(tenant: TenantName, after: number): Promise<readonly FeedItem[]> {
    const found = await feed.read(tenant, after, SLICE);
    const [first] = found;
    if (first !== undefined && first.sequence !== after + 1) {
      throw new Error(`The feed of ${tenant} has a gap: ${first.sequence} follows ${after}.`);
    }
    const presented = await Promise.all(found.map((event) => presentEvent(event, feed)));
    for (const event of found) meter.delivered(event);
    return presented.map((event) => ({
      sequence: event.sequence,
      id: event.id,
      text: JSON.stringify(event),
    }));
  }

  return {
    async locate(tenant, position, snapshot) {
      if (position === NOW) {
        const end = await feed.end(tenant);
        return { sequence: end.sequence, id: formatPosition(end) };
      }
      const seen = parsePosition(position ?? '0');
      checkPosition(seen, await feed.bounds(tenant, seen.sequence), snapshot);
      return { sequence: seen.sequence, id: position ?? '0' };
    },

    async next(tenant, after, patience) {
      return (await waitForMore(source, tenant, after, patience)) ? readShared(tenant, after) : [];
    },
  };
}
