import { and, desc, eq, sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Credential, KeyId, SecretDigest } from '../../directory/key.ts';
import { toIdentityProvider } from './identity-providers.ts';
import { toKey } from './keys.ts';
import { identityProviders, keys } from './tables.ts';

export interface Credentials {
  byId(id: KeyId): Credential | undefined;
  byDigest(digest: SecretDigest): Credential | undefined;
}

interface Row {
  readonly keys: typeof keys.$inferSelect;
  readonly identity_providers: typeof identityProviders.$inferSelect;
}

/** Every request looks for its credential anew, so the statements are prepared once. */
export function prepareCredentials(db: BetterSQLite3Database): Credentials {
  const joined = () =>
    db
      .select()
      .from(keys)
      .innerJoin(
        identityProviders,
        and(eq(identityProviders.tenant, keys.tenant), eq(identityProviders.name, keys.identityProvider)),
      );
  const byId = joined()
    .where(eq(keys.id, sql.placeholder('id')))
    .prepare();
  // A Secret may have been given to a new Key; the one that is not revoked and latest counts.
  const byDigest = joined()
    .where(eq(keys.digest, sql.placeholder('digest')))
    .orderBy(sql`${keys.revokedAt} IS NOT NULL`, desc(keys.createdAt))
    .limit(1)
    .prepare();
  return {
    byId: (id) => toCredential(byId.get({ id })),
    byDigest: (digest) => toCredential(byDigest.get({ digest })),
  };
}

function toCredential(row: Row | undefined): Credential | undefined {
  return row && { key: toKey(row.keys), identityProvider: toIdentityProvider(row.identity_providers) };
}
