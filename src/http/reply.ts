import type { Context } from 'hono';
import type { HttpEnv } from './environment.ts';

/** Exactly so, without a charset: some clients compare the whole header (RFC 7644 §8.1). */
export const SCIM_JSON = 'application/scim+json';

type Headers = Readonly<Record<string, string>>;

/** A SCIM response with that JSON text as its body. The plain header object keeps the adapter on its fast path. */
export function reply(
  c: Context<HttpEnv>,
  status: number,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  headers?: Headers,
): Response {
  return new Response(body, {
    status,
    headers: { 'Content-Type': SCIM_JSON, 'X-Request-Id': c.get('requestId'), ...headers },
  });
}

/** A response without a body, and so without a type: 204 and 304. */
export function replyEmpty(c: Context<HttpEnv>, status: 204 | 304, headers?: Headers): Response {
  return new Response(null, { status, headers: { 'X-Request-Id': c.get('requestId'), ...headers } });
}

/** From how many pieces on it takes less time to write them as bytes one by one than to put their text together. */
const MANY_PIECES = 10;
/** No unit of UTF-16 takes more bytes in UTF-8. */
const MOST_BYTES = 3;
/** Where pieces are written, when it surely takes them: most pages. */
const desk = Buffer.allocUnsafeSlow(1 << 20);

/** Text in pieces as a body. */
export function joinPieces(pieces: readonly string[]): string | Uint8Array<ArrayBuffer> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (pieces.length < MANY_PIECES || length * MOST_BYTES > desk.length) return pieces.join('');
  let end = 0;
  for (const piece of pieces) end += desk.write(piece, end);
  return Buffer.from(desk.subarray(0, end));
}

/** Text as a body that is made only as fast as the client takes it. */
export function streamText(chunks: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
