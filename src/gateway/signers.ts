import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import type { TenantName } from '../directory/tenant.ts';
import type { SigningKey, SigningKeys } from '../store/port.ts';
import { ALGORITHM, type Signer } from './jws.ts';
import { scheduleKeys } from './key-schedule.ts';

/** The keys that the tenants' snapshots and events are signed with. */
export interface Signers {
  /** The one of the tenant that signs now; made when it is asked for first. */
  current(tenant: TenantName): Promise<Signer>;
  /** The public halves of all whose signatures may be about, and of the next one (RFC 7517 §5). */
  keySet(tenant: TenantName): Promise<{ readonly keys: readonly JsonWebKey[] }>;
}

interface Keys {
  readonly signing: Signer;
  readonly published: readonly Signer[];
  readonly readAt: number;
}

const MODULUS_BITS = 2048;
/** How long keys are used as they were read: much shorter than a new one waits its turn. */
const REREAD_MS = 60_000;

/** @param now milliseconds since 1970 */
export function createSigners({
  signingKeys,
  now,
}: {
  readonly signingKeys: SigningKeys;
  readonly now: () => number;
}): Signers {
  const known = new Map<TenantName, Promise<Keys>>();

  async function keysOf(tenant: TenantName): Promise<Keys> {
    const reading = known.get(tenant);
    const keys = await reading;
    if (keys !== undefined && now() - keys.readAt < REREAD_MS) return keys;
    // Who comes while they are read anew waits for the same.
    if (known.get(tenant) !== reading) return keysOf(tenant);
    const next = bringUpToDate(tenant);
    known.set(tenant, next);
    next.catch(() => known.delete(tenant));
    return next;
  }

  async function bringUpToDate(tenant: TenantName): Promise<Keys> {
    const readAt = now();
    const { expired, isNextDue } = scheduleKeys(await signingKeys.list(tenant), readAt);
    for (const { id } of expired) await signingKeys.remove(tenant, id);
    if (isNextDue) await signingKeys.add(await makeKey(tenant, readAt));
    // Another process may have made one too.
    const keys = (await signingKeys.list(tenant)).map(toSigner);
    const { signing } = scheduleKeys(keys, readAt);
    if (signing === undefined) throw new Error(`The tenant ${tenant} has no key to sign with.`);
    return { signing, published: keys, readAt };
  }

  return {
    current: async (tenant) => (await keysOf(tenant)).signing,
    keySet: async (tenant) => ({ keys: (await keysOf(tenant)).published.map(({ jwk }) => jwk) }),
  };
}

async function makeKey(tenant: TenantName, createdAt: number): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
  return {
    tenant,
    id: thumbprint(publicKey.export({ format: 'jwk' })),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
    createdAt,
  };
}

function toSigner({ id, privateKey: der, createdAt }: SigningKey): Signer & { readonly createdAt: number } {
  const privateKey = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  const { kty, n, e } = createPublicKey(privateKey).export({ format: 'jwk' }) as JsonWebKey;
  const jwk = { kty, n, e, kid: id, use: 'sig', alg: ALGORITHM } as JsonWebKey;
  return { kid: id, privateKey, jwk, createdAt };
}

/** What a key is known by (RFC 7638): the digest of its members in a fixed order. */
function thumbprint({ e, kty, n }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
