import { type Context, Hono } from 'hono';
import type { Logger } from 'pino';
import type { Key } from '../directory/key.ts';
import type { Caller, HttpEnv } from '../http/environment.ts';
import { bindMethods } from '../http/methods.ts';
import { invalidValue } from '../scim/errors.ts';
import { startDeadline } from './deadline.ts';
import type { FeedItem, FeedReader, Place } from './feed.ts';
import { findLiveKey, type KeyLifeDependencies } from './key-life.ts';
import { replyStream } from './reply.ts';
import { type StreamBody, streamBody } from './stream-body.ts';
import type { Streams } from './streams.ts';
import { gatewayUrl } from './url.ts';

export interface EventDependencies extends KeyLifeDependencies {
  readonly feed: FeedReader;
  readonly streams: Streams;
  readonly log: Logger;
  readonly publicUrl: string | undefined;
  /** Aborts when the server stops: open streams end then, and their readers come back. */
  readonly stopping: AbortSignal;
}

const DEFAULT_LIMIT = 1000;
const MAX_LIMIT = 10_000;
const MAX_WAIT_SECONDS = 60;
/** An idle stream says so, and any looks whether its key still lives, at least this often. */
const HEARTBEAT_MS = 15_000;
/** How long an EventSource waits before it connects again. */
const RETRY_MS = 1000;

/**
 * `/events`: what was changed in the tenant, in its order and without gaps. As NDJSON up to the end of the feed, with
 * `wait` not before there is something; or, for who accepts `text/event-stream`, without end.
 */
export function eventRoutes(dependencies: EventDependencies): Hono<HttpEnv> {
  const { feed, streams, log, publicUrl } = dependencies;
  const app = new Hono<HttpEnv>();

  function reply(c: Context<HttpEnv>, type: string, write: StreamBody['write']): Response {
    const stream = streams.open(c.get('caller').key.id);
    const body = streamBody({
      write,
      onEnd: () => stream[Symbol.dispose](),
      onError: (err) => log.error({ err, requestId: c.get('requestId') }, 'event stream failed'),
    });
    return replyStream(c, type, body);
  }

  bindMethods(app, '/events', {
    async GET(c) {
      const { tenant } = c.get('caller');
      const isStream = c.req.header('accept')?.includes('text/event-stream') ?? false;
      const position = (isStream ? c.req.header('last-event-id') : undefined) ?? c.req.query('after');
      const place = await feed.locate(tenant, position, `${gatewayUrl(c, publicUrl)}/snapshot`);
      const page = readPage(c.req.query());
      if (c.req.method === 'HEAD') return replyStream(c, typeOf(isStream), new ReadableStream());
      const caller = c.get('caller');
      return reply(c, typeOf(isStream), (gone) =>
        isStream
          ? serverSentEvents(caller, place, { ...dependencies, gone })
          : lines(caller, { ...page, after: place.sequence }, { ...dependencies, gone }),
      );
    },
  });
  return app;
}

function typeOf(isStream: boolean): string {
  return isStream ? 'text/event-stream' : 'application/x-ndjson';
}

interface Page {
  readonly limit: number;
  readonly waitSeconds: number;
}

function readPage({ limit, wait }: Readonly<Record<string, string>>): Page {
  return {
    limit: readNumber('limit', limit ?? String(DEFAULT_LIMIT), MAX_LIMIT) || DEFAULT_LIMIT,
    waitSeconds: readNumber('wait', wait ?? '0', MAX_WAIT_SECONDS),
  };
}

/** What is above the maximum is taken for it: a client that may wait longer does not mind. */
function readNumber(name: string, text: string, maximum: number): number {
  if (!/^\d{1,9}$/.test(text)) throw invalidValue(`"${name}" is a whole number.`);
  return Math.min(Number(text), maximum);
}

type Reading = EventDependencies & { readonly gone: AbortSignal };

/** A line for each event, until the limit or the end of the feed. */
async function* lines(
  { tenant, key }: Caller,
  { after, limit, waitSeconds }: Page & { readonly after: number },
  reading: Reading,
): AsyncGenerator<string, void> {
  const { feed, stopping, gone } = reading;
  let patience = AbortSignal.any([AbortSignal.timeout(waitSeconds * 1000), stopping, gone]);
  let sequence = after;
  let left = limit;
  while (left > 0) {
    const items = (await feed.next(tenant, sequence, patience)).slice(0, left);
    if (items.length === 0) return;
    if ((await findLiveKey(key.id, reading)) === undefined) return;
    yield items.map(({ text }) => `${text}\n`).join('');
    left -= items.length;
    sequence = lastSequence(items, sequence);
    // Having got something, it does not wait for more.
    patience = AbortSignal.abort();
  }
}

/** An event of the stream for each (WHATWG HTML §9.2), and a comment when there was none for a while. */
async function* serverSentEvents(
  caller: Caller,
  place: Place,
  reading: Reading,
): AsyncGenerator<string, void> {
  const { feed, stopping, gone, now } = reading;
  const ends = AbortSignal.any([stopping, gone]);
  let { sequence } = place;
  let key: Key | undefined = caller.key;
  // An event without data is none, but tells where the stream begins.
  yield `retry: ${RETRY_MS}\nid: ${place.id}\n\n`;
  while (!ends.aborted) {
    using patience = startDeadline(nextCheck(key, now()) - now(), ends);
    const items = await feed.next(caller.tenant, sequence, patience.signal);
    if (ends.aborted) return;
    key = await findLiveKey(caller.key.id, reading);
    if (key === undefined) return;
    yield items.length === 0 ? ':\n\n' : items.map(({ id, text }) => `id: ${id}\ndata: ${text}\n\n`).join('');
    sequence = lastSequence(items, sequence);
  }
}

function lastSequence(items: readonly FeedItem[], otherwise: number): number {
  return items.at(-1)?.sequence ?? otherwise;
}

/** When to say that the stream is alive, and to see that its key is: not after that has ended. */
function nextCheck({ expiresAt = Infinity }: Key, now: number): number {
  return Math.min(now + HEARTBEAT_MS, expiresAt);
}
