import { and, desc, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Credential, KeyId, SecretDigest } from '../../directory/key.ts';
import type { Connection } from './connection.ts';
import { toIdentityProvider } from './identity-providers.ts';
import { toKey } from './keys.ts';
import { type Reader, rememberState, rememberVersion } from './reader.ts';
import { identityProviders, keys } from './tables.ts';

const REMEMBERED = 1000;

export interface Credentials {
  byId(id: KeyId): Credential | undefined;
  byDigest(digest: SecretDigest): Credential | undefined;
}

interface Row {
  readonly keys: typeof keys.$inferSelect;
  readonly identity_providers: typeof identityProviders.$inferSelect;
}

/**
 * Finds credentials for requests. What was read is remembered for as long as no key and no identity provider changes, be
 * it by another process: a key that has been revoked is refused from the next request on.
 */
export function createCredentials(reader: Reader): Credentials {
  const joined = () =>
    drizzle(reader.connection.database)
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

  const versionIn = rememberState(reader, 1, (connection: Connection) =>
    connection.value<number>('SELECT version FROM credentials_version'),
  );
  const version = () => reader.read(versionIn);
  const findByDigest = rememberVersion(version, REMEMBERED, (hex: string) =>
    toCredential(reader.read(() => byDigest.get({ digest: Buffer.from(hex, 'hex') }))),
  );
  return {
    byId: rememberVersion(version, REMEMBERED, (id: KeyId) =>
      toCredential(reader.read(() => byId.get({ id }))),
    ),
    byDigest: (digest) => findByDigest(Buffer.from(digest).toString('hex')),
  };
}

function toCredential(row: Row | undefined): Credential | undefined {
  return row && { key: toKey(row.keys), identityProvider: toIdentityProvider(row.identity_providers) };
}
