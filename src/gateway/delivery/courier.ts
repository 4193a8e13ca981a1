import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Event } from '../../directory/event.ts';
import type { PushReceiver, WebhookReceiver } from '../../directory/receiver.ts';
import type { Delivery, Gap, Outbox } from '../../store/port.ts';
import type { Meter } from '../meter.ts';
import { type EventSource, waitForMore } from '../wait-for-more.ts';
import { placeOf } from './place.ts';

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

/**
 * Brings a receiver its events, one after the other and each until it is taken, until stopped. A receiver that takes
 * none waits alone: it has its own courier.
 */
export async function runCourier(
  { tenant, name }: PushReceiver | WebhookReceiver,
  dependencies: CourierDependencies,
  stop: AbortSignal,
): Promise<void> {
  const { source, outbox, meter, now } = dependencies;
  const log = dependencies.log.child({ tenant, receiver: name });
  let delivery = await outbox.open(tenant, name);
  let savedAt = now();

  async function save(next: Delivery): Promise<void> {
    delivery = next;
    savedAt = now();
    await outbox.save(next);
  }

  async function findPlace(): Promise<void> {
    const place = await placeOf(delivery, { feed: source.feed, log: dependencies.log, now });
    if (place !== delivery) await save(place);
    if (delivery.gap === undefined) return;
    const message = dependencies.gapMessage(delivery.gap);
    await persist(() => message.send(stop));
    log.warn({ reason: delivery.gap.reason }, 'the receiver was told to start anew');
    await save({ ...delivery, gap: undefined });
  }

  async function deliver(event: Event): Promise<void> {
    const messages = await dependencies.messagesOf(event);
    for (const message of messages) {
      await persist(() => message.send(stop));
      delivery = { ...delivery, acknowledgedAt: now() };
    }
    delivery = { ...delivery, acknowledged: event.sequence };
    if (messages.length > 0) meter.delivered(event);
    meter.acknowledged(name, event);
  }

  /** Tries until it succeeds, after ever longer pauses. */
  async function persist(send: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await send();
        if (delivery.failures > 0) {
          log.info({ failures: delivery.failures }, 'the receiver takes events again');
          await save({ ...delivery, failures: 0, error: undefined, nextTryAt: undefined });
        }
        return;
      } catch (error) {
        stop.throwIfAborted();
        const failures = delivery.failures + 1;
        const pause = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS);
        const message = error instanceof Error ? error.message : String(error);
        log.warn({ err: error, failures, pause }, 'the receiver has not taken an event');
        await save({ ...delivery, failures, error: message, nextTryAt: now() + pause });
        await sleep(pause, undefined, { signal: stop });
      }
    }
  }

  try {
    await findPlace();
    while (await waitForMore(source, tenant, delivery.acknowledged, stop)) {
      await findPlace();
      for (const event of await source.feed.read(tenant, delivery.acknowledged, SLICE)) {
        stop.throwIfAborted();
        await deliver(event);
        if (now() - savedAt >= SAVE_MS) await save(delivery);
      }
      await save(delivery);
      await nextTurn();
    }
  } finally {
    if (stop.aborted) await save(delivery);
  }
}
