import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import type { IdentityProvider } from '../../../src/directory/identity-provider.ts';
import type { Key, KeyId } from '../../../src/directory/key.ts';
import { digestSecret } from '../../../src/keys/digest.ts';
import { BUILT_IN_RESOURCE_TYPES } from '../../../src/scim/resource-types.ts';
import { openStore } from '../../../src/store/open.ts';
import { ACME } from '../fixture.ts';
import { databaseFile } from './processes.ts';

const CONFIG = { name: 'config', requestId: 'r0' };

/** What a configuration declares, as a start at that time reads it. */
function declarationAt(createdAt: number) {
  const okta: IdentityProvider = {
    tenant: ACME,
    name: 'okta',
    vendor: 'okta',
    saml: { entityId: 'e', ssoUrl: 's', certificates: [{ subject: 'c', fingerprint: 'f', notAfter: 1 }] },
    autoProvisioning: true,
    onInactiveDuplicate: 'conflict',
    unknownMembers: 'skip',
    declared: true,
    autoProvisioningDeclared: true,
    createdAt,
  };
  const key: Key = {
    id: 'cyk_AAAAAAAAAAAAAAAAAAAA' as KeyId,
    tenant: ACME,
    identityProvider: 'okta',
    scope: 'provision',
    digest: digestSecret('secret'),
    declared: true,
    createdAt,
    expiresAt: undefined,
    revokedAt: undefined,
    lastUse: undefined,
  };
  const acme = { name: ACME, displayName: 'Acme', hosts: ['acme.test'], declared: true, createdAt };
  return { tenants: [acme], identityProviders: [okta], keys: [key] };
}

test('a declaration that holds already writes nothing, and so waits for no other writer', async () => {
  using file = databaseFile();
  const options = { resourceTypes: BUILT_IN_RESOURCE_TYPES, now: () => 1 };
  await using store = await openStore(file.url, options);
  await store.registry.applyDeclaration(declarationAt(1), CONFIG);
  await store.registry.recordKeyUses(
    new Map(declarationAt(1).keys.map(({ id }) => [id, { at: 2, address: '::1', userAgent: 'o', count: 3 }])),
  );
  const other = new Database(file.path);
  try {
    other.exec('BEGIN IMMEDIATE');
    await store.registry.applyDeclaration(declarationAt(2), CONFIG);
  } finally {
    other.close();
  }
  assert.equal((await store.registry.getTenant(ACME))?.createdAt, 1);
});
