import type { Event } from '../directory/event.ts';
import { isRevocation } from '../directory/revocation.ts';
import type { TenantName } from '../directory/tenant.ts';

/** Measures how long what takes access away is under way: from its commit until it is told, and until it is taken. */
export interface Meter {
  /** The event is handed to someone; the first one counts. */
  delivered(event: Event): void;
  acknowledged(receiver: string, event: Event): void;
}

export interface MeterOptions {
  readonly observeDelivered: (tenant: TenantName, seconds: number) => void;
  readonly observeAcknowledged: (tenant: TenantName, receiver: string, seconds: number) => void;
  readonly now: () => number;
}

export function createMeter({ observeDelivered, observeAcknowledged, now }: MeterOptions): Meter {
  // What is older was told before, or waited for this process to start, which is another matter.
  const startedAt = now();
  const told = new Map<TenantName, number>();
  const secondsSince = ({ at }: Event) => Math.max(0, now() - at) / 1000;
  return {
    delivered(event) {
      if (event.at < startedAt || event.sequence <= (told.get(event.tenant) ?? 0)) return;
      told.set(event.tenant, event.sequence);
      if (isRevocation(event)) observeDelivered(event.tenant, secondsSince(event));
    },
    acknowledged(receiver, event) {
      if (isRevocation(event)) observeAcknowledged(event.tenant, receiver, secondsSince(event));
    },
  };
}
