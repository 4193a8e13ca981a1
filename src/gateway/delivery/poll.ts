import { type Context, Hono } from 'hono';
import type { PollReceiver, Receiver } from '../../directory/receiver.ts';
import type { TenantName } from '../../directory/tenant.ts';
import { readBody } from '../../http/body.ts';
import type { HttpEnv } from '../../http/environment.ts';
import { bindMethods } from '../../http/methods.ts';
import { invalidValue, notFound } from '../../scim/errors.ts';
import { isJsonObject, type Json } from '../../scim/resource.ts';
import type { ResourceType } from '../../scim/resource-types.ts';
import type { Store } from '../../store/port.ts';
import type { Meter } from '../meter.ts';
import { replyJson } from '../reply.ts';
import type { Signers } from '../signers.ts';
import type { Streams } from '../streams.ts';
import { openPollQueue, type PollQueue } from './poll-queue.ts';
import { signToken, tokensOf } from './tokens.ts';

export interface PollDependencies {
  readonly store: Pick<Store, 'events' | 'feed' | 'outbox'>;
  readonly signers: Signers;
  readonly streams: Streams;
  readonly resourceTypes: readonly ResourceType[];
  readonly receivers: readonly Receiver[];
  readonly issuerOf: (tenant: TenantName) => string;
  readonly meter: Meter;
  readonly bodyBytes: number;
  readonly now: () => number;
  readonly stopping: AbortSignal;
}

/** A poll (RFC 8936 §2.2). */
interface Poll {
  readonly maxEvents: number;
  readonly returnImmediately: boolean;
  readonly ack: readonly string[];
  /** What the receiver could not make use of, and why. */
  readonly setErrs: Readonly<Record<string, Json>>;
}

const MAX_EVENTS = 1000;
const DEFAULT_EVENTS = 100;
/** Shorter than the time after which usual proxies give up. */
const WAIT_MS = 30_000;

/** `/events/poll/NAME`: Security Event Tokens for receivers of the kind `poll` (RFC 8936). */
export function pollRoutes(dependencies: PollDependencies): Hono<HttpEnv> {
  const { signers, streams, bodyBytes, stopping } = dependencies;
  const queues = new Map<PollReceiver, Promise<PollQueue>>();
  const app = new Hono<HttpEnv>();

  function queueOf(c: Context<HttpEnv>): Promise<PollQueue> {
    const { tenant } = c.get('caller');
    const receiver = dependencies.receivers.find(
      (each) => each.kind === 'poll' && each.tenant === tenant && each.name === c.req.param('receiver'),
    );
    if (receiver?.kind !== 'poll') throw notFound('There is no receiver of that name that polls.');
    const open = queues.get(receiver) ?? openQueue(receiver, dependencies);
    queues.set(receiver, open);
    open.catch(() => queues.delete(receiver));
    return open;
  }

  bindMethods(app, '/events/poll/:receiver', {
    async POST(c) {
      const { tenant, key } = c.get('caller');
      const poll = readPoll(await readBody(c, bodyBytes));
      const queue = await queueOf(c);
      await queue.acknowledge(poll.ack, undefined);
      const refused = Object.entries(poll.setErrs);
      if (refused.length > 0) {
        await queue.acknowledge(
          refused.map(([jti]) => jti),
          JSON.stringify(refused[0]?.[1]).slice(0, 200),
        );
      }
      if (poll.maxEvents === 0) return replyJson(c, '{"sets":{}}');

      using _ = streams.open(key.id);
      const patience = poll.returnImmediately
        ? AbortSignal.abort()
        : AbortSignal.any([AbortSignal.timeout(WAIT_MS), stopping, c.req.raw.signal]);
      const { tokens, more } = await queue.next(poll.maxEvents, patience);
      const signer = await signers.current(tenant);
      const sets = await Promise.all(
        tokens.map(async (token) => [token.jti, await signToken(token, signer)] as const),
      );
      const answer = { sets: Object.fromEntries(sets), ...(more ? { moreAvailable: true } : {}) };
      return replyJson(c, JSON.stringify(answer), { 'Cache-Control': 'no-store' });
    },
  });
  return app;
}

function openQueue(receiver: PollReceiver, dependencies: PollDependencies): Promise<PollQueue> {
  const { store, resourceTypes, issuerOf, meter, now } = dependencies;
  const context = { issuer: issuerOf(receiver.tenant), resourceTypes };
  return openPollQueue(receiver, {
    source: store,
    outbox: store.outbox,
    tokensOf: (event) => tokensOf(event, receiver, context),
    meter,
    now,
  });
}

function readPoll(body: unknown): Poll {
  const { maxEvents = DEFAULT_EVENTS, returnImmediately = false, ack = [], setErrs = {} } = asObject(body);
  if (typeof maxEvents !== 'number' || !Number.isInteger(maxEvents) || maxEvents < 0) {
    throw invalidValue('"maxEvents" is a whole number.');
  }
  if (typeof returnImmediately !== 'boolean') throw invalidValue('"returnImmediately" is true or false.');
  if (!Array.isArray(ack) || !ack.every((each) => typeof each === 'string')) {
    throw invalidValue('"ack" is a list of "jti"s.');
  }
  return {
    maxEvents: Math.min(maxEvents, MAX_EVENTS),
    returnImmediately,
    ack,
    setErrs: asObject(setErrs),
  };
}

function asObject(value: unknown): Readonly<Record<string, Json>> {
  if (isJsonObject(value)) return value;
  throw invalidValue('A poll is a JSON object (RFC 8936 §2.2).');
}
