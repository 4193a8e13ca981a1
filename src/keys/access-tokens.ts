import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Credential, Key } from '../directory/key.ts';
import type { Registry } from '../store/port.ts';
import { parseKeyId } from './make.ts';

/** A token as it was found to be made here, of a key whose Secret is still the same. */
export interface OpenedToken {
  /** As it is now: the key may have ended since. */
  readonly credential: Credential;
  readonly isExpired: boolean;
}

/**
 * Tokens that stand for a key for a while (RFC 6749). None is kept: a token is the Key and a time under a seal of them
 * and of the Secret's digest, and the key is looked up at each use, so that it ends with the key.
 */
export interface AccessTokens {
  /** @param lifetime for how long it is taken, in milliseconds */
  issue(key: Key, lifetime: number): Promise<string>;
  /** @returns undefined for what is no token, or has another seal than this service gave it */
  open(text: string): Promise<OpenedToken | undefined>;
}

const TOKEN = /^cyt_(?<key>[0-9A-Za-z]{20})\.(?<expiresAt>\d{1,15})\.(?<seal>[\w-]{43})$/;

export function createAccessTokens(options: {
  readonly registry: Pick<Registry, 'getCredential'>;
  /** The 32 bytes that tokens are sealed with. */
  readonly secret: () => Promise<Uint8Array>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}): AccessTokens {
  const { registry, secret, now } = options;

  async function seal({ id, digest }: Key, expiresAt: number): Promise<Buffer> {
    return createHmac('sha256', await secret())
      .update(`${id} ${expiresAt} `)
      .update(digest)
      .digest();
  }

  return {
    async issue(key, lifetime) {
      const expiresAt = now() + lifetime;
      const sealed = (await seal(key, expiresAt)).toString('base64url');
      return `${key.id.replace('cyk_', 'cyt_')}.${expiresAt}.${sealed}`;
    },

    async open(text) {
      const { key, expiresAt, seal: given = '' } = TOKEN.exec(text)?.groups ?? {};
      const id = parseKeyId(`cyk_${key}`);
      const credential = id && (await registry.getCredential(id));
      if (credential === undefined) return undefined;
      const right = await seal(credential.key, Number(expiresAt));
      if (!timingSafeEqual(Buffer.from(given, 'base64url'), right)) return undefined;
      return { credential, isExpired: now() >= Number(expiresAt) };
    },
  };
}
