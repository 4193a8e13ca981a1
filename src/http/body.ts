import type { Context } from 'hono';
import { invalidSyntax, payloadTooLarge, ScimError } from '../scim/errors.ts';
import type { HttpEnv } from './environment.ts';
import { findExcess } from './json-shape.ts';
import { SCIM_JSON } from './reply.ts';

/**
 * Reads a JSON request body.
 * @throws ScimError 415 when it is announced as something else, 413 when it is longer than `maximumBytes`, 400
 *   `invalidSyntax` when it is missing, torn, no UTF-8, no JSON, or of too deep or wide a shape
 */
export async function readBody(c: Context<HttpEnv>, maximumBytes: number): Promise<unknown> {
  checkType(c.req.header('content-type'));
  const bytes = await readBytes(c, maximumBytes);
  if (bytes.byteLength === 0) throw invalidSyntax('The request has no body.');
  const excess = findExcess(bytes);
  if (excess !== undefined) throw invalidSyntax(`The body ${excess}.`);
  const body = parseJson(bytes);
  if (body === undefined) throw invalidSyntax('The body is not JSON in UTF-8.');
  c.set('body', body);
  return body;
}

function checkType(header: string | undefined): void {
  const type = header?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === '' || type === SCIM_JSON || type === 'application/json') return;
  throw new ScimError(415, `The body must be ${SCIM_JSON} or application/json.`, {
    headers: { Accept: `${SCIM_JSON}, application/json` },
  });
}

function checkLength(bytes: number, maximumBytes: number): void {
  if (bytes > maximumBytes) throw payloadTooLarge(`The body is longer than ${maximumBytes} bytes.`);
}

/**
 * Reads a request body.
 * @throws ScimError 413 when it is longer than `maximumBytes`, 400 when the client went away
 */
export async function readBytes(c: Context<HttpEnv>, maximumBytes: number): Promise<Uint8Array> {
  checkLength(Number(c.req.header('content-length') ?? 0), maximumBytes);
  const bytes = await readUpTo(c, maximumBytes);
  if (bytes === undefined) throw invalidSyntax('The body broke off.');
  checkLength(bytes.byteLength, maximumBytes);
  return bytes;
}

/** Reads all, or of a body of unannounced length a little more than is allowed; undefined when the client went away. */
async function readUpTo(c: Context<HttpEnv>, enough: number): Promise<Uint8Array | undefined> {
  try {
    // The HTTP parser holds a body to the length that was announced.
    if (c.req.header('content-length') !== undefined) return new Uint8Array(await c.req.arrayBuffer());
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of c.req.raw.body ?? []) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length > enough) break;
    }
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}

/** The JSON value, or undefined. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
