import type { Logger } from 'pino';
import type { Event } from '../../directory/event.ts';
import type { PollReceiver, Receiver } from '../../directory/receiver.ts';
import type { TenantName } from '../../directory/tenant.ts';
import type { ResourceType } from '../../scim/resource-types.ts';
import type { EventStream, Gap, Store } from '../../store/port.ts';
import type { Meter } from '../meter.ts';
import { audienceOf, deliveredEvents } from '../ssf/stream-settings.ts';
import { gapToken } from './gap.ts';
import { PollQueue } from './poll-queue.ts';
import { streamToken, tokensOf } from './tokens.ts';

export interface PollQueueOptions {
  readonly store: Pick<Store, 'resources' | 'events' | 'feed' | 'outbox' | 'eventStreams'>;
  readonly resourceTypes: readonly ResourceType[];
  readonly receivers: readonly Receiver[];
  readonly issuerOf: (tenant: TenantName) => string | undefined;
  readonly newId: () => string;
  readonly meter: Meter;
  readonly log: Logger;
  readonly now: () => number;
}

/** The queues of those who come for their tokens: declared receivers, and streams that were set up. */
export interface PollQueues {
  /** @returns undefined when nobody of that name polls, `paused` when nothing is to be given for now */
  find(tenant: TenantName, name: string): Promise<PollQueue | 'paused' | undefined>;
  /** Puts a token into a stream that lets its receiver see that the way is open (SSF 1.0 §8.1.4). */
  verify(stream: EventStream, state: string | undefined): Promise<void>;
  /** Ends the queue; what comes next opens it anew, under other settings. */
  forget(tenant: TenantName, name: string): Promise<void>;
  /** Ends all queues, for others under another configuration: whoever waits gets nothing, and comes again. */
  close(): void;
}

const VERIFICATION = 'https://schemas.openid.net/secevent/ssf/event-type/verification';

export function createPollQueues(options: PollQueueOptions): PollQueues {
  const { store, resourceTypes, receivers, newId, meter, log, now } = options;
  const queues = new Map<string, Promise<PollQueue>>();
  let isClosed = false;
  const keyOf = (tenant: TenantName, name: string) => `${tenant} ${name}`;
  const issuerOf = (tenant: TenantName) => options.issuerOf(tenant) ?? '';

  function open(receiver: PollReceiver): Promise<PollQueue> {
    const key = keyOf(receiver.tenant, receiver.name);
    const context = { issuer: issuerOf(receiver.tenant), resourceTypes, store };
    const known = queues.get(key);
    if (known !== undefined) return known;
    const dependencies = {
      source: store,
      outbox: store.outbox,
      tokensOf: (event: Event) => tokensOf(event, receiver, context),
      gapToken: (gap: Gap) => gapToken(gap, receiver, context.issuer),
      meter,
      log,
      now,
    };
    const opening = store.outbox.open(receiver.tenant, receiver.name);
    const queue = opening.then((delivery) => new PollQueue(receiver, delivery, dependencies));
    queues.set(key, queue);
    queue.catch(() => queues.delete(key));
    return queue;
  }

  function receiverOf(stream: EventStream): PollReceiver {
    const { tenant, id: name } = stream;
    const audience = audienceOf(stream, issuerOf(tenant));
    return { kind: 'poll', tenant, name, audience, events: deliveredEvents(stream) };
  }

  return {
    async find(tenant, name) {
      if (isClosed) return 'paused';
      const declared = receivers.find((each) => each.tenant === tenant && each.name === name);
      if (declared !== undefined) return declared.kind === 'poll' ? open(declared) : undefined;
      const stream = await store.eventStreams.get(tenant, name);
      if (stream === undefined) return undefined;
      return stream.status === 'enabled' ? open(receiverOf(stream)) : 'paused';
    },
    async verify(stream, state) {
      const receiver = receiverOf(stream);
      const queue = await open(receiver);
      const payload = state === undefined ? {} : { state };
      const verification = { jti: newId(), at: now(), uri: VERIFICATION, payload };
      queue.add(streamToken(verification, receiver, issuerOf(stream.tenant)));
    },
    async forget(tenant, name) {
      const key = keyOf(tenant, name);
      const opening = queues.get(key);
      queues.delete(key);
      const queue = await opening?.catch(() => undefined);
      queue?.close();
    },
    close() {
      isClosed = true;
      for (const opening of queues.values())
        opening.then(
          (queue) => queue.close(),
          () => {},
        );
    },
  };
}
