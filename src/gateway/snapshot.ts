import { setTimeout } from 'node:timers';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import type { HttpEnv } from '../http/environment.ts';
import { bindMethods } from '../http/methods.ts';
import { isNotModified } from '../scim/preconditions.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Store } from '../store/port.ts';
import { signJwsStream } from './jws.ts';
import { formatPosition } from './position.ts';
import { replyStream, replyUnchanged } from './reply.ts';
import type { Signers } from './signers.ts';
import { presentSnapshot } from './snapshot-payload.ts';
import { streamBody } from './stream-body.ts';
import type { Streams } from './streams.ts';
import type { SubjectAttribute } from './subject-attributes.ts';
import { gatewayUrl } from './url.ts';

export interface SnapshotDependencies {
  readonly store: Pick<Store, 'openSnapshot' | 'feed'>;
  readonly signers: Signers;
  readonly streams: Streams;
  readonly userType: ResourceType;
  readonly subjectAttributes: readonly SubjectAttribute[];
  /** For how many milliseconds a gateway may go by a snapshot. */
  readonly snapshotLifetime: number;
  readonly log: Logger;
  readonly now: () => number;
  readonly publicUrl: string | undefined;
}

/** The media type of a JWT (RFC 7519 §10.3.1), which the file is. */
const JWT = 'application/jwt';
/** What is in it: its header `typ`. */
export const SNAPSHOT_TYPE = 'cyolo-snapshot+jwt';
/** Who takes longer is given up: the database cannot tidy up while a snapshot is open. */
const DEADLINE_MS = 60_000;
/** For this part of its lifetime a snapshot of one state stays the same file. */
const LIFETIME_PARTS = 4;

/** `/snapshot`: the tenant's users with their groups in one state, as a signed file that can be kept. */
export function snapshotRoutes(dependencies: SnapshotDependencies): Hono<HttpEnv> {
  const { store, signers, streams, log, publicUrl } = dependencies;
  const app = new Hono<HttpEnv>();

  bindMethods(app, '/snapshot', {
    async GET(c) {
      const { tenant, key } = c.get('caller');
      const signer = await signers.current(tenant);
      const validity = validityOf(dependencies);
      const tagOf = (position: string) => `${position}.${validity.iat}.${signer.kid.slice(0, 8)}`;

      const current = tagOf(formatPosition(await store.feed.end(tenant)));
      if (isNotModified(c.req.header('if-none-match'), { version: current })) {
        return replyUnchanged(c, { ETag: `"${current}"` });
      }
      if (c.req.method === 'HEAD') {
        return replyStream(c, JWT, new ReadableStream(), { ETag: `"${current}"` });
      }

      await using opening = new AsyncDisposableStack();
      opening.use(streams.open(key.id));
      const snapshot = opening.use(await store.openSnapshot(tenant));
      const deadline = setTimeout(() => void open.disposeAsync(), DEADLINE_MS);
      opening.defer(() => clearTimeout(deadline));
      const position = formatPosition(snapshot.position);
      const claims = { iss: gatewayUrl(c, publicUrl), ...validity, tenant };
      const open = opening.move();
      const body = streamBody({
        write: () => signJwsStream(signer, SNAPSHOT_TYPE, presentSnapshot(claims, snapshot, dependencies)),
        onEnd: () => void open.disposeAsync(),
        onError: (err) => log.error({ err, requestId: c.get('requestId') }, 'snapshot failed'),
      });
      return replyStream(c, JWT, body, { ETag: `"${tagOf(position)}"` });
    },
  });
  return app;
}

/** From when and until when a file that is asked for now is good, in seconds since 1970. */
function validityOf({ now, snapshotLifetime }: Pick<SnapshotDependencies, 'now' | 'snapshotLifetime'>): {
  readonly iat: number;
  readonly exp: number;
} {
  const step = snapshotLifetime / LIFETIME_PARTS;
  const from = Math.floor(now() / step) * step;
  return { iat: Math.floor(from / 1000), exp: Math.floor((from + snapshotLifetime) / 1000) };
}
