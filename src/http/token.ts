import { type Context, Hono } from 'hono';
import type { Logger } from 'pino';
import { isLive, type Key } from '../directory/key.ts';
import { createAccessTokens } from '../keys/access-tokens.ts';
import { parseKeyId } from '../keys/make.ts';
import type { RateLimit } from '../keys/rate-limit.ts';
import type { Admission } from '../keys/token-buckets.ts';
import { findCredential } from '../keys/verify.ts';
import { type ScimError, tooManyRequests } from '../scim/errors.ts';
import type { Store } from '../store/port.ts';
import type { AuthenticationOptions } from './authenticate.ts';
import { parseAuthorization } from './authorization.ts';
import { readBytes } from './body.ts';
import type { HttpEnv } from './environment.ts';
import { toScimError } from './errors.ts';
import { bindMethods } from './methods.ts';
import { originOf } from './origin.ts';

interface TokenDependencies extends Omit<AuthenticationOptions, 'scope' | 'store'> {
  readonly store: Pick<Store, 'registry' | 'secret'>;
  /** For how long a token is taken, in milliseconds. */
  readonly lifetime: number;
  readonly rateLimit: RateLimit;
  readonly log: Logger;
}

interface Client {
  readonly key: string;
  readonly secret: string;
}

type Form = ReadonlyMap<string, string>;

const PATH = '/oauth2/token';
const MAXIMUM_BYTES = 8192;
const FORM = 'application/x-www-form-urlencoded';
/** Nobody on the way may keep a token (RFC 6749 §5.1). */
const NOT_STORED = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

/** What RFC 6749 §5.2 calls an answer of that status where nothing better is known. */
const ERRORS: Readonly<Record<number, string>> = { 429: 'temporarily_unavailable', 500: 'server_error' };

/**
 * Access tokens for clients that do not send the Secret itself (RFC 6749 §4.4): a Key is a client, its Secret the
 * client's. The metadata of RFC 8414 says where to get them.
 */
export function tokenRoutes(dependencies: TokenDependencies): Hono<HttpEnv> {
  const { store, throttle, rateLimit, recordUse, publicUrl, lifetime, now, log } = dependencies;
  const { registry } = store;
  const tokens = createAccessTokens({ registry, secret: () => store.secret('token'), now });
  const app = new Hono<HttpEnv>();
  app.onError((error, c) => {
    const { status, message, headers } = toScimError(error, c, log);
    return refuse(c, ERRORS[status] ?? 'invalid_request', message, { status, headers });
  });

  bindMethods(app, PATH, {
    async POST(c) {
      if (!isForm(c)) return refuse(c, 'invalid_request', `The body must be ${FORM}.`);
      const form = readForm(await readBytes(c, MAXIMUM_BYTES));
      if (form === undefined) return refuse(c, 'invalid_request', 'A parameter is given twice.');
      const client = findClient(c.req.header('authorization'), form);
      if (client === 'both') return refuse(c, 'invalid_request', 'The client is authenticated twice.');

      const key = client && (await authenticate(client));
      if (key === undefined) {
        const id = parseKeyId(client?.key ?? '');
        return answerFailure(c, throttle.failed(c.get('peer').address, id));
      }
      const admission = rateLimit.take(key.id);
      if (!admission.allowed)
        throw tooManyRequests('Too many requests with this key.', admission.retryAfterSeconds);
      const grant = form.get('grant_type');
      if (grant === undefined) return refuse(c, 'invalid_request', 'grant_type is missing.');
      if (grant !== 'client_credentials') {
        return refuse(c, 'unsupported_grant_type', 'The grant_type must be client_credentials.');
      }
      const userAgent = c.req.header('user-agent') ?? '';
      recordUse(key.id, { at: now(), address: c.get('peer').address, userAgent });
      const token = {
        access_token: await tokens.issue(key, lifetime),
        token_type: 'Bearer',
        expires_in: lifetime / 1000,
        scope: key.scope,
      };
      return c.json(token, 200, NOT_STORED);
    },
  });

  bindMethods(app, '/.well-known/oauth-authorization-server', {
    GET(c) {
      const issuer = originOf(c, publicUrl);
      return c.json({
        issuer,
        token_endpoint: `${issuer}${PATH}`,
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
        grant_types_supported: ['client_credentials'],
        response_types_supported: [],
        scopes_supported: ['provision', 'gateway'],
      });
    },
  });
  return app;

  async function authenticate({ key: id, secret }: Client): Promise<Key | undefined> {
    const credential = await findCredential(registry, { key: id, secret });
    return credential && isLive(credential.key, now()) ? credential.key : undefined;
  }
}

function answerFailure(c: Context<HttpEnv>, admission: Admission): Response {
  if (!admission.allowed) throw tooManyRequests('Too many failed sign-ins.', admission.retryAfterSeconds);
  c.set('refusal', 'unknown client or wrong secret');
  const headers = { 'WWW-Authenticate': 'Basic realm="scim", charset="UTF-8"' };
  return refuse(c, 'invalid_client', 'Client authentication failed.', { status: 401, headers });
}

function isForm(c: Context<HttpEnv>): boolean {
  return c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase() === FORM;
}

/** The parameters that have a value; undefined when one is given twice (RFC 6749 §3.2). */
function readForm(bytes: Uint8Array): Form | undefined {
  const entries = [...new URLSearchParams(new TextDecoder().decode(bytes))];
  const form = new Map(entries);
  return form.size < entries.length ? undefined : new Map(entries.filter(([, value]) => value !== ''));
}

/** Whom the request is from: by the header, or by the form (RFC 6749 §2.3.1), and only by one of them. */
function findClient(header: string | undefined, form: Form): Client | 'both' | undefined {
  const [key, secret] = [form.get('client_id'), form.get('client_secret')];
  if (header !== undefined) {
    const presented = parseAuthorization(header);
    if (secret !== undefined || (key !== undefined && key !== presented?.key)) return 'both';
    return presented?.key === undefined
      ? undefined
      : { key: presented.key, secret: decode(presented.secret) };
  }
  return key === undefined || secret === undefined ? undefined : { key, secret };
}

/** Of a client that keeps to the RFC, what a URL cannot hold is percent-encoded even in the header. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refuse(
  c: Context<HttpEnv>,
  error: string,
  description: string,
  { status = 400, headers = {} }: Partial<Pick<ScimError, 'status' | 'headers'>> = {},
): Response {
  const body = JSON.stringify({ error, error_description: description });
  return new Response(body, {
    status,
    headers: {
      'Content-Type': 'application/json',
      'X-Request-Id': c.get('requestId'),
      ...NOT_STORED,
      ...headers,
    },
  });
}
