import type { IdentityProvider } from '../directory/identity-provider.ts';
import { base62, type KeyPair, type RandomBytes } from '../keys/make.ts';
import { keyPath, withQuery } from './paths.ts';

/** Keeps a new Secret between the request that made it and the page that shows it, in memory alone. */
export interface Handovers {
  /** @returns the ticket that the page is asked for with */
  leave(pair: KeyPair, session: string): string;
  /** Gives it to the session that left it, and to nobody again. */
  take(ticket: string, session: string): KeyPair | undefined;
}

interface Handover {
  readonly pair: KeyPair;
  readonly session: string;
  readonly until: number;
}

const LIFETIME_MS = 5 * 60_000;

export function createHandovers({
  random,
  now,
}: {
  readonly random: RandomBytes;
  readonly now: () => number;
}): Handovers {
  const left = new Map<string, Handover>();

  function forgetExpired(): void {
    for (const [ticket, { until }] of left) if (now() >= until) left.delete(ticket);
  }

  return {
    leave(pair, session) {
      forgetExpired();
      const ticket = base62(random(32));
      left.set(ticket, { pair, session, until: now() + LIFETIME_MS });
      return ticket;
    },
    take(ticket, session) {
      forgetExpired();
      const handover = left.get(ticket);
      if (handover?.session !== session) return undefined;
      left.delete(ticket);
      return handover.pair;
    },
  };
}

/** The page that shows the Secret of a ticket. */
export function issuedPath(
  { tenant, name }: Pick<IdentityProvider, 'tenant' | 'name'>,
  { key }: KeyPair,
  ticket: string,
): string {
  return withQuery(keyPath(tenant, name, key, '/issued'), { ticket });
}
