import type { IdentityProvider } from '../directory/identity-provider.ts';
import type { Key } from '../directory/key.ts';
import type { Tenant, TenantName } from '../directory/tenant.ts';
import type { Declaration } from '../store/port.ts';
import { contentOf } from './files.ts';
import type { Config } from './schema.ts';

type TenantConfig = Config['tenants'][number];
type ProviderConfig = TenantConfig['identityProviders'][number];

/** What a configuration declares, as the registry takes it. @param now milliseconds since 1970 */
export function toDeclaration({ tenants }: Config, now: number): Declaration {
  return {
    tenants: tenants.map((each) => toTenant(each, now)),
    identityProviders: tenants.flatMap(({ name, identityProviders }) =>
      identityProviders.map((each) => toIdentityProvider(each, name, now)),
    ),
    keys: tenants.flatMap(({ name, identityProviders }) =>
      identityProviders.flatMap((each) => toKeys(each, name, now)),
    ),
  };
}

function toTenant({ name, displayName = name, hosts }: TenantConfig, now: number): Tenant {
  return { name, displayName, hosts, declared: true, createdAt: now };
}

function toIdentityProvider(
  { name, vendor, saml, autoProvisioning, onInactiveDuplicate, unknownMembers }: ProviderConfig,
  tenant: TenantName,
  now: number,
): IdentityProvider {
  return {
    tenant,
    name,
    vendor,
    saml: saml?.metadataFile.content,
    autoProvisioning: autoProvisioning ?? false,
    onInactiveDuplicate,
    unknownMembers,
    declared: true,
    autoProvisioningDeclared: autoProvisioning !== undefined,
    createdAt: now,
  };
}

function toKeys({ name, keys }: ProviderConfig, tenant: TenantName, now: number): readonly Key[] {
  return keys.map(({ key, scope, digest, secretFile = '' }) => ({
    id: key,
    tenant,
    identityProvider: name,
    scope,
    digest: contentOf({ path: secretFile, content: digest }),
    declared: true,
    createdAt: now,
    expiresAt: undefined,
    revokedAt: undefined,
    lastUse: undefined,
  }));
}
