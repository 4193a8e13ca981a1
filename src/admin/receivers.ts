import type { Event } from '../directory/event.ts';
import { isLive } from '../directory/key.ts';
import { keyOfReader, type Receiver } from '../directory/receiver.ts';
import { isRevocation } from '../directory/revocation.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { Delivery, Feed, Store } from '../store/port.ts';

/** How far one of those has got who are to act on a tenant's events. */
export interface ReceiverStatus {
  readonly tenant: TenantName;
  readonly receiver: string;
  /** `feed`: a gateway that reads the feed with its key, and acknowledges. */
  readonly kind: Receiver['kind'] | 'feed';
  /** Whether the receiver has set it up itself. */
  readonly isStream: boolean;
  /** Whether nothing is given to it for now, and all kept. */
  readonly isPaused: boolean;
  readonly delivery: Delivery;
  /** How many events it has not taken. */
  readonly behind: number;
  /** The first of them. */
  readonly oldest: Event | undefined;
}

export interface ReceiverDependencies {
  readonly store: Pick<Store, 'registry' | 'outbox' | 'feed' | 'eventStreams'>;
  /** Those that are declared. */
  readonly receivers: readonly Receiver[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

const SLICE = { events: 500, bytes: 512 * 1024 };

/** The receivers that are declared, the streams that are not disabled, and the gateways that acknowledge with a live key. */
export async function listReceivers(dependencies: ReceiverDependencies): Promise<readonly ReceiverStatus[]> {
  const { registry, outbox, feed } = dependencies.store;
  const statuses: ReceiverStatus[] = [];
  for (const { name } of await registry.listTenants()) {
    for (const delivery of await outbox.list(name)) {
      const nature = await natureOf(delivery, dependencies);
      if (nature !== undefined) statuses.push({ ...nature, ...(await progressOf(delivery, feed)) });
    }
  }
  return statuses;
}

/** What takes something away among the events that a receiver has not taken, up to `limit` of it. */
export async function listPending(
  { tenant, acknowledged }: Delivery,
  feed: Pick<Feed, 'read'>,
  limit: number,
): Promise<readonly Event[]> {
  const found: Event[] = [];
  let after = acknowledged;
  while (found.length < limit) {
    const events = await feed.read(tenant, after, SLICE);
    if (events.length === 0) break;
    found.push(...events.filter(isRevocation));
    after = events.at(-1)?.sequence ?? after;
  }
  return found.slice(0, limit);
}

type Nature = Pick<ReceiverStatus, 'kind' | 'isStream' | 'isPaused'>;

/** @returns undefined when nobody of that name is to get anything */
async function natureOf(
  { tenant, receiver: name }: Delivery,
  { store, receivers, now }: ReceiverDependencies,
): Promise<Nature | undefined> {
  const key = keyOfReader(name);
  if (key !== undefined) {
    const credential = await store.registry.getCredential(key);
    const isReading = credential !== undefined && isLive(credential.key, now);
    return isReading ? { kind: 'feed', isStream: false, isPaused: false } : undefined;
  }
  const declared = receivers.find((each) => each.tenant === tenant && each.name === name);
  if (declared !== undefined) return { kind: declared.kind, isStream: false, isPaused: false };
  const { status = 'disabled' } = (await store.eventStreams.get(tenant, name)) ?? {};
  if (status === 'disabled') return undefined;
  return { kind: 'poll', isStream: true, isPaused: status === 'paused' };
}

async function progressOf(delivery: Delivery, feed: Feed): Promise<Omit<ReceiverStatus, keyof Nature>> {
  const { tenant, receiver, acknowledged } = delivery;
  const [oldest] = await feed.read(tenant, acknowledged, { events: 1, bytes: 1 });
  const { sequence } = await feed.end(tenant);
  return { tenant, receiver, delivery, behind: Math.max(0, sequence - acknowledged), oldest };
}
