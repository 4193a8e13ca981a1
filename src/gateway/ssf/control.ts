import { Hono } from 'hono';
import { readBody } from '../../http/body.ts';
import type { HttpEnv } from '../../http/environment.ts';
import { bindMethods } from '../../http/methods.ts';
import { replyEmpty } from '../../http/reply.ts';
import { invalidValue, tooManyRequests } from '../../scim/errors.ts';
import type { EventStream, Store } from '../../store/port.ts';
import type { PollQueues } from '../delivery/poll-queues.ts';
import { replyJson } from '../reply.ts';
import { findStream, updateStream } from './find-stream.ts';
import { MIN_VERIFICATION_SECONDS, presentStatus, readStatus, readStreamId } from './stream-settings.ts';

export interface ControlDependencies {
  readonly store: Pick<Store, 'eventStreams' | 'feed' | 'outbox'>;
  readonly queues: PollQueues;
  readonly bodyBytes: number;
  readonly now: () => number;
}

const NO_STORE = { 'Cache-Control': 'no-store' };

/** `/ssf/status` and `/ssf/verify`: receivers hold a stream, or try it out (SSF 1.0 §8.1.2, §8.1.4). */
export function controlRoutes({ store, queues, bodyBytes, now }: ControlDependencies): Hono<HttpEnv> {
  const { eventStreams } = store;
  const verifiedAt = new Map<string, number>();
  const app = new Hono<HttpEnv>();

  bindMethods(app, '/ssf/status', {
    async GET(c) {
      const stream = await findStream(c, eventStreams, c.req.query('stream_id'));
      return replyJson(c, JSON.stringify(presentStatus(stream)), NO_STORE);
    },
    async POST(c) {
      const { id, body } = readStreamId(await readBody(c, bodyBytes));
      const stream = await findStream(c, eventStreams, id);
      const changed = { ...stream, ...readStatus(body) };
      if (stream.status === 'disabled' && changed.status !== 'disabled') await skipToEnd(stream, store);
      await updateStream(eventStreams, changed);
      await queues.forget(stream.tenant, id);
      return replyJson(c, JSON.stringify(presentStatus(changed)), NO_STORE);
    },
  });

  bindMethods(app, '/ssf/verify', {
    async POST(c) {
      const { id, body } = readStreamId(await readBody(c, bodyBytes));
      const { state } = body;
      if (state !== undefined && typeof state !== 'string') throw invalidValue('"state" is text.');
      const stream = await findStream(c, eventStreams, id);
      const wait = (verifiedAt.get(id) ?? 0) + MIN_VERIFICATION_SECONDS * 1000 - now();
      if (wait > 0) throw tooManyRequests('The stream is verified too often.', Math.ceil(wait / 1000));
      verifiedAt.set(id, now());
      await queues.verify(stream, state);
      return replyEmpty(c, 204);
    },
  });
  return app;
}

/** What happened while a stream was disabled is not for it. */
async function skipToEnd(
  { tenant, id }: EventStream,
  { feed, outbox }: ControlDependencies['store'],
): Promise<void> {
  const delivery = await outbox.open(tenant, id);
  const { sequence } = await feed.end(tenant);
  await outbox.save({ ...delivery, acknowledged: sequence });
}
