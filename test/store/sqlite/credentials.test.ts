import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Key, KeyId, SecretDigest } from '../../../src/directory/key.ts';
import { BUILT_IN_RESOURCE_TYPES } from '../../../src/scim/resource-types.ts';
import { openStore } from '../../../src/store/open.ts';
import { ACME, ACTOR, OKTA, openDirectory } from '../fixture.ts';
import { databaseFile } from './processes.ts';

const KEY: Key = {
  id: 'cyk_one' as KeyId,
  tenant: ACME,
  identityProvider: OKTA.name,
  scope: 'provision',
  digest: new Uint8Array(32) as SecretDigest,
  declared: false,
  createdAt: 1,
  expiresAt: undefined,
  revokedAt: undefined,
  lastUse: undefined,
};

test('a key that another process ends is ended here, in the next turn', async () => {
  using file = databaseFile();
  await using server = await openDirectory((options) => openStore(file.url, options));
  await using tool = await openStore(file.url, { resourceTypes: BUILT_IN_RESOURCE_TYPES, now: () => 5 });
  const { registry } = server.store;
  await registry.createIdentityProvider(OKTA, ACTOR);
  await registry.createKey(KEY, ACTOR);
  for (const round of [1, 2]) {
    assert.deepEqual((await registry.getCredential(KEY.id))?.key, KEY, `round ${round}`);
    await nextTurn();
  }
  await tool.registry.endKey(ACME, KEY.id, { revokedAt: 5 }, ACTOR);
  assert.equal((await registry.getCredential(KEY.id))?.key.revokedAt, 5);
  assert.equal((await registry.getCredentialByDigest(KEY.digest))?.key.revokedAt, 5);
});
