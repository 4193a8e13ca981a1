import type { Context, MiddlewareHandler } from 'hono';
import {
  type Credential,
  isLive,
  type Key,
  type KeyId,
  type KeyScope,
  type KeyUse,
} from '../directory/key.ts';
import { digestSecret } from '../keys/digest.ts';
import { parseKeyId } from '../keys/make.ts';
import type { Throttle } from '../keys/throttle.ts';
import { verifySecret } from '../keys/verify.ts';
import { ScimError } from '../scim/errors.ts';
import type { Registry } from '../store/port.ts';
import { type PresentedCredential, parseAuthorization } from './authorization.ts';
import type { Caller, HttpEnv } from './environment.ts';
import { tooManyRequests } from './limits.ts';
import { HOST_TENANT } from './path.ts';

export interface AuthenticationOptions {
  /** What a key must be for, to be let in here. */
  readonly scope: KeyScope;
  readonly registry: Pick<Registry, 'getCredential' | 'getCredentialByDigest' | 'getTenant'>;
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
  const { registry, throttle, recordUse, now } = options;
  const publicUrl = options.publicUrl?.replace(/\/+$/, '');

  return async function authenticate(c, next) {
    const header = c.req.header('authorization');
    if (header === undefined) throw refuse(c, 'no credential', 'Authentication is required.');
    const presented = parseAuthorization(header);
    const credential = presented && (await findCredential(presented, registry));
    const { address, scheme, host } = c.get('peer');
    if (credential === undefined) {
      const refusal = refuse(c, 'unknown key or wrong secret');
      const admission = throttle.failed(address, parseKeyId(presented?.key ?? ''));
      throw admission.allowed ? refusal : tooManyRequests('Too many failed sign-ins.', admission);
    }
    const { key, identityProvider } = credential;
    if (!(await isKeyOfUrl(key, c, registry))) throw refuse(c, `key of tenant ${key.tenant}`);
    if (!isLive(key, now())) throw refuse(c, 'key has ended', `The key ${key.id} is no longer valid.`);
    checkPermission(credential, options.scope);

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
      baseUrl: `${publicUrl ?? `${scheme}://${host}`}/scim/v2/${key.tenant}`,
    };
    c.set('caller', caller);
    return next();
  };
}

async function findCredential(
  { key, secret }: PresentedCredential,
  registry: AuthenticationOptions['registry'],
): Promise<Credential | undefined> {
  if (key === undefined) return registry.getCredentialByDigest(digestSecret(secret));
  const id = parseKeyId(key);
  const credential = id && (await registry.getCredential(id));
  return verifySecret(secret, credential?.key.digest) ? credential : undefined;
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
