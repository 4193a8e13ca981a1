import { isDeepStrictEqual } from 'node:util';
import { eq } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { IdentityProvider } from '../../directory/identity-provider.ts';
import type { Key, SecretDigest } from '../../directory/key.ts';
import type { Tenant } from '../../directory/tenant.ts';
import type { Declaration } from '../port.ts';
import { listIdentityProviders, saveIdentityProvider } from './identity-providers.ts';
import { findKey, listKeys, saveKey } from './keys.ts';
import type { Edit } from './registry-edit.ts';
import { keys } from './tables.ts';
import { listTenants, saveTenant } from './tenants.ts';

/** How one kind of what config.yaml declares is told apart, and what becomes of it. */
interface Rules<T> {
  readonly nameOf: (each: T) => string;
  /** What is declared, with what a declaration leaves as it is. */
  readonly keep: (declared: T, present: T) => T;
  /** What is declared no longer: it stays, but undeclared and switched off. */
  readonly release: (present: T) => T;
}

const TENANTS: Rules<Tenant> = {
  nameOf: ({ name }) => name,
  keep: (tenant, { createdAt }) => ({ ...tenant, createdAt }),
  release: (tenant) => ({ ...tenant, declared: false }),
};

const IDENTITY_PROVIDERS: Rules<IdentityProvider> = {
  nameOf: ({ tenant, name }) => `${tenant}/${name}`,
  keep: (provider, { createdAt, autoProvisioning }) => ({
    ...provider,
    createdAt,
    // What the file leaves open stays as the CLI or the console set it.
    ...(provider.autoProvisioningDeclared ? {} : { autoProvisioning }),
  }),
  release: (provider) => ({
    ...provider,
    declared: false,
    autoProvisioning: false,
    autoProvisioningDeclared: false,
  }),
};

const keysAt = (at: number): Rules<Key> => ({
  nameOf: ({ id }) => id,
  // A Buffer equals no Uint8Array.
  keep: ({ digest, ...key }, { createdAt, lastUse }) => ({
    ...key,
    digest: new Uint8Array(digest) as SecretDigest,
    createdAt,
    lastUse,
  }),
  release: (key) => ({ ...key, declared: false, revokedAt: key.revokedAt ?? at }),
});

/** What is to be saved until everything is as config.yaml declares it. */
function outstanding(db: BetterSQLite3Database, declaration: Declaration, at: number): Declaration {
  const tenants = listTenants(db);
  const providers = tenants.flatMap(({ name }) => listIdentityProviders(db, name));
  const present = tenants.flatMap(({ name }) => listKeys(db, name));
  return {
    tenants: differing(tenants, declaration.tenants, TENANTS),
    identityProviders: differing(providers, declaration.identityProviders, IDENTITY_PROVIDERS),
    keys: differing(present, declaration.keys, keysAt(at)),
  };
}

function differing<T extends { readonly declared: boolean }>(
  present: readonly T[],
  declared: readonly T[],
  { nameOf, keep, release }: Rules<T>,
): readonly T[] {
  const before = new Map(present.map((each) => [nameOf(each), each]));
  const names = new Set(declared.map(nameOf));
  const kept = declared.map((each) => {
    const known = before.get(nameOf(each));
    return known === undefined ? each : keep(each, known);
  });
  const released = present.filter((each) => each.declared && !names.has(nameOf(each))).map(release);
  return [...kept, ...released].filter((each) => !isDeepStrictEqual(each, before.get(nameOf(each))));
}

/** Whether everything is as config.yaml declares it. */
export function isDeclared(db: BetterSQLite3Database, declaration: Declaration): boolean {
  return Object.values(outstanding(db, declaration, 0)).every(({ length }) => length === 0);
}

/** Makes what config.yaml declares so. */
export function applyDeclaration(edit: Edit, declaration: Declaration): void {
  const { db, at } = edit;
  const save = outstanding(db, declaration, at);
  for (const tenant of save.tenants) saveTenant(edit, tenant);
  for (const provider of save.identityProviders) saveIdentityProvider(edit, provider);
  for (const key of save.keys) saveKey(edit, key, findKey(db, eq(keys.id, key.id)));
}
