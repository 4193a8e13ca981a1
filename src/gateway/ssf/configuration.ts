import { type Context, Hono } from 'hono';
import type { TenantName } from '../../directory/tenant.ts';
import { readBody } from '../../http/body.ts';
import type { HttpEnv } from '../../http/environment.ts';
import { bindMethods } from '../../http/methods.ts';
import { replyEmpty } from '../../http/reply.ts';
import { invalidValue, ScimError } from '../../scim/errors.ts';
import { isJsonObject } from '../../scim/resource.ts';
import type { EventStream, Store } from '../../store/port.ts';
import type { PollQueues } from '../delivery/poll-queues.ts';
import { replyJson } from '../reply.ts';
import { findStream, updateStream } from './find-stream.ts';
import { checkSupplied, presentStream, readSettings, readStreamId } from './stream-settings.ts';

export interface ConfigurationDependencies {
  readonly store: Pick<Store, 'eventStreams'>;
  readonly queues: PollQueues;
  readonly issuerOf: (tenant: TenantName) => string | undefined;
  readonly newId: () => string;
  readonly bodyBytes: number;
  readonly now: () => number;
}

const MAX_STREAMS = 20;
const NO_STORE = { 'Cache-Control': 'no-store' };

/** `/ssf/streams`: receivers set up, change and give up their streams (SSF 1.0 §8.1.1). */
export function configurationRoutes(dependencies: ConfigurationDependencies): Hono<HttpEnv> {
  const { store, queues, newId, bodyBytes, now } = dependencies;
  const { eventStreams } = store;
  const app = new Hono<HttpEnv>();

  function issuerOf(c: Context<HttpEnv>): string {
    const issuer = dependencies.issuerOf(c.get('caller').tenant);
    if (issuer === undefined) throw new ScimError(501, 'The service has no public URL, and so no issuer.');
    return issuer;
  }

  async function create(c: Context<HttpEnv>): Promise<Response> {
    const { tenant } = c.get('caller');
    const issuer = issuerOf(c);
    const body = await readBody(c, bodyBytes);
    if (!isJsonObject(body)) throw invalidValue('The body is a JSON object.');
    const settings = readSettings(body);
    const stream: EventStream = {
      ...{ tenant, id: newId(), createdAt: now(), status: 'enabled', reason: undefined },
      ...settings,
    };
    if (!(await eventStreams.create(stream, MAX_STREAMS))) {
      throw new ScimError(403, `The tenant has ${MAX_STREAMS} streams already.`);
    }
    return replyJson(c, JSON.stringify(presentStream(stream, issuer)), NO_STORE, 201);
  }

  /** @param base what is not in the body stays as it is there */
  async function change(c: Context<HttpEnv>, base: 'current' | 'default'): Promise<Response> {
    const { id, body } = readStreamId(await readBody(c, bodyBytes));
    const stream = await findStream(c, eventStreams, id);
    checkSupplied(body, presentStream(stream, issuerOf(c)));
    const changed = { ...stream, ...readSettings(body, base === 'current' ? stream : undefined) };
    await updateStream(eventStreams, changed);
    await queues.forget(stream.tenant, stream.id);
    return replyJson(c, JSON.stringify(presentStream(changed, issuerOf(c))), NO_STORE);
  }

  bindMethods(app, '/ssf/streams', {
    POST: create,
    async GET(c) {
      const issuer = issuerOf(c);
      const id = c.req.query('stream_id');
      const answer =
        id === undefined
          ? (await eventStreams.list(c.get('caller').tenant)).map((stream) => presentStream(stream, issuer))
          : presentStream(await findStream(c, eventStreams, id), issuer);
      return replyJson(c, JSON.stringify(answer), NO_STORE);
    },
    PATCH: (c) => change(c, 'current'),
    PUT: (c) => change(c, 'default'),
    async DELETE(c) {
      const { tenant, id } = await findStream(c, eventStreams, c.req.query('stream_id'));
      await eventStreams.remove(tenant, id);
      await queues.forget(tenant, id);
      return replyEmpty(c, 204);
    },
  });
  return app;
}
