import { listPending, listReceivers, type ReceiverStatus } from '../admin/receivers.ts';
import type { Event } from '../directory/event.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { ConsoleDependencies } from './dependencies.ts';

/** One who is told of changes, with what it has not taken. */
export interface ShownReceiver extends ReceiverStatus {
  /** Whether the oldest of it has waited too long. */
  readonly isLate: boolean;
  /** What takes access away among that, the oldest first; undefined when there is too much to look through. */
  readonly revocations: readonly Event[] | undefined;
}

const SHOWN = 20;
const LOOKED_THROUGH = 5000;

export type ReceiverDependencies = Pick<
  ConsoleDependencies,
  'store' | 'receivers' | 'acknowledgeWithin' | 'now'
>;

/** Those who are told of a tenant's changes. */
export async function readReceivers(
  { store, receivers, acknowledgeWithin, now }: ReceiverDependencies,
  tenant: TenantName,
): Promise<readonly ShownReceiver[]> {
  const all = await listReceivers({ store, receivers: receivers(), now: now() });
  const due = now() - acknowledgeWithin();
  return await Promise.all(
    all
      .filter((status) => status.tenant === tenant)
      .map(async (status) => ({
        ...status,
        isLate: status.oldest !== undefined && status.oldest.at < due,
        revocations:
          status.behind > LOOKED_THROUGH ? undefined : await listPending(status.delivery, store.feed, SHOWN),
      })),
  );
}
