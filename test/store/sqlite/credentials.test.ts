import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Credential, Key, KeyId, SecretDigest } from '../../../src/directory/key.ts';
import { BUILT_IN_RESOURCE_TYPES } from '../../../src/scim/resource-types.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Registry } from '../../../src/store/port.ts';
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

/** A directory with the key, and the registry on the same file as another process has it. */
async function openBoth() {
  await using opening = new AsyncDisposableStack();
  const file = opening.use(databaseFile());
  const { acme, store } = opening.use(await openDirectory((options) => openStore(file.url, options)));
  const tool = opening.use(
    await openStore(file.url, { resourceTypes: BUILT_IN_RESOURCE_TYPES, now: () => 5 }),
  );
  const { registry } = store;
  await registry.createIdentityProvider(OKTA, ACTOR);
  await registry.createKey(KEY, ACTOR);
  const opened = opening.move();
  return {
    ...{ registry, acme },
    tool: tool.registry,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** What another process may do to a credential, and what it is then. */
const CHANGES: readonly {
  readonly name: string;
  readonly make: (registry: Registry) => Promise<unknown>;
  readonly check: (credential: Credential | undefined) => void;
}[] = [
  {
    name: 'ends the key',
    make: (registry) => registry.endKey(ACME, KEY.id, { revokedAt: 5 }, ACTOR),
    check: (credential) => assert.equal(credential?.key.revokedAt, 5),
  },
  {
    name: 'switches auto-provisioning off',
    make: (registry) =>
      registry.changeIdentityProvider(
        ACME,
        OKTA.name,
        (current) => ({ ...current, autoProvisioning: false }),
        ACTOR,
      ),
    check: (credential) => assert.equal(credential?.identityProvider.autoProvisioning, false),
  },
  {
    name: 'removes the identity provider',
    make: (registry) => registry.removeIdentityProvider(ACME, OKTA.name, ACTOR),
    check: (credential) => assert.equal(credential, undefined),
  },
  {
    name: 'removes the tenant',
    make: (registry) => registry.removeTenant(ACME),
    check: (credential) => assert.equal(credential, undefined),
  },
];

for (const { name, make, check } of CHANGES) {
  test(`what is remembered of a credential is forgotten when another process ${name}`, async () => {
    await using both = await openBoth();
    const { registry, tool, acme } = both;
    const find = () =>
      Promise.all([registry.getCredential(KEY.id), registry.getCredentialByDigest(KEY.digest)]);
    await find();
    // Other commits leave credentials as they are.
    await acme.createUser({ userName: 'bjensen' });
    assert.deepEqual(
      (await find()).map((credential) => credential?.key),
      [KEY, KEY],
    );
    await nextTurn();
    await make(tool);
    for (const credential of await find()) check(credential);
  });
}

test('a key that another process ends is ended here, in the next turn', async () => {
  await using both = await openBoth();
  const { registry, tool } = both;
  for (const round of [1, 2]) {
    assert.deepEqual((await registry.getCredential(KEY.id))?.key, KEY, `round ${round}`);
    await nextTurn();
  }
  await tool.endKey(ACME, KEY.id, { revokedAt: 5 }, ACTOR);
  assert.equal((await registry.getCredential(KEY.id))?.key.revokedAt, 5);
  assert.equal((await registry.getCredentialByDigest(KEY.digest))?.key.revokedAt, 5);
});
