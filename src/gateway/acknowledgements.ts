import { Hono } from 'hono';
import { readerName } from '../directory/receiver.ts';
import { readBody } from '../http/body.ts';
import type { HttpEnv } from '../http/environment.ts';
import { bindMethods } from '../http/methods.ts';
import { replyEmpty } from '../http/reply.ts';
import { invalidValue } from '../scim/errors.ts';
import { isJsonObject } from '../scim/resource.ts';
import type { Delivery, Store } from '../store/port.ts';
import type { Meter } from './meter.ts';
import { checkPosition, parsePosition } from './position.ts';
import { gatewayUrl } from './url.ts';

export interface AcknowledgementDependencies {
  readonly store: Pick<Store, 'feed' | 'outbox'>;
  readonly meter: Meter;
  readonly bodyBytes: number;
  readonly now: () => number;
  readonly publicUrl: string | undefined;
}

const SLICE = { events: 500, bytes: 512 * 1024 };
/** Behind by more than that, a reader has not just now acted on each of them. */
const MAX_MEASURED = 5000;

/** `/events/ack`: a reader of the feed says up to where it has acted on it, which makes it one that is watched. */
export function acknowledgementRoutes(dependencies: AcknowledgementDependencies): Hono<HttpEnv> {
  const { store, meter, bodyBytes, now, publicUrl } = dependencies;
  const app = new Hono<HttpEnv>();

  async function measure({ tenant, receiver, acknowledged }: Delivery, end: number): Promise<void> {
    let after = Math.max(acknowledged, end - MAX_MEASURED);
    while (after < end) {
      const events = await store.feed.read(tenant, after, SLICE);
      if (events.length === 0) return;
      for (const event of events) if (event.sequence <= end) meter.acknowledged(receiver, event);
      after = events.at(-1)?.sequence ?? end;
    }
  }

  bindMethods(app, '/events/ack', {
    async POST(c) {
      const { tenant, key } = c.get('caller');
      const seen = parsePosition(readPosition(await readBody(c, bodyBytes)));
      const bounds = await store.feed.bounds(tenant, seen.sequence);
      checkPosition(seen, bounds, `${gatewayUrl(c, publicUrl)}/snapshot`);
      const delivery = await store.outbox.open(tenant, readerName(key.id));
      if (delivery.acknowledged < seen.sequence) await measure(delivery, seen.sequence);
      // A position of this directory is told by who knows it as it is, after a restore too.
      const place = { acknowledged: seen.sequence, acknowledgedAt: now(), gap: undefined };
      await store.outbox.save({ ...delivery, ...place });
      return replyEmpty(c, 204);
    },
  });
  return app;
}

function readPosition(body: unknown): string {
  const { position } = isJsonObject(body) ? body : {};
  if (typeof position === 'string') return position;
  throw invalidValue('The body is {"position": "…"}, with the id of the last event that was acted on.');
}
