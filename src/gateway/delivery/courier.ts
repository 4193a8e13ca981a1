import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Event } from '../../directory/event.ts';
import type { PushReceiver, WebhookReceiver } from '../../directory/receiver.ts';
import type { Delivery, Gap, Outbox } from '../../store/port.ts';
import type { Meter } from '../meter.ts';
import { type EventSource, waitForMore } from '../wait-for-more.ts';
import { placeOf } from './place.ts';
import { wavesOf } from './waves.ts';

/** What goes out in one request. */
export interface Message {
  /** Sends it. @throws Error when the receiver has not taken it */
  send(stop: AbortSignal): Promise<void>;
}

export interface CourierDependencies {
  readonly source: EventSource;
  readonly outbox: Outbox;
  /** What an event is to the receiver: nothing, or some messages in their order. */
  readonly messagesOf: (event: Event) => Promise<readonly Message[]>;
  /** What tells the receiver that it has to start anew. */
  readonly gapMessage: (gap: Gap) => Message;
  readonly meter: Meter;
  readonly log: Logger;
  readonly now: () => number;
}

const SLICE = { events: 100, bytes: 256 * 1024 };
/** How often progress is written down; after a crash in between, a few events are sent once more. */
const SAVE_MS = 1000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;

/** What is left of an event to be sent. */
interface Parcel {
  readonly event: Event;
  readonly messages: Message[];
}

/** Brings a receiver its events. A receiver that takes none waits alone: it has its own courier. */
export async function runCourier(
  { tenant, name }: PushReceiver | WebhookReceiver,
  dependencies: CourierDependencies,
  stop: AbortSignal,
): Promise<void> {
  const delivery = await dependencies.outbox.open(tenant, name);
  await new Courier(delivery, dependencies, stop).run();
}

class Courier {
  readonly #dependencies: CourierDependencies;
  readonly #log: Logger;
  readonly #stop: AbortSignal;
  #delivery: Delivery;
  #savedAt = 0;

  constructor(delivery: Delivery, dependencies: CourierDependencies, stop: AbortSignal) {
    const { tenant, receiver } = delivery;
    this.#delivery = delivery;
    this.#dependencies = dependencies;
    this.#log = dependencies.log.child({ tenant, receiver });
    this.#stop = stop;
  }

  /** Brings wave by wave, each until it is taken, until stopped. */
  async run(): Promise<void> {
    const { source, now } = this.#dependencies;
    try {
      await this.#findPlace();
      const { tenant } = this.#delivery;
      while (await waitForMore(source, tenant, this.#delivery.acknowledged, this.#stop)) {
        await this.#findPlace();
        for (const wave of wavesOf(await source.feed.read(tenant, this.#delivery.acknowledged, SLICE))) {
          this.#stop.throwIfAborted();
          await this.#deliver(wave);
          if (now() - this.#savedAt >= SAVE_MS) await this.#save(this.#delivery);
        }
        await this.#save(this.#delivery);
        await nextTurn();
      }
    } finally {
      if (this.#stop.aborted) await this.#save(this.#delivery);
    }
  }

  async #findPlace(): Promise<void> {
    const { source, gapMessage, log, now } = this.#dependencies;
    const place = await placeOf(this.#delivery, { feed: source.feed, log, now });
    if (place !== this.#delivery) await this.#save(place);
    const { gap } = place;
    if (gap === undefined) return;
    await this.#persist(() => gapMessage(gap).send(this.#stop));
    this.#log.warn({ reason: gap.reason }, 'the receiver was told to start anew');
    await this.#save({ ...this.#delivery, gap: undefined });
  }

  async #deliver(wave: readonly Event[]): Promise<void> {
    const { messagesOf, meter } = this.#dependencies;
    const parcels = await Promise.all(
      wave.map(async (event) => ({ event, messages: [...(await messagesOf(event))] })),
    );
    const told = parcels.filter(({ messages }) => messages.length > 0);
    await this.#persist(() => this.#sendAll(told));
    for (const { event } of told) meter.delivered(event);
    this.#delivery = {
      ...this.#delivery,
      acknowledged: wave.at(-1)?.sequence ?? this.#delivery.acknowledged,
    };
  }

  /** Sends what is left; one parcel alone first, when the last try has failed. */
  async #sendAll(parcels: readonly Parcel[]): Promise<void> {
    const [first, ...others] = parcels.filter(({ messages }) => messages.length > 0);
    if (first === undefined) return;
    const sending = [this.#send(first)];
    if (this.#delivery.failures > 0) await sending[0];
    sending.push(...others.map((parcel) => this.#send(parcel)));
    for (const sent of await Promise.allSettled(sending)) if (sent.status === 'rejected') throw sent.reason;
  }

  async #send({ event, messages }: Parcel): Promise<void> {
    const { meter, now } = this.#dependencies;
    for (let message = messages[0]; message !== undefined; message = messages[0]) {
      await message.send(this.#stop);
      messages.shift();
      this.#delivery = { ...this.#delivery, acknowledgedAt: now() };
    }
    meter.acknowledged(this.#delivery.receiver, event);
  }

  /** Tries until it succeeds, after ever longer pauses. */
  async #persist(send: () => Promise<void>): Promise<void> {
    const { now } = this.#dependencies;
    for (;;) {
      try {
        await send();
        const { failures } = this.#delivery;
        if (failures === 0) return;
        this.#log.info({ failures }, 'the receiver takes events again');
        return await this.#save({ ...this.#delivery, failures: 0, error: undefined, nextTryAt: undefined });
      } catch (err) {
        this.#stop.throwIfAborted();
        const failures = this.#delivery.failures + 1;
        const pause = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS);
        const error = err instanceof Error ? err.message : String(err);
        this.#log.warn({ err, failures, pause }, 'the receiver has not taken an event');
        await this.#save({ ...this.#delivery, failures, error, nextTryAt: now() + pause });
        await sleep(pause, undefined, { signal: this.#stop });
      }
    }
  }

  async #save(delivery: Delivery): Promise<void> {
    this.#delivery = delivery;
    this.#savedAt = this.#dependencies.now();
    await this.#dependencies.outbox.save(delivery);
  }
}
