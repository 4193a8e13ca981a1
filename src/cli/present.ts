import { scimUrl } from '../admin/public-url.ts';
import type { Config } from '../config/schema.ts';
import type { IdentityProvider } from '../directory/identity-provider.ts';
import { isLive, type Key } from '../directory/key.ts';
import type { Tenant } from '../directory/tenant.ts';

// What `--json` gives of each thing: names as elsewhere in the product, times as ISO 8601, null for none.

export function presentTenant(tenant: Tenant, config: Config) {
  const { name, displayName, hosts, declared } = tenant;
  return {
    name,
    displayName,
    hosts,
    scimUrl: scimUrl(config, name),
    declared,
    createdAt: isoTime(tenant.createdAt),
  };
}

export function presentIdentityProvider(provider: IdentityProvider) {
  const { tenant, name, vendor, autoProvisioning, onInactiveDuplicate, unknownMembers, declared } = provider;
  return {
    tenant,
    name,
    vendor,
    autoProvisioning,
    autoProvisioningDeclared: provider.autoProvisioningDeclared,
    onInactiveDuplicate,
    unknownMembers,
    saml: provider.saml === undefined ? null : presentSaml(provider.saml),
    declared,
    createdAt: isoTime(provider.createdAt),
  };
}

function presentSaml({ entityId, ssoUrl, certificates }: NonNullable<IdentityProvider['saml']>) {
  return {
    entityId,
    ssoUrl,
    certificates: certificates.map(({ subject, fingerprint, notAfter }) => ({
      subject,
      fingerprint,
      notAfter: isoTime(notAfter),
    })),
  };
}

export type KeyState = 'live' | 'ending' | 'expired' | 'revoked';

export function presentKey(key: Key, now: number) {
  const { tenant, identityProvider, scope, declared, lastUse } = key;
  return {
    key: key.id,
    tenant,
    identityProvider,
    scope,
    state: keyState(key, now),
    declared,
    createdAt: isoTime(key.createdAt),
    expiresAt: optionalTime(key.expiresAt),
    revokedAt: optionalTime(key.revokedAt),
    lastUse: lastUse === undefined ? null : { ...lastUse, at: isoTime(lastUse.at) },
  };
}

function keyState(key: Key, now: number): KeyState {
  if (key.revokedAt !== undefined) return 'revoked';
  if (!isLive(key, now)) return 'expired';
  return key.expiresAt === undefined ? 'live' : 'ending';
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function optionalTime(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : isoTime(milliseconds);
}

/** An ISO time for people: to the second, "–" for none. */
export function formatTime(iso: string | null | undefined): string {
  return iso ? `${iso.slice(0, 19).replace('T', ' ')}Z` : '–';
}

/** A number of things: `1 user`, `2 users`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Where a thing is kept, and so where it is edited. */
export function formatOrigin({ declared }: { readonly declared: boolean }): string {
  return declared ? 'set in config.yaml' : 'database';
}
