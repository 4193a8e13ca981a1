import { Hono } from 'hono';
import { readBody } from '../../http/body.ts';
import type { HttpEnv } from '../../http/environment.ts';
import { bindMethods } from '../../http/methods.ts';
import { invalidValue, notFound } from '../../scim/errors.ts';
import { isJsonObject, type Json } from '../../scim/resource.ts';
import type { Events, Store } from '../../store/port.ts';
import { findLiveKey, type KeyLifeDependencies } from '../key-life.ts';
import { replyJson } from '../reply.ts';
import type { Signers } from '../signers.ts';
import type { Streams } from '../streams.ts';
import { type Batch, NO_TOKENS, type PollQueue } from './poll-queue.ts';
import type { PollQueues } from './poll-queues.ts';
import { signToken } from './tokens.ts';

export interface PollDependencies extends KeyLifeDependencies {
  readonly store: Pick<Store, 'events'>;
  readonly queues: PollQueues;
  readonly signers: Signers;
  readonly streams: Streams;
  readonly bodyBytes: number;
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
const NOTHING = '{"sets":{}}';

/** `/events/poll/NAME`: Security Event Tokens for those who come for them (RFC 8936). */
export function pollRoutes({
  store,
  queues,
  signers,
  streams,
  bodyBytes,
  stopping,
  ...keyLife
}: PollDependencies): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  bindMethods(app, '/events/poll/:receiver', {
    async POST(c) {
      const { tenant, key } = c.get('caller');
      const poll = readPoll(await readBody(c, bodyBytes));
      const find = () => queues.find(tenant, c.req.param('receiver'));
      const found = await find();
      if (found === undefined) throw notFound('There is no receiver of that name that polls.');
      if (found !== 'paused') await acknowledge(found, poll);
      if (poll.maxEvents === 0) return replyJson(c, NOTHING);

      using _ = streams.open(key.id);
      const patience = poll.returnImmediately
        ? AbortSignal.abort()
        : AbortSignal.any([AbortSignal.timeout(WAIT_MS), stopping, c.req.raw.signal]);
      const { tokens, more } = await nextBatch(find, store.events, poll.maxEvents, patience);
      if ((await findLiveKey(key.id, keyLife)) === undefined) return replyJson(c, NOTHING);
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

/** What the receiver refuses is off the queue too: the same token would not be better the next time. */
async function acknowledge(queue: PollQueue, { ack, setErrs }: Poll): Promise<void> {
  await queue.acknowledge(ack, undefined);
  const refused = Object.keys(setErrs);
  const [first] = refused;
  if (first !== undefined) await queue.acknowledge(refused, JSON.stringify(setErrs[first]).slice(0, 200));
}

/** The next tokens; under other settings once those change, and none while the stream is paused. */
async function nextBatch(
  find: () => ReturnType<PollQueues['find']>,
  events: Pick<Events, 'waitForEvents'>,
  limit: number,
  patience: AbortSignal,
): Promise<Batch> {
  do {
    const committed = events.waitForEvents(patience);
    const queue = await find();
    if (queue === undefined) break;
    if (queue === 'paused') await committed;
    else {
      const batch = await queue.next(limit, patience);
      if (!queue.isClosed) return batch;
    }
  } while (!patience.aborted);
  return NO_TOKENS;
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
