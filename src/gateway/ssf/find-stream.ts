import type { Context } from 'hono';
import type { HttpEnv } from '../../http/environment.ts';
import { notFound, type ScimError } from '../../scim/errors.ts';
import type { EventStream, EventStreams } from '../../store/port.ts';

/** The stream of the caller's tenant that has the id. @throws ScimError 404 */
export async function findStream(
  c: Context<HttpEnv>,
  eventStreams: EventStreams,
  id: string | undefined,
): Promise<EventStream> {
  const stream = await eventStreams.get(c.get('caller').tenant, id ?? '');
  if (stream === undefined) throw noStream();
  return stream;
}

/** Changes a stream that was found. @throws ScimError 404 when it was deleted meanwhile */
export async function updateStream(eventStreams: EventStreams, stream: EventStream): Promise<void> {
  if (!(await eventStreams.update(stream))) throw noStream();
}

function noStream(): ScimError {
  return notFound('There is no such stream.');
}
