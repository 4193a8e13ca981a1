import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { IdentityProvider } from '../../directory/identity-provider.ts';
import type { TenantName } from '../../directory/tenant.ts';
import type { Json } from '../../scim/resource.ts';
import { ConflictError, NotFoundError } from '../port.ts';
import { type Edit, recordEdit, type State, type Subject } from './registry-edit.ts';
import { identityProviders } from './tables.ts';
import { getTenant } from './tenants.ts';

type ProviderName = Pick<IdentityProvider, 'tenant' | 'name'>;

export function listIdentityProviders(
  db: BetterSQLite3Database,
  tenant: TenantName,
): readonly IdentityProvider[] {
  return db
    .select()
    .from(identityProviders)
    .where(eq(identityProviders.tenant, tenant))
    .orderBy(identityProviders.createdAt, identityProviders.name)
    .all()
    .map(toIdentityProvider);
}

export function getIdentityProvider(
  db: BetterSQLite3Database,
  provider: ProviderName,
): IdentityProvider | undefined {
  const row = db.select().from(identityProviders).where(isNamed(provider)).get();
  return row && toIdentityProvider(row);
}

/** @throws NotFoundError when there is no such tenant, ConflictError when the tenant has one of that name */
export function createIdentityProvider(edit: Edit, provider: IdentityProvider): void {
  const { tenant, name } = provider;
  if (getIdentityProvider(edit.db, provider) !== undefined) {
    throw new ConflictError(`The tenant "${tenant}" has an identity provider "${name}" already.`);
  }
  saveIdentityProvider(edit, provider);
}

/** @throws NotFoundError, and whatever `change` throws */
export function changeIdentityProvider(
  edit: Edit,
  provider: ProviderName,
  change: (current: IdentityProvider) => IdentityProvider,
): IdentityProvider {
  const before = getIdentityProvider(edit.db, provider);
  if (before === undefined) {
    throw new NotFoundError(`The tenant "${provider.tenant}" has no identity provider "${provider.name}".`);
  }
  const { tenant, name, createdAt } = before;
  const after = { ...change(before), tenant, name, createdAt };
  if (!isDeepStrictEqual(after, before)) saveIdentityProvider(edit, after);
  return after;
}

/** Creates the provider, or replaces the one of that name; `createdAt` of an existing one stays. */
export function saveIdentityProvider(edit: Edit, provider: IdentityProvider): void {
  const { tenant, name, createdAt, ...changeable } = provider;
  if (getTenant(edit.db, tenant) === undefined) throw new NotFoundError(`There is no tenant "${tenant}".`);
  const before = getIdentityProvider(edit.db, provider);
  const set = { ...changeable, saml: provider.saml ?? null };
  edit.db
    .insert(identityProviders)
    .values({ tenant, name, createdAt, ...set })
    .onConflictDoUpdate({ target: [identityProviders.tenant, identityProviders.name], set })
    .run();
  recordEdit(edit, subjectOf(provider), before && stateOf(before), stateOf(provider));
}

/** Its keys go with it. */
export function removeIdentityProvider(edit: Edit, provider: ProviderName): void {
  const before = getIdentityProvider(edit.db, provider);
  if (before === undefined) return;
  edit.db.delete(identityProviders).where(isNamed(provider)).run();
  recordEdit(edit, subjectOf(provider), stateOf(before), undefined);
}

export function toIdentityProvider(row: typeof identityProviders.$inferSelect): IdentityProvider {
  return { ...row, saml: row.saml ?? undefined };
}

function isNamed({ tenant, name }: ProviderName) {
  return and(eq(identityProviders.tenant, tenant), eq(identityProviders.name, name));
}

function subjectOf({ tenant, name }: ProviderName): Subject {
  return { tenant, resourceType: 'IdentityProvider', resourceId: name, resourceName: name };
}

function stateOf({ tenant: _, name: __, createdAt: ___, saml, ...state }: IdentityProvider): State {
  // Plain data, as JSON has it.
  return { ...state, saml: saml as Json | undefined };
}
