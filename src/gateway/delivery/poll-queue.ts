import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Event } from '../../directory/event.ts';
import type { PollReceiver } from '../../directory/receiver.ts';
import type { Delivery, Outbox } from '../../store/port.ts';
import type { Meter } from '../meter.ts';
import { type EventSource, waitForMore } from '../wait-for-more.ts';
import type { Token } from './tokens.ts';

export interface PollQueueDependencies {
  readonly source: EventSource;
  readonly outbox: Outbox;
  readonly tokensOf: (event: Event) => readonly Token[];
  readonly meter: Meter;
  readonly now: () => number;
}

/** The tokens that a receiver has not acknowledged yet (RFC 8936). */
export interface PollQueue {
  /** Takes them out of the queue; those that were not given are ignored. @param error what the receiver had against one of them */
  acknowledge(jtis: readonly string[], error: string | undefined): Promise<void>;
  /**
   * The next tokens, which stay in the queue.
   * @returns up to `limit` of them; none when `patience` is at its end before there are any
   */
  next(limit: number, patience: AbortSignal): Promise<Batch>;
}

export interface Batch {
  readonly tokens: readonly Token[];
  readonly more: boolean;
}

const SLICE = { events: 200, bytes: 256 * 1024 };

/**
 * The queue is the events behind the delivery's place. A place is an event; which of its tokens, and of those behind
 * it, are acknowledged out of order is known in memory alone: after a restart they are given once more.
 */
export async function openPollQueue(
  { tenant, name }: PollReceiver,
  { source, outbox, tokensOf, meter, now }: PollQueueDependencies,
): Promise<PollQueue> {
  let delivery = await outbox.open(tenant, name);
  /** The tokens that were given, of events that are not passed yet. */
  const given = new Map<string, 'open' | 'acknowledged'>();

  /** Goes on behind events of which nothing is left to give. @returns the tokens that are, up to `limit` */
  async function collect(limit: number): Promise<readonly Token[]> {
    const tokens: Token[] = [];
    let place = delivery;
    let after = place.acknowledged;
    for (;;) {
      const events = await source.feed.read(tenant, after, SLICE);
      for (const event of events) {
        const own = tokensOf(event);
        const left = own.filter(({ jti }) => given.get(jti) !== 'acknowledged');
        if (left.length === 0 && tokens.length === 0) place = pass(place, event, own);
        else if (tokens.length < limit) meter.delivered(event);
        tokens.push(...left);
        after = event.sequence;
      }
      if (events.length === 0 || tokens.length >= limit) break;
      await nextTurn();
    }
    await moveTo(place);
    return tokens.slice(0, limit);
  }

  function pass(place: Delivery, event: Event, own: readonly Token[]): Delivery {
    for (const { jti } of own) given.delete(jti);
    meter.acknowledged(name, event);
    return { ...place, acknowledged: event.sequence };
  }

  async function moveTo(place: Delivery): Promise<void> {
    if (place.acknowledged <= delivery.acknowledged) return;
    delivery = { ...delivery, acknowledged: place.acknowledged };
    await outbox.save(delivery);
  }

  function give(tokens: readonly Token[], limit: number): Batch {
    const batch = tokens.slice(0, limit);
    for (const { jti } of batch) given.set(jti, 'open');
    return { tokens: batch, more: tokens.length > limit };
  }

  return {
    async acknowledge(jtis, error) {
      const known = jtis.filter((jti) => given.has(jti));
      if (known.length === 0) return;
      for (const jti of known) given.set(jti, 'acknowledged');
      const failures = error === undefined ? 0 : delivery.failures + 1;
      delivery = { ...delivery, acknowledgedAt: now(), failures, error };
      await outbox.save(delivery);
      await collect(1);
    },
    async next(limit, patience) {
      for (;;) {
        const tokens = await collect(limit + 1);
        if (tokens.length > 0) return give(tokens, limit);
        const isMore = await waitForMore(source, tenant, delivery.acknowledged, patience);
        if (!isMore) return { tokens: [], more: false };
      }
    },
  };
}
