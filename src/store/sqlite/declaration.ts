import { eq } from 'drizzle-orm';
import type { Tenant } from '../../directory/tenant.ts';
import type { Declaration } from '../port.ts';
import { getIdentityProvider, listIdentityProviders, saveIdentityProvider } from './identity-providers.ts';
import { findKey, listKeys, saveKey } from './keys.ts';
import type { Edit } from './registry-edit.ts';
import { keys } from './tables.ts';
import { listTenants, saveTenant } from './tenants.ts';

/**
 * Makes what config.yaml declares so. What it no longer declares stays, but undeclared and switched off: providers
 * serve nobody, keys are revoked.
 */
export function applyDeclaration(edit: Edit, declaration: Declaration): void {
  for (const tenant of declaration.tenants) saveTenant(edit, tenant);
  for (const provider of declaration.identityProviders) {
    const present = getIdentityProvider(edit.db, provider);
    // What the file leaves open stays as the CLI or the console set it.
    const isOpen = present !== undefined && !provider.autoProvisioningDeclared;
    const { autoProvisioning } = isOpen ? present : provider;
    saveIdentityProvider(edit, { ...provider, autoProvisioning });
  }
  for (const key of declaration.keys) saveKey(edit, key, findKey(edit.db, eq(keys.id, key.id)));
  for (const tenant of listTenants(edit.db)) release(edit, tenant, declaration);
}

/** Lets go of all that was declared in the tenant and no longer is. */
function release(edit: Edit, tenant: Tenant, declaration: Declaration): void {
  if (tenant.declared && !declaration.tenants.some(({ name }) => name === tenant.name)) {
    saveTenant(edit, { ...tenant, declared: false });
  }
  for (const provider of listIdentityProviders(edit.db, tenant.name)) {
    const isDeclared = declaration.identityProviders.some(
      (each) => each.tenant === provider.tenant && each.name === provider.name,
    );
    if (!provider.declared || isDeclared) continue;
    const off = { declared: false, autoProvisioning: false, autoProvisioningDeclared: false };
    saveIdentityProvider(edit, { ...provider, ...off });
  }
  for (const key of listKeys(edit.db, tenant.name)) {
    if (!key.declared || declaration.keys.some(({ id }) => id === key.id)) continue;
    saveKey(edit, { ...key, declared: false, revokedAt: key.revokedAt ?? edit.at }, key);
  }
}
