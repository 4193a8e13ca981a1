import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Key, KeyId, KeyUse, SecretDigest } from '../../directory/key.ts';
import type { TenantName } from '../../directory/tenant.ts';
import { ConflictError, NotFoundError } from '../port.ts';
import { getIdentityProvider } from './identity-providers.ts';
import { type Edit, recordEdit, type State, type Subject } from './registry-edit.ts';
import { keys } from './tables.ts';

/** In order of creation. */
export function listKeys(
  db: BetterSQLite3Database,
  tenant: TenantName,
  identityProvider?: string,
): readonly Key[] {
  const ofProvider = identityProvider === undefined ? undefined : eq(keys.identityProvider, identityProvider);
  return db
    .select()
    .from(keys)
    .where(and(eq(keys.tenant, tenant), ofProvider))
    .orderBy(keys.createdAt, keys.id)
    .all()
    .map(toKey);
}

/** @throws ConflictError, NotFoundError when there is no such provider */
export function createKey(edit: Edit, key: Key): void {
  if (findKey(edit.db, eq(keys.id, key.id)) !== undefined) {
    throw new ConflictError(`There is a key ${key.id} already.`);
  }
  saveKey(edit, key, undefined);
}

/** @throws NotFoundError */
export function endKey(
  edit: Edit,
  { tenant, id }: Pick<Key, 'tenant' | 'id'>,
  end: { readonly expiresAt: number } | { readonly revokedAt: number },
): void {
  const key = findKey(edit.db, and(eq(keys.tenant, tenant), eq(keys.id, id)));
  if (key === undefined) throw new NotFoundError(`There is no key ${id}.`);
  saveKey(
    edit,
    { ...key, ...end, revokedAt: key.revokedAt ?? ('revokedAt' in end ? end.revokedAt : undefined) },
    key,
  );
}

/** Makes the key as it is given; its use is left as it is. */
export function saveKey(edit: Edit, key: Key, before: Key | undefined): void {
  const { tenant, identityProvider } = key;
  if (getIdentityProvider(edit.db, { tenant, name: identityProvider }) === undefined) {
    throw new NotFoundError(`There is no identity provider "${identityProvider}" in the tenant "${tenant}".`);
  }
  const { id, createdAt, lastUse: _, ...changeable } = key;
  const set = {
    ...changeable,
    expiresAt: key.expiresAt ?? null,
    revokedAt: key.revokedAt ?? null,
  };
  edit.db
    .insert(keys)
    .values({ id, createdAt, useCount: 0, ...set })
    .onConflictDoUpdate({ target: keys.id, set })
    .run();
  const isReplaced = before !== undefined && Buffer.compare(before.digest, key.digest) !== 0;
  const after = { ...stateOf(key), secret: isReplaced ? 'replaced' : undefined };
  recordEdit(edit, subjectOf(key), before && stateOf(before), after);
}

export function addKeyUse(db: BetterSQLite3Database, id: KeyId, use: KeyUse): void {
  db.update(keys)
    .set({
      lastUsedAt: use.at,
      lastAddress: use.address,
      lastUserAgent: use.userAgent,
      useCount: sql`${keys.useCount} + ${use.count}`,
    })
    .where(eq(keys.id, id))
    .run();
}

export function findKey(db: BetterSQLite3Database, where: SQL | undefined): Key | undefined {
  const row = db.select().from(keys).where(where).get();
  return row && toKey(row);
}

export function toKey(row: typeof keys.$inferSelect): Key {
  const { digest, expiresAt, revokedAt, lastUsedAt, lastAddress, lastUserAgent, useCount, ...key } = row;
  return {
    ...key,
    digest: new Uint8Array(digest) as SecretDigest,
    expiresAt: expiresAt ?? undefined,
    revokedAt: revokedAt ?? undefined,
    lastUse:
      lastUsedAt === null
        ? undefined
        : { at: lastUsedAt, address: lastAddress ?? '', userAgent: lastUserAgent ?? '', count: useCount },
  };
}

function subjectOf({ tenant, id }: Key): Subject {
  return { tenant, resourceType: 'Key', resourceId: id, resourceName: id };
}

/** Nothing of the Secret, not even its digest. */
function stateOf({ identityProvider, scope, declared, expiresAt, revokedAt }: Key): State {
  return { identityProvider, scope, declared, expiresAt, revokedAt };
}
