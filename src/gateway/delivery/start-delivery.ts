import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { PushReceiver, Receiver, WebhookReceiver } from '../../directory/receiver.ts';
import type { TenantName } from '../../directory/tenant.ts';
import type { ResourceType } from '../../scim/resource-types.ts';
import type { Store } from '../../store/port.ts';
import type { Meter } from '../meter.ts';
import { formatPosition } from '../position.ts';
import { presentEvent } from '../present-event.ts';
import type { Signers } from '../signers.ts';
import { type CourierDependencies, type Message, runCourier } from './courier.ts';
import { createEgress, type Egress } from './egress.ts';
import { gapText, gapToken } from './gap.ts';
import { checkTaken } from './refusal.ts';
import { SET_TYPE, signToken, type Token, tokensOf } from './tokens.ts';
import { webhookHeaders } from './webhook.ts';

export interface DeliveryDependencies {
  readonly store: Store;
  readonly signers: Signers;
  readonly resourceTypes: readonly ResourceType[];
  readonly receivers: readonly Receiver[];
  /** Who a tenant's tokens are from. */
  readonly issuerOf: (tenant: TenantName) => string | undefined;
  readonly meter: Meter;
  readonly log: Logger;
  readonly now: () => number;
}

type Served = PushReceiver | WebhookReceiver;

/** How long a courier rests that met with something unforeseen, such as a database that cannot be read. */
const REST_MS = 5000;
/** A few MiB of what a receiver refuses, and of what waits behind that. */
const MOST_HELD = 10_000;

/** Brings events to all receivers that are to be served, each in its own time. Disposing it ends the work. */
export function startDelivery(dependencies: DeliveryDependencies): AsyncDisposable {
  const stop = new AbortController();
  const couriers = dependencies.receivers.map((receiver) => serve(receiver, dependencies, stop.signal));
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(couriers);
    },
  };
}

async function serve(
  receiver: Receiver,
  dependencies: DeliveryDependencies,
  stop: AbortSignal,
): Promise<void> {
  const { store, meter, log, now } = dependencies;
  if (receiver.kind === 'poll') return remember(receiver, dependencies);
  using egress = createEgress(receiver);
  const courier: CourierDependencies = {
    source: store,
    outbox: store.outbox,
    ...(receiver.kind === 'push'
      ? tokenMessages({ receiver, egress, dependencies })
      : webhookMessages({ receiver, egress, dependencies })),
    meter,
    mostHeld: MOST_HELD,
    log,
    now,
  };
  while (!stop.aborted) {
    try {
      await runCourier(receiver, courier, stop);
    } catch (err) {
      if (stop.aborted) return;
      log.error({ err, tenant: receiver.tenant, receiver: receiver.name }, 'delivery failed; it starts anew');
      await sleep(REST_MS, undefined, { signal: stop }).catch(() => {});
    }
  }
}

/** Who comes for events itself has a right to those since it was declared, whenever it comes first. */
async function remember({ tenant, name }: Receiver, { store, log }: DeliveryDependencies): Promise<void> {
  try {
    await store.outbox.open(tenant, name);
  } catch (err) {
    log.error({ err, tenant, receiver: name }, 'the place of a receiver could not be written down');
  }
}

interface Way<R extends Served> {
  readonly receiver: R;
  readonly egress: Egress;
  readonly dependencies: DeliveryDependencies;
}

type Messages = Pick<CourierDependencies, 'messagesOf' | 'gapMessage'>;

function tokenMessages({ receiver, egress, dependencies }: Way<PushReceiver>): Messages {
  const { store, signers, resourceTypes, issuerOf } = dependencies;
  const { tenant, authorization } = receiver;
  // The configuration was seen to have a public URL where tokens are sent.
  const issuer = issuerOf(tenant) ?? '';
  const headers = {
    'Content-Type': `application/${SET_TYPE}`,
    Accept: 'application/json',
    ...(authorization === undefined ? {} : { Authorization: authorization }),
  };
  const toMessage = (token: Token): Message => ({
    async send(stop) {
      const text = await signToken(token, await signers.current(tenant));
      await sendTo(egress, { body: text, headers }, stop);
    },
  });
  return {
    messagesOf: async (event) => tokensOf(event, receiver, { issuer, resourceTypes, store }).map(toMessage),
    gapMessage: (gap) => toMessage(gapToken(gap, receiver, issuer)),
  };
}

function webhookMessages({ receiver, egress, dependencies }: Way<WebhookReceiver>): Messages {
  const { store, issuerOf, now } = dependencies;
  const { tenant, name, secret, events } = receiver;
  const toMessage = ({ id, body }: { readonly id: string; readonly body: string }): Message => ({
    send(stop) {
      // The time is that of sending: a receiver refuses what is old, as it may be a repetition by someone else.
      const headers = webhookHeaders({ id, body }, secret, Math.floor(now() / 1000));
      return sendTo(egress, { body, headers }, stop);
    },
  });
  return {
    async messagesOf(event) {
      if (!events.includes(event.action)) return [];
      const body = JSON.stringify(await presentEvent(event, store.feed));
      return [toMessage({ id: formatPosition(event), body })];
    },
    gapMessage: (gap) => toMessage(gapText(gap, name, issuerOf(tenant))),
  };
}

async function sendTo(
  egress: Egress,
  { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
  stop: AbortSignal,
): Promise<void> {
  checkTaken(await egress.post(body, headers, stop));
}
