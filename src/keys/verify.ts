import { timingSafeEqual } from 'node:crypto';
import type { Credential, SecretDigest } from '../directory/key.ts';
import type { Registry } from '../store/port.ts';
import { digestSecret } from './digest.ts';
import { parseKeyId } from './make.ts';

/** What a Secret is compared with when its Key is unknown, so that both cases take the same time. */
const NO_DIGEST = digestSecret('');

/** The credential of a Key with its Secret, live or dead; undefined when the Key is unknown or the Secret wrong. */
export async function findCredential(
  registry: Pick<Registry, 'getCredential'>,
  { key, secret }: { readonly key: string; readonly secret: string },
): Promise<Credential | undefined> {
  const id = parseKeyId(key);
  const credential = id && (await registry.getCredential(id));
  return verifySecret(secret, credential?.key.digest) ? credential : undefined;
}

/**
 * Whether a Secret is the one of that digest.
 * @param digest undefined when the Key is unknown: always false, after the same work
 */
export function verifySecret(secret: string, digest: SecretDigest | undefined): boolean {
  const equal = timingSafeEqual(digestSecret(secret), digest ?? NO_DIGEST);
  return equal && digest !== undefined;
}
