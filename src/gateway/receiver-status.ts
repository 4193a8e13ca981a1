import type { Event } from '../directory/event.ts';
import { isLive, type KeyId } from '../directory/key.ts';
import type { Receiver } from '../directory/receiver.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { Delivery, Store } from '../store/port.ts';
import { isRevocation } from './revocation.ts';

/** How far one of those has got who are to act on a tenant's events. */
export interface ReceiverStatus {
  readonly tenant: TenantName;
  readonly receiver: string;
  /** `feed`: a gateway that reads the feed with its key, and acknowledges. */
  readonly kind: Receiver['kind'] | 'feed';
  readonly delivery: Delivery;
  /** How many events there are behind the acknowledged one. */
  readonly behind: number;
  /** The first of them. */
  readonly oldest: Event | undefined;
}

export interface StatusDependencies {
  readonly store: Pick<Store, 'registry' | 'outbox' | 'feed'>;
  readonly receivers: readonly Receiver[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

const READER = 'key:';
const SLICE = { events: 500, bytes: 512 * 1024 };

/** How a gateway that reads the feed is called among the receivers. */
export function readerName(key: KeyId): string {
  return `${READER}${key}`;
}

/** All receivers that are declared and have begun, and all gateways that acknowledge with a key that lives. */
export async function listReceivers({
  store,
  receivers,
  now,
}: StatusDependencies): Promise<readonly ReceiverStatus[]> {
  const statuses: ReceiverStatus[] = [];
  for (const { name: tenant } of await store.registry.listTenants()) {
    for (const delivery of await store.outbox.list(tenant)) {
      const kind = await kindOf(delivery, { store, receivers, now });
      if (kind !== undefined) statuses.push(await statusOf(delivery, kind, store));
    }
  }
  return statuses;
}

/** Sentences on those who have not acknowledged for longer than `limit` milliseconds what there is. */
export async function listOverdue(
  dependencies: StatusDependencies,
  limit: number,
): Promise<readonly string[]> {
  const statuses = await listReceivers(dependencies);
  return statuses
    .filter(({ oldest }) => oldest !== undefined && oldest.at < dependencies.now - limit)
    .map(
      ({ tenant, receiver, behind, oldest }) =>
        `The receiver "${receiver}" of the tenant "${tenant}" has not acknowledged ${behind} events, the oldest of ${new Date(oldest?.at ?? 0).toISOString()}.`,
    );
}

/** Those of the events that a receiver has not acknowledged which take something away, up to `limit`. */
export async function listPendingRevocations(
  { tenant, acknowledged }: Delivery,
  feed: Store['feed'],
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

async function kindOf(
  { tenant, receiver: name }: Delivery,
  { store, receivers, now }: StatusDependencies,
): Promise<ReceiverStatus['kind'] | undefined> {
  const declared = receivers.find((each) => each.tenant === tenant && each.name === name);
  if (declared !== undefined || !name.startsWith(READER)) return declared?.kind;
  const credential = await store.registry.getCredential(name.slice(READER.length) as KeyId);
  return credential !== undefined && isLive(credential.key, now) ? 'feed' : undefined;
}

async function statusOf(
  delivery: Delivery,
  kind: ReceiverStatus['kind'],
  { feed }: Pick<Store, 'feed'>,
): Promise<ReceiverStatus> {
  const { tenant, receiver, acknowledged } = delivery;
  const [oldest] = await feed.read(tenant, acknowledged, { events: 1, bytes: 1 });
  const { last } = await feed.bounds(tenant, acknowledged);
  const behind = Math.max(0, last.sequence - acknowledged);
  return { tenant, receiver, kind, delivery, behind, oldest };
}
