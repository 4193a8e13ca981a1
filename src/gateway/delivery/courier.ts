import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Event } from '../../directory/event.ts';
import type { PushReceiver, WebhookReceiver } from '../../directory/receiver.ts';
import type { Delivery, Gap, Outbox } from '../../store/port.ts';
import { startDeadline } from '../deadline.ts';
import type { Meter } from '../meter.ts';
import { type EventSource, waitForMore } from '../wait-for-more.ts';
import { type HeldEvent, HeldEvents } from './held-events.ts';
import { placeOf } from './place.ts';
import { RefusalError } from './refusal.ts';
import { namesOf, WAVE, wavesOf } from './waves.ts';

/** What goes out in one request. */
export interface Message {
  /** Sends it. @throws Error when the receiver has not taken it, a RefusalError when it has answered so */
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
  /** With so many events held nothing goes past them any more: they are in memory. */
  readonly mostHeld: number;
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
  /** Why the receiver refuses it, while it takes others. */
  refusal?: string;
}

const isLeft = ({ messages }: Parcel): boolean => messages.length > 0;
/** Which event it is, without what it is about. */
const refusalOf = ({ sequence }: Event, cause: Error): RefusalError =>
  new RefusalError(`It refuses event ${sequence}: ${cause.message}`, { cause });
const pauseAfter = (failures: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS);

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
  readonly #held = new HeldEvents();
  /** As if what is held had been taken. */
  #delivery: Delivery;
  #savedAt = 0;
  /** Whether another event than the first that fails is to be tried next, and the last that was. */
  #isOthersTurn = false;
  #lastOther = 0;

  constructor(delivery: Delivery, dependencies: CourierDependencies, stop: AbortSignal) {
    const { tenant, receiver } = delivery;
    // How long it has failed by now counts no more: what others wait for is soon to be found out.
    this.#delivery = { ...delivery, failures: Math.min(delivery.failures, 1) };
    this.#dependencies = dependencies;
    this.#log = dependencies.log.child({ tenant, receiver });
    this.#stop = stop;
  }

  /** Brings wave by wave, each until it is taken but for what is refused, until stopped. */
  async run(): Promise<void> {
    const { source, mostHeld, now } = this.#dependencies;
    const { tenant } = this.#delivery;
    try {
      await this.#findPlace();
      while (!this.#stop.aborted) {
        await this.#retryHeld();
        const next = Math.min(now() + LAST_RETRY_MS, ...this.#held.heads().map(({ nextTryAt }) => nextTryAt));
        using patience = startDeadline(Math.max(0, next - now()), this.#stop);
        const after = this.#held.size >= mostHeld ? Number.POSITIVE_INFINITY : this.#delivery.acknowledged;
        if (await waitForMore(source, tenant, after, patience.signal)) await this.#goOn();
      }
    } finally {
      if (this.#stop.aborted) await this.#save(this.#delivery);
    }
  }

  async #goOn(): Promise<void> {
    const { source, now } = this.#dependencies;
    await this.#findPlace();
    const { tenant, acknowledged } = this.#delivery;
    for (const wave of wavesOf(await source.feed.read(tenant, acknowledged, SLICE))) {
      this.#stop.throwIfAborted();
      await this.#deliver(wave);
      if (now() - this.#savedAt >= SAVE_MS) await this.#save(this.#delivery);
    }
    await this.#save(this.#delivery);
    await nextTurn();
  }

  async #findPlace(): Promise<void> {
    const { source, gapMessage, log, now } = this.#dependencies;
    const from = this.#held.placeOf(this.#delivery);
    const place = await placeOf(from, { feed: source.feed, log, now });
    if (place !== from) {
      this.#held.clear();
      await this.#save(place);
    }
    const { gap } = this.#delivery;
    if (gap === undefined) return;
    await this.#persist(() => gapMessage(gap).send(this.#stop));
    this.#log.warn({ reason: gap.reason }, 'the receiver was told to start anew');
    await this.#save({ ...this.#delivery, gap: undefined });
  }

  async #deliver(wave: readonly Event[]): Promise<void> {
    const { meter } = this.#dependencies;
    const parcels = await Promise.all(wave.map((event) => this.#pack(event)));
    const told = parcels.filter(isLeft);
    const events = this.#held.ready(wave);
    const ready = told.filter(({ event }) => events.includes(event));
    [this.#isOthersTurn, this.#lastOther] = [false, 0];
    await this.#persist(() => this.#sendAll(ready, wave));
    for (const parcel of told) {
      if (!isLeft(parcel)) meter.delivered(parcel.event);
      else this.#hold(parcel.event, parcel.refusal === undefined ? 0 : 1, parcel.refusal);
    }
    this.#delivery = {
      ...this.#delivery,
      acknowledged: wave.at(-1)?.sequence ?? this.#delivery.acknowledged,
    };
  }

  async #pack(event: Event): Promise<Parcel> {
    return { event, messages: [...(await this.#dependencies.messagesOf(event))] };
  }

  /** Sends what is left; when the last try has failed one alone first, and with that taken goes past what is refused. */
  async #sendAll(parcels: readonly Parcel[], wave: readonly Event[]): Promise<void> {
    const isTried = this.#delivery.failures > 0;
    if (isTried) await this.#tryOne(parcels.filter(isLeft), wave);
    const left = parcels.filter(isLeft);
    const sent = await Promise.allSettled(left.map((parcel) => this.#send(parcel)));
    for (const [index, parcel] of left.entries()) {
      const result = sent[index];
      if (result?.status !== 'rejected') continue;
      if (!isTried || !(result.reason instanceof RefusalError)) throw result.reason;
      parcel.refusal = result.reason.message;
    }
  }

  /** Sends the first alone or, every other time that it is refused, another, to see whether any is taken. */
  async #tryOne([first, ...others]: readonly Parcel[], wave: readonly Event[]): Promise<void> {
    const isNext = ({ event }: Parcel) => event.sequence > this.#lastOther;
    const other = this.#isOthersTurn ? (others.find(isNext) ?? (await this.#findOther(wave))) : undefined;
    this.#isOthersTurn = other === undefined;
    this.#lastOther = other?.event.sequence ?? 0;
    const parcel = other ?? first;
    if (parcel !== undefined) await this.#send(parcel);
  }

  /** What follows a wave and waits for nothing in it. It will be sent once more in its turn. */
  async #findOther(wave: readonly Event[]): Promise<Parcel | undefined> {
    const { source } = this.#dependencies;
    const last = wave.at(-1)?.sequence ?? 0;
    const later = await source.feed.read(this.#delivery.tenant, last, SLICE);
    for (const event of this.#held.ready([...wave, ...later])) {
      if (event.sequence <= Math.max(last, this.#lastOther)) continue;
      const parcel = await this.#pack(event);
      if (isLeft(parcel)) return parcel;
    }
    return undefined;
  }

  async #send({ event, messages }: Parcel): Promise<void> {
    const { meter, now } = this.#dependencies;
    for (let message = messages[0]; message !== undefined; message = messages[0]) {
      await message.send(this.#stop).catch((err) => {
        throw err instanceof RefusalError ? refusalOf(event, err) : err;
      });
      messages.shift();
      this.#delivery = { ...this.#delivery, acknowledgedAt: now() };
    }
    meter.acknowledged(this.#delivery.receiver, event);
  }

  #hold(event: Event, failures: number, error: string | undefined): void {
    const nextTryAt = this.#dependencies.now() + (failures === 0 ? 0 : pauseAfter(failures));
    if (failures > 0) this.#log.warn({ failures, error }, 'the receiver refuses an event; others go on');
    const { sequence } = event;
    this.#held.set(sequence, { sequence, names: namesOf(event), failures, error, nextTryAt });
  }

  async #retryHeld(): Promise<void> {
    const { now } = this.#dependencies;
    const due = this.#held.heads().filter(({ nextTryAt }) => nextTryAt <= now());
    if (due.length === 0) return;
    await this.#findPlace();
    await Promise.allSettled(due.slice(0, WAVE).map((held) => this.#retry(held)));
    await this.#save(this.#delivery);
  }

  async #retry({ sequence, failures }: HeldEvent): Promise<void> {
    const { source } = this.#dependencies;
    const [event] = await source.feed.read(this.#delivery.tenant, sequence - 1, { events: 1, bytes: 1 });
    if (event?.sequence !== sequence) return;
    try {
      await this.#send(await this.#pack(event));
      this.#held.delete(sequence);
    } catch (err) {
      this.#stop.throwIfAborted();
      this.#hold(event, failures + 1, err instanceof Error ? err.message : String(err));
    }
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
        if (!(err instanceof RefusalError)) this.#isOthersTurn = false;
        const failures = this.#delivery.failures + 1;
        const pause = pauseAfter(failures);
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
    await this.#dependencies.outbox.save(this.#held.placeOf(delivery));
  }
}
