import type { TenantName } from '../directory/tenant.ts';
import type { Registry } from '../store/port.ts';
import type { Failure } from './failures.ts';
import type { ProviderOfKey } from './pages/failures.ts';
import type { RequestWatch } from './request-watch.ts';

/** Those of the tenant's keys, and those of nobody known; the newest first. */
export function failuresOf(tenant: TenantName, { failures }: RequestWatch): readonly Failure[] {
  return failures.list().filter((failure) => (failure.tenant ?? tenant) === tenant);
}

/** Finds whose a key is. */
export async function readProviders(tenant: TenantName, registry: Registry): Promise<ProviderOfKey> {
  const providers = await registry.listIdentityProviders(tenant);
  const keys = await registry.listKeys(tenant);
  return (id) => {
    const name = keys.find((key) => key.id === id)?.identityProvider;
    return providers.find((provider) => provider.name === name);
  };
}
