import { eq } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Tenant, TenantName } from '../../directory/tenant.ts';
import { type Edit, recordEdit, type State } from './registry-edit.ts';
import { attributeIndex, members, tenants, uniqueIndex } from './tables.ts';

export function listTenants(db: BetterSQLite3Database): readonly Tenant[] {
  return db.select().from(tenants).orderBy(tenants.createdAt, tenants.name).all();
}

export function getTenant(db: BetterSQLite3Database, name: TenantName): Tenant | undefined {
  return db.select().from(tenants).where(eq(tenants.name, name)).get();
}

/** Creates the tenant, or replaces the one of that name; `createdAt` of an existing one stays. */
export function saveTenant(edit: Edit, tenant: Tenant): void {
  const { createdAt: _, name, ...changeable } = tenant;
  const before = getTenant(edit.db, name);
  edit.db.insert(tenants).values(tenant).onConflictDoUpdate({ target: tenants.name, set: changeable }).run();
  const subject = {
    tenant: name,
    resourceType: 'Tenant',
    resourceId: name,
    resourceName: tenant.displayName,
  } as const;
  recordEdit(edit, subject, before && stateOf(before), stateOf(tenant));
}

/** Its providers, keys, resources and events go with the tenant's row. */
export function removeTenant(db: BetterSQLite3Database, name: TenantName): void {
  db.delete(attributeIndex).where(eq(attributeIndex.tenant, name)).run();
  db.delete(uniqueIndex).where(eq(uniqueIndex.tenant, name)).run();
  db.delete(members).where(eq(members.tenant, name)).run();
  db.delete(tenants).where(eq(tenants.name, name)).run();
}

function stateOf({ displayName, hosts, declared }: Tenant): State {
  return { displayName, hosts, declared };
}
