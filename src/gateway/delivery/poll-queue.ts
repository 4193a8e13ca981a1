import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Event } from '../../directory/event.ts';
import type { PollReceiver } from '../../directory/receiver.ts';
import type { Delivery, Gap, Outbox } from '../../store/port.ts';
import type { Meter } from '../meter.ts';
import { type EventSource, waitForMore } from '../wait-for-more.ts';
import { placeOf } from './place.ts';
import type { Token } from './tokens.ts';

export interface PollQueueDependencies {
  readonly source: EventSource;
  readonly outbox: Outbox;
  readonly tokensOf: (event: Event) => readonly Token[];
  /** What tells the receiver that it has to start anew. */
  readonly gapToken: (gap: Gap) => Token;
  readonly meter: Meter;
  readonly log: Logger;
  readonly now: () => number;
}

export interface Batch {
  readonly tokens: readonly Token[];
  /** Whether there are more than these. */
  readonly more: boolean;
}

const SLICE = { events: 200, bytes: 256 * 1024 };
export const NO_TOKENS: Batch = { tokens: [], more: false };

/**
 * The tokens that a receiver has not acknowledged yet (RFC 8936): those of the events behind its place. A place is an
 * event; which of its tokens, and of those behind it, are acknowledged out of order is known in memory alone: after a
 * restart they are given once more, under the same `jti`.
 */
export class PollQueue {
  readonly #receiver: PollReceiver;
  readonly #dependencies: PollQueueDependencies;
  #delivery: Delivery;
  /** The tokens that were given, of events that are not passed yet. */
  readonly #given = new Map<string, 'open' | 'acknowledged'>();
  /** Tokens that are of no event. */
  readonly #added = new Map<string, Token>();
  #wake = new AbortController();
  #isClosed = false;

  constructor(receiver: PollReceiver, delivery: Delivery, dependencies: PollQueueDependencies) {
    this.#receiver = receiver;
    this.#delivery = delivery;
    this.#dependencies = dependencies;
  }

  /** Puts in a token that is of no event, in place of one from before. It is given first, and gone after a restart. */
  add(token: Token): void {
    this.#added.clear();
    this.#added.set(token.jti, token);
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  /** Whether another queue has taken over, under other settings. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Gives nothing more, to those who wait neither. */
  close(): void {
    this.#isClosed = true;
    this.#wake.abort();
  }

  /** Takes tokens out; those that were not given are ignored. @param error what the receiver had against them */
  async acknowledge(jtis: readonly string[], error: string | undefined): Promise<void> {
    const known = jtis.filter((jti) => this.#given.has(jti));
    if (known.length === 0) return;
    let gap = this.#delivery.gap;
    const gapJti = gap && this.#dependencies.gapToken(gap).jti;
    for (const jti of known) {
      if (jti === gapJti) gap = undefined;
      if (this.#added.delete(jti) || jti === gapJti) this.#given.delete(jti);
      else this.#given.set(jti, 'acknowledged');
    }
    const failures = error === undefined ? 0 : this.#delivery.failures + 1;
    const acknowledgedAt = this.#dependencies.now();
    await this.#save({ ...this.#delivery, acknowledgedAt, failures, error, gap });
    await this.#collect(1);
  }

  /** The next tokens, up to `limit`, which stay in the queue; none when `patience` is at its end before there are any. */
  async next(limit: number, patience: AbortSignal): Promise<Batch> {
    const { source } = this.#dependencies;
    for (;;) {
      const wake = this.#wake.signal;
      const tokens = await this.#collect(limit + 1);
      if (this.#isClosed) return NO_TOKENS;
      if (tokens.length > 0) return this.#give(tokens, limit);
      if (patience.aborted) return NO_TOKENS;
      const { tenant, acknowledged } = this.#delivery;
      await waitForMore(source, tenant, acknowledged, AbortSignal.any([patience, wake]));
    }
  }

  #give(tokens: readonly Token[], limit: number): Batch {
    const batch = tokens.slice(0, limit);
    for (const { jti } of batch) this.#given.set(jti, 'open');
    return { tokens: batch, more: tokens.length > limit };
  }

  /** Goes on behind events of which nothing is left to give. @returns the tokens that are, up to `limit` */
  async #collect(limit: number): Promise<readonly Token[]> {
    const { source, tokensOf, gapToken, meter } = this.#dependencies;
    const found: Token[] = [];
    await this.#findPlace();
    const { gap } = this.#delivery;
    if (gap !== undefined) return [...this.#added.values(), gapToken(gap)].slice(0, limit);
    let place = this.#delivery.acknowledged;
    for (let after = place; ; await nextTurn()) {
      const events = await source.feed.read(this.#receiver.tenant, after, SLICE);
      for (const event of events) {
        const left = tokensOf(event).filter(({ jti }) => this.#given.get(jti) !== 'acknowledged');
        if (left.length > 0) meter.delivered(event);
        else if (found.length === 0) place = this.#pass(event);
        found.push(...left);
        after = event.sequence;
        if (found.length >= limit) break;
      }
      if (events.length === 0 || found.length >= limit) break;
    }
    if (place > this.#delivery.acknowledged) await this.#save({ ...this.#delivery, acknowledged: place });
    return [...this.#added.values(), ...found].slice(0, limit);
  }

  async #findPlace(): Promise<void> {
    const { source, log, now } = this.#dependencies;
    const before = this.#delivery;
    const found = await placeOf(before, { feed: source.feed, log, now });
    // Who polled at the same time may have found it, or gone on, meanwhile.
    if (found !== before && this.#delivery === before) await this.#save(found);
  }

  #pass(event: Event): number {
    const { tokensOf, meter } = this.#dependencies;
    for (const { jti } of tokensOf(event)) this.#given.delete(jti);
    meter.acknowledged(this.#receiver.name, event);
    return event.sequence;
  }

  async #save(delivery: Delivery): Promise<void> {
    this.#delivery = delivery;
    if (!this.#isClosed) await this.#dependencies.outbox.save(delivery);
  }
}
