import type { Context } from 'hono';
import type { HttpEnv } from '../http/environment.ts';

type Headers = Readonly<Record<string, string>>;

/** A response with that JSON text as its body. Errors are SCIM Errors, as everywhere. */
export function replyJson(c: Context<HttpEnv>, text: string, headers?: Headers, status = 200): Response {
  return new Response(text, {
    status,
    headers: { 'Content-Type': 'application/json', 'X-Request-Id': c.get('requestId'), ...headers },
  });
}

export function replyUnchanged(c: Context<HttpEnv>, headers: Headers): Response {
  return new Response(null, { status: 304, headers: { 'X-Request-Id': c.get('requestId'), ...headers } });
}

/** A response that is made while it is taken, as fast as that is. */
export function replyStream(
  c: Context<HttpEnv>,
  type: string,
  body: ReadableStream<Uint8Array>,
  headers?: Headers,
): Response {
  return new Response(body, {
    headers: {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      // nginx would keep events back until its buffer is full.
      'X-Accel-Buffering': 'no',
      'X-Request-Id': c.get('requestId'),
      ...headers,
    },
  });
}
