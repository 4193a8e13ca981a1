import { setTimeout as sleep } from 'node:timers/promises';
import type { Json, JsonObject } from '../../../src/scim/resource.ts';
import { at, type Fetch, readObject } from '../../../src/selftest/scim-client.ts';

/** What an administrator types into an Okta app, and what kind of app it is. */
export interface OktaApp {
  /** The SCIM URL as pasted, with or without a slash at its end. */
  readonly baseUrl: string;
  /** Our Key. */
  readonly username: string;
  /** Our Secret. */
  readonly password: string;
  /** `aiw`: an app of the customer's own, which changes by PUT. `oin`: one of Okta's catalog, which changes by PATCH. */
  readonly dialect: 'aiw' | 'oin';
  /** How spaces in a query are written; both kinds of Okta clients are about. */
  readonly spaces: '%20' | '+';
  readonly fetch: Fetch;
}

/** One request with its answer, for tests that look at the wire. */
export interface Exchange {
  readonly method: string;
  /** Path and query as sent, below the SCIM URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly request: Json | undefined;
  readonly status: number;
  readonly response: JsonObject;
}

/** What Okta shows an administrator under Tasks when an exchange fails. */
export class OktaTaskError extends Error {
  override readonly name = 'OktaTaskError';
  readonly exchange: Exchange;

  constructor(task: string, exchange: Exchange, reason: string) {
    super(`${task}: ${exchange.status}. Errors reported by remote server: ${reason}`);
    this.exchange = exchange;
  }
}

export interface OktaWire {
  /** All exchanges so far. */
  readonly exchanges: readonly Exchange[];
  /** Sends a request as Okta does. @throws OktaTaskError unless the status is one of the expected */
  send(request: {
    readonly task: string;
    readonly method: string;
    readonly path: string;
    readonly body?: Json;
    readonly expect: readonly number[];
  }): Promise<JsonObject>;
  /** `?filter=…` on one attribute, written in the way of the app. */
  filter(attribute: string, value: string): string;
}

/** Okta's HTTP client: its headers, its encodings, and what it makes of the answers. */
export function createOktaWire(app: OktaApp): OktaWire {
  const exchanges: Exchange[] = [];
  const authorization = `Basic ${btoa(`${app.username}:${app.password}`)}`;
  return {
    exchanges,

    async send({ task, method, path, body, expect }) {
      const headers = {
        'User-Agent': 'Okta SCIM Client 1.0.0',
        Accept: 'application/scim+json',
        'Accept-Charset': 'utf-8',
        'Accept-Encoding': 'gzip,deflate',
        Authorization: authorization,
        ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json; charset=utf-8' }),
      };
      const response = await sendPatiently(app.fetch, `${app.baseUrl}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const exchange: Exchange = {
        method,
        path,
        headers,
        request: body,
        status: response.status,
        response: readObject(text),
      };
      exchanges.push(exchange);
      if (!expect.includes(exchange.status))
        throw new OktaTaskError(task, exchange, reasonOf(exchange, text));
      return exchange.response;
    },

    filter(attribute, value) {
      const text = encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`);
      return `?filter=${app.spaces === '+' ? text.replaceAll('%20', '+') : text}`;
    },
  };
}

/** Okta pauses a task on a 429 for as many seconds as `Retry-After` says, and gives up after ten attempts. */
async function sendPatiently(fetch: Fetch, url: string, init: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, init);
    if (response.status !== 429 || attempt === 10) return response;
    await response.body?.cancel();
    await sleep(Number(response.headers.get('Retry-After')) * 1000);
  }
}

/** Okta shows `detail`; of an answer that is not JSON it tells only the first token. */
function reasonOf({ response }: Exchange, text: string): string {
  const detail = at(response, 'detail');
  return typeof detail === 'string' ? detail : `Invalid JSON: Unrecognized token '${text.split(/\s/, 1)[0]}'`;
}
