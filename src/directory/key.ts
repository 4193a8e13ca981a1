import type { IdentityProvider } from './identity-provider.ts';
import type { TenantName } from './tenant.ts';

declare const brand: unique symbol;

/** The public half of a credential: `cyk_` and 20 base62 characters. */
export type KeyId = string & { readonly [brand]: 'KeyId' };
/** SHA-256 of a Secret, 32 bytes. */
export type SecretDigest = Uint8Array & { readonly [brand]: 'SecretDigest' };

export type KeyScope = 'provision' | 'gateway';

/** An auto-provisioning credential of an identity provider. Times are milliseconds since 1970. */
export interface Key {
  readonly id: KeyId;
  readonly tenant: TenantName;
  readonly identityProvider: string;
  readonly scope: KeyScope;
  readonly digest: SecretDigest;
  readonly declared: boolean;
  readonly createdAt: number;
  /** From then on the key is refused. */
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
  readonly lastUse: KeyUse | undefined;
}

export interface KeyUse {
  readonly at: number;
  readonly address: string;
  readonly userAgent: string;
  /** How often the key was used in all. */
  readonly count: number;
}

/** A key with the provider it belongs to, as authentication needs them: read together, so they agree. */
export interface Credential {
  readonly key: Key;
  readonly identityProvider: IdentityProvider;
}

export function isLive(key: Key, now: number): boolean {
  return key.revokedAt === undefined && (key.expiresAt === undefined || now < key.expiresAt);
}
