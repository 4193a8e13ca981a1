import { isJsonObject, type Json, type JsonObject } from '../scim/resource.ts';

/** Sends one HTTP request: the global `fetch`, or an application that is called without a socket. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where a tenant is served, and as whom to ask. */
export interface ScimTarget {
  /** The SCIM URL, without a slash at its end. */
  readonly baseUrl: string;
  readonly authorization: string;
  readonly fetch: Fetch;
}

export interface ScimRequest {
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: Json;
  /** Beside, or instead of, `Authorization`, `Accept` and `Content-Type`; an empty one is not sent. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ScimAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON object in the body; an empty one when there is none. */
  readonly body: JsonObject;
}

export interface ScimClient {
  /** Sends a request; `path` is relative to the SCIM URL, or an absolute URL. */
  send(method: string, path: string, request?: ScimRequest): Promise<ScimAnswer>;
  get(path: string): Promise<ScimAnswer>;
  post(path: string, body: Json): Promise<ScimAnswer>;
  put(path: string, body: Json): Promise<ScimAnswer>;
  /** PATCHes with these operations in a PatchOp message (RFC 7644 §3.5.2). */
  patch(path: string, ...operations: readonly JsonObject[]): Promise<ScimAnswer>;
  delete(path: string): Promise<ScimAnswer>;
}

/** A client that knows HTTP and JSON, and nothing of what the server ought to answer. */
export function createScimClient(target: ScimTarget): ScimClient {
  async function send(method: string, path: string, request: ScimRequest = {}): Promise<ScimAnswer> {
    const url = path.startsWith('http') ? path : `${target.baseUrl}${path}`;
    const response = await target.fetch(url, {
      method,
      headers: headersOf(target, request),
      redirect: 'manual',
      ...(request.body === undefined ? {} : { body: bodyText(request.body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: readObject(text) };
  }
  return {
    send,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, { body }),
    put: (path, body) => send('PUT', path, { body }),
    patch: (path, ...operations) =>
      send('PATCH', path, {
        body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations },
      }),
    delete: (path) => send('DELETE', path),
  };
}

function headersOf(target: ScimTarget, request: ScimRequest): Record<string, string> {
  const headers = {
    Authorization: target.authorization,
    Accept: 'application/scim+json',
    ...(request.body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
    ...request.headers,
  };
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
}

function bodyText(body: Json): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** The JSON object in a text; an empty one when there is none. */
export function readObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** The value at the end of these member names and indexes, or undefined where the way ends. */
export function at(value: Json | undefined, ...way: readonly (string | number)[]): Json | undefined {
  let current: Json | undefined = value;
  for (const step of way) {
    if (typeof step === 'number') current = Array.isArray(current) ? current[step] : undefined;
    else current = isJsonObject(current) ? current[step] : undefined;
  }
  return current;
}

/** The objects in the array at the end of these member names. */
export function objectsAt(value: Json | undefined, ...way: readonly string[]): readonly JsonObject[] {
  const array = at(value, ...way);
  return Array.isArray(array) ? array.filter(isJsonObject) : [];
}

/** A query string with its `?`, spaces as `+`. */
export function query(parameters: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]);
  return `?${new URLSearchParams(pairs)}`;
}
