import { timingSafeEqual } from 'node:crypto';
import type { SecretDigest } from '../directory/key.ts';
import { digestSecret } from './digest.ts';

/** What a Secret is compared with when its Key is unknown, so that both cases take the same time. */
const NO_DIGEST = digestSecret('');

/**
 * Whether a Secret is the one of that digest.
 * @param digest undefined when the Key is unknown: always false, after the same work
 */
export function verifySecret(secret: string, digest: SecretDigest | undefined): boolean {
  const equal = timingSafeEqual(digestSecret(secret), digest ?? NO_DIGEST);
  return equal && digest !== undefined;
}
