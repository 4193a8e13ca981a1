import type { Context, MiddlewareHandler } from 'hono';
import {
  type Credential,
  isLive,
  type Key,
  type KeyId,
  type KeyScope,
  type KeyUse,
} from '../directory/key.ts';
import { type AccessTokens, createAccessTokens, type OpenedToken } from '../keys/access-tokens.ts';
import { digestSecret } from '../keys/digest.ts';
import { parseKeyId } from '../keys/make.ts';
import type { Throttle } from '../keys/throttle.ts';
import { findCredential } from '../keys/verify.ts';
import { ScimError, tooManyRequests } from '../scim/errors.ts';
import type { Registry, Store } from '../store/port.ts';
import { type PresentedCredential, parseAuthorization } from './authorization.ts';
import type { Caller, HttpEnv } from './environment.ts';
import { originOf } from './origin.ts';
import { HOST_TENANT } from './path.ts';

export interface AuthenticationOptions {
  /** What a key must be for, to be let in here. */
  readonly scope: KeyScope;
  readonly store: {
    readonly registry: Pick<Registry, 'getCredential' | 'getCredentialByDigest' | 'getTenant'>;
    readonly secret: Store['secret'];
  };
  readonly throttle: Throttle;
  readonly recordUse: (key: KeyId, use: Omit<KeyUse, 'count'>) => void;
  /** The service's own URL, where it is not to be taken from requests. */
  readonly publicUrl: string | undefined;
  readonly now: () => number;
}

const CHALLENGE = 'Basic realm="scim", charset="UTF-8", Bearer realm="scim"';

/**
 * Lets a request pass with a live key of the tenant in its URL, and makes its holder known as `caller`. A key of
 * another tenant is refused like a wrong one, so that nobody learns which tenants there are.
 * @throws ScimError 401; 429 after too many of those; 403 when the key is right, and not allowed this
 */
export function authenticate(options: AuthenticationOptions): MiddlewareHandler<HttpEnv> {
  const { store, throttle, recordUse, publicUrl, now } = options;
  const { registry } = store;
  const tokens = createAccessTokens({ registry, secret: () => store.secret('token'), now });

  return async function authenticate(c, next) {
    const header = c.req.header('authorization');
    if (header === undefined) throw refuse(c, 'no credential', 'Authentication is required.');
    const presented = parseAuthorization(header);
    const found = presented && (await open(presented, registry, tokens));
    const { address } = c.get('peer');
    if (found === undefined) {
      const refusal = refuse(c, 'unknown key or wrong secret');
      const admission = throttle.failed(address, parseKeyId(presented?.key ?? ''));
      throw admission.allowed
        ? refusal
        : tooManyRequests('Too many failed sign-ins.', admission.retryAfterSeconds);
    }
    const { key, identityProvider } = found.credential;
    if (!(await isKeyOfUrl(key, c, registry))) throw refuse(c, `key of tenant ${key.tenant}`);
    if (!isLive(key, now())) throw refuse(c, 'key has ended', `The key ${key.id} is no longer valid.`);
    if (found.isExpired) throw refuse(c, 'token has expired', 'The access token has expired.');
    checkPermission(found.credential, options.scope);

    recordUse(key.id, { at: now(), address, userAgent: c.req.header('user-agent') ?? '' });
    const caller: Caller = {
      tenant: key.tenant,
      key,
      identityProvider,
      actor: {
        name: `key:${key.id}`,
        requestId: c.get('requestId'),
        identityProvider: identityProvider.name,
      },
      baseUrl: `${originOf(c, publicUrl)}/scim/v2/${key.tenant}`,
    };
    c.set('caller', caller);
    return next();
  };
}

/** A bearer is the Secret itself, or an access token that stands for it for a while. */
async function open(
  { key, secret }: PresentedCredential,
  registry: AuthenticationOptions['store']['registry'],
  tokens: AccessTokens,
): Promise<OpenedToken | undefined> {
  const token = key === undefined ? await tokens.open(secret) : undefined;
  if (token !== undefined) return token;
  const credential =
    key === undefined
      ? await registry.getCredentialByDigest(digestSecret(secret))
      : await findCredential(registry, { key, secret });
  return credential && { credential, isExpired: false };
}

/** Whether the key's tenant is the one that the path names, or that has the request's host for its own. */
async function isKeyOfUrl(
  key: Key,
  c: Context<HttpEnv>,
  registry: Pick<Registry, 'getTenant'>,
): Promise<boolean> {
  const named = c.req.param('tenant');
  if (named !== HOST_TENANT) return named === key.tenant;
  const tenant = await registry.getTenant(key.tenant);
  const hostname = c.get('peer').host.toLowerCase().replace(/:\d+$/, '');
  return tenant?.hosts.some((host) => host.toLowerCase() === hostname) ?? false;
}

function checkPermission({ key, identityProvider }: Credential, scope: KeyScope): void {
  if (key.scope !== scope) {
    throw new ScimError(403, `The key ${key.id} has the scope "${key.scope}"; "${scope}" is needed here.`);
  }
  if (scope === 'provision' && !identityProvider.autoProvisioning) {
    const { name } = identityProvider;
    throw new ScimError(403, `Auto-provisioning is off for the identity provider "${name}".`);
  }
}

function refuse(c: Context<HttpEnv>, reason: string, detail = 'Authentication failed.'): ScimError {
  c.set('refusal', reason);
  return new ScimError(401, detail, { headers: { 'WWW-Authenticate': CHALLENGE } });
}
