import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { DeclaredError } from '../../src/directory/declared.ts';
import type { Actor } from '../../src/directory/event.ts';
import type { IdentityProvider } from '../../src/directory/identity-provider.ts';
import { isLive, type Key } from '../../src/directory/key.ts';
import type { Tenant, TenantName } from '../../src/directory/tenant.ts';
import { disableAutoProvisioning, enableAutoProvisioning } from '../../src/keys/auto-provisioning.ts';
import { digestSecret } from '../../src/keys/digest.ts';
import { issueKey, revokeKey, rotateKey } from '../../src/keys/issue.ts';
import { createKeyUses } from '../../src/keys/key-uses.ts';
import { makeKeyPair } from '../../src/keys/make.ts';
import { createQuirkUses } from '../../src/keys/quirk-uses.ts';
import { verifySecret } from '../../src/keys/verify.ts';
import { BUILT_IN_RESOURCE_TYPES } from '../../src/scim/resource-types.ts';
import { openStore } from '../../src/store/open.ts';
import { NotFoundError } from '../../src/store/port.ts';

const ACTOR: Actor = { name: 'cli:test', requestId: 'r1' };
const DAY = 86_400_000;
const TENANT: Tenant = {
  name: 'acme' as TenantName,
  displayName: 'Acme',
  hosts: [],
  declared: false,
  createdAt: 0,
};
const OKTA: IdentityProvider = {
  tenant: TENANT.name,
  name: 'okta',
  vendor: 'okta',
  saml: undefined,
  autoProvisioning: false,
  onInactiveDuplicate: 'conflict',
  unknownMembers: 'skip',
  declared: false,
  autoProvisioningDeclared: false,
  createdAt: 0,
};
const PROVIDER = { tenant: TENANT.name, identityProvider: 'okta' };
const PROVISION = { ...PROVIDER, scope: 'provision' } as const;
const GATEWAY = { ...PROVIDER, scope: 'gateway' } as const;

/** A store in memory with the tenant `acme` and its provider `okta`, and a clock that tests set. */
async function open(
  t: TestContext,
  declared: Partial<IdentityProvider> & { readonly keys?: readonly Key[] } = {},
) {
  let at = 1_000_000_000_000;
  const now = () => at;
  const store = await openStore('sqlite::memory:', { resourceTypes: BUILT_IN_RESOURCE_TYPES, now });
  t.after(() => store[Symbol.asyncDispose]());
  const { registry } = store;
  const { keys, ...provider } = declared;
  if (Object.keys(declared).length === 0) {
    await registry.createTenant(TENANT, ACTOR);
    await registry.createIdentityProvider(OKTA, ACTOR);
  } else {
    const declaration = {
      tenants: [{ ...TENANT, declared: true }],
      identityProviders: [{ ...OKTA, declared: true, ...provider }],
      keys: keys ?? [],
    };
    await registry.applyDeclaration(declaration, { name: 'config', requestId: 'r0' });
  }
  return { store, registry, sources: { random: randomBytes, now }, pass: (time: number) => (at += time) };
}

async function liveKeys({ registry, sources }: Awaited<ReturnType<typeof open>>): Promise<string[]> {
  const keys = await registry.listKeys(TENANT.name, 'okta');
  return keys.filter((key) => isLive(key, sources.now())).map(({ id }) => id);
}

function declaredKey(): Key {
  const { key, secret } = makeKeyPair(randomBytes);
  return {
    id: key,
    ...PROVISION,
    digest: digestSecret(secret),
    declared: true,
    createdAt: 0,
    expiresAt: undefined,
    revokedAt: undefined,
    lastUse: undefined,
  };
}

describe('issuing a key', () => {
  test('stores the digest of the secret and nothing else of it', async (t) => {
    const { registry, sources } = await open(t);
    const { key, secret } = await issueKey(registry, PROVISION, ACTOR, sources);
    const credential = await registry.getCredential(key);
    assert.ok(verifySecret(secret, credential?.key.digest));
    assert.deepEqual(
      [credential?.key.scope, credential?.key.createdAt, credential?.key.expiresAt, credential?.key.declared],
      ['provision', sources.now(), undefined, false],
    );
    assert.ok(!JSON.stringify(await registry.listKeys(TENANT.name)).includes(secret));
  });

  test('can set when it ends', async (t) => {
    const opened = await open(t);
    const { registry, sources, pass } = opened;
    const expiresAt = sources.now() + DAY;
    const { key } = await issueKey(registry, { ...GATEWAY, expiresAt }, ACTOR, sources);
    assert.deepEqual(await liveKeys(opened), [key]);
    pass(DAY);
    assert.deepEqual(await liveKeys(opened), []);
  });

  test('needs an identity provider', async (t) => {
    const { registry, sources } = await open(t);
    const elsewhere = { ...PROVISION, identityProvider: 'entra' };
    await assert.rejects(issueKey(registry, elsewhere, ACTOR, sources), NotFoundError);
  });
});

describe('rotating a key', () => {
  test('lets both live until the overlap is over', async (t) => {
    const opened = await open(t);
    const { registry, sources, pass } = opened;
    const old = await issueKey(registry, PROVISION, ACTOR, sources);
    pass(DAY);
    const next = await rotateKey(registry, { ...PROVISION, overlap: 7 * DAY }, ACTOR, sources);
    assert.deepEqual(next.ending, [old.key]);
    assert.deepEqual(await liveKeys(opened), [old.key, next.key]);
    pass(7 * DAY - 1);
    assert.deepEqual(await liveKeys(opened), [old.key, next.key]);
    pass(1);
    assert.deepEqual(await liveKeys(opened), [next.key]);
  });

  test('without overlap ends the old one at once', async (t) => {
    const opened = await open(t);
    const { registry, sources } = opened;
    await issueKey(registry, PROVISION, ACTOR, sources);
    const next = await rotateKey(registry, { ...PROVISION, overlap: 0 }, ACTOR, sources);
    assert.deepEqual(await liveKeys(opened), [next.key]);
  });

  test('leaves other scopes alone, and never lengthens a life', async (t) => {
    const opened = await open(t);
    const { registry, sources } = opened;
    const gateway = await issueKey(registry, GATEWAY, ACTOR, sources);
    const expiresAt = sources.now() + DAY;
    const short = await issueKey(registry, { ...PROVISION, expiresAt }, ACTOR, sources);
    const next = await rotateKey(registry, { ...PROVISION, overlap: 7 * DAY }, ACTOR, sources);
    assert.deepEqual(next.ending, []);
    assert.equal((await registry.getCredential(short.key))?.key.expiresAt, expiresAt);
    assert.equal((await registry.getCredential(gateway.key))?.key.expiresAt, undefined);
  });

  test('is refused, and changes nothing, when a live key is set in config.yaml', async (t) => {
    const key = declaredKey();
    const opened = await open(t, { keys: [key] });
    await assert.rejects(
      rotateKey(opened.registry, { ...PROVISION, overlap: DAY }, ACTOR, opened.sources),
      (error) => error instanceof DeclaredError && /cyk_\w+ is set in config\.yaml/.test(error.message),
    );
    assert.deepEqual(await liveKeys(opened), [key.id]);
  });
});

describe('revoking a key', () => {
  test('ends it for good', async (t) => {
    const opened = await open(t);
    const { registry, sources } = opened;
    const { key } = await issueKey(registry, PROVISION, ACTOR, sources);
    await revokeKey(registry, { tenant: TENANT.name, key }, ACTOR, sources);
    assert.deepEqual(await liveKeys(opened), []);
    assert.equal((await registry.getCredential(key))?.key.revokedAt, sources.now());
  });

  test('finds no key of another tenant', async (t) => {
    const opened = await open(t);
    const { registry, sources } = opened;
    const other = { ...TENANT, name: 'other' as TenantName };
    await registry.createTenant(other, ACTOR);
    const { key } = await issueKey(registry, PROVISION, ACTOR, sources);
    await assert.rejects(revokeKey(registry, { tenant: other.name, key }, ACTOR, sources), NotFoundError);
    assert.deepEqual(await liveKeys(opened), [key]);
  });

  test('is refused when it is set in config.yaml', async (t) => {
    const key = declaredKey();
    const opened = await open(t, { keys: [key] });
    await assert.rejects(
      revokeKey(opened.registry, { tenant: TENANT.name, key: key.id }, ACTOR, opened.sources),
      DeclaredError,
    );
    assert.deepEqual(await liveKeys(opened), [key.id]);
  });
});

describe('enabling auto-provisioning', () => {
  test('issues a key when none is alive, and only then', async (t) => {
    const opened = await open(t);
    const { registry, sources, pass } = opened;
    await issueKey(registry, GATEWAY, ACTOR, sources);
    const expiresAt = sources.now() + 1;
    await issueKey(registry, { ...PROVISION, expiresAt }, ACTOR, sources);
    pass(1);
    const pair = await enableAutoProvisioning(registry, PROVIDER, ACTOR, sources);
    assert.ok(pair && verifySecret(pair.secret, (await registry.getCredential(pair.key))?.key.digest));
    assert.equal((await registry.getIdentityProvider(TENANT.name, 'okta'))?.autoProvisioning, true);

    await disableAutoProvisioning(registry, PROVIDER, ACTOR);
    assert.equal((await registry.getIdentityProvider(TENANT.name, 'okta'))?.autoProvisioning, false);
    assert.equal(await enableAutoProvisioning(registry, PROVIDER, ACTOR, sources), undefined);
    assert.equal((await registry.getIdentityProvider(TENANT.name, 'okta'))?.autoProvisioning, true);
  });

  test('issues the missing key even where config.yaml holds the switch on', async (t) => {
    const { registry, sources } = await open(t, { autoProvisioning: true, autoProvisioningDeclared: true });
    assert.ok(await enableAutoProvisioning(registry, PROVIDER, ACTOR, sources));
    await assert.rejects(disableAutoProvisioning(registry, PROVIDER, ACTOR), DeclaredError);
  });

  test('is refused where config.yaml holds the switch off', async (t) => {
    const opened = await open(t, { autoProvisioning: false, autoProvisioningDeclared: true });
    await assert.rejects(
      enableAutoProvisioning(opened.registry, PROVIDER, ACTOR, opened.sources),
      /autoProvisioning of "okta" is set in config\.yaml/,
    );
    assert.deepEqual(await liveKeys(opened), []);
  });

  test('works where config.yaml leaves the switch open', async (t) => {
    const { registry, sources } = await open(t, { autoProvisioningDeclared: false });
    assert.ok(await enableAutoProvisioning(registry, PROVIDER, ACTOR, sources));
  });
});

describe('the uses of keys', () => {
  const use = (at: number, address: string) => ({ at, address, userAgent: 'Okta SCIM Client 1.0.0' });
  const fail = (error: unknown) => assert.fail(String(error));

  test('are written down with the last one and a count', async (t) => {
    const { registry, sources } = await open(t);
    const { key } = await issueKey(registry, PROVISION, ACTOR, sources);
    await using uses = createKeyUses({ registry, interval: 1_000_000, onError: fail });
    const lastUse = async () => (await registry.getCredential(key))?.key.lastUse;

    uses.record(key, use(1, '192.0.2.1'));
    uses.record(key, use(2, '192.0.2.2'));
    assert.equal(await lastUse(), undefined);
    await uses.flush();
    assert.deepEqual(await lastUse(), { ...use(2, '192.0.2.2'), count: 2 });
    uses.record(key, { ...use(3, '192.0.2.3'), userAgent: 'x'.repeat(10_000) });
    await uses.flush();
    await uses.flush();
    assert.deepEqual(await lastUse(), { ...use(3, '192.0.2.3'), userAgent: 'x'.repeat(256), count: 3 });
  });

  test('are not lost when they cannot be written, nor at the end', async (t) => {
    const { registry, sources } = await open(t);
    const { key } = await issueKey(registry, PROVISION, ACTOR, sources);
    let full = true;
    const disk: Pick<typeof registry, 'recordKeyUses'> = {
      recordKeyUses: (written) =>
        full ? Promise.reject(new Error('disk full')) : registry.recordKeyUses(written),
    };
    const uses = createKeyUses({ registry: disk, interval: 1_000_000, onError: fail });
    uses.record(key, use(1, '192.0.2.1'));
    await assert.rejects(uses.flush(), /disk full/);
    full = false;
    uses.record(key, use(2, '192.0.2.2'));
    await uses[Symbol.asyncDispose]();
    assert.deepEqual((await registry.getCredential(key))?.key.lastUse, { ...use(2, '192.0.2.2'), count: 2 });
  });

  test('that cannot be written at the end are told of, and hinder nobody', async (t) => {
    const { registry, sources } = await open(t);
    const { key } = await issueKey(registry, PROVISION, ACTOR, sources);
    const errors: unknown[] = [];
    const disk = { recordKeyUses: () => Promise.reject(new Error('disk full')) };
    const uses = createKeyUses({
      registry: disk,
      interval: 1_000_000,
      onError: (error) => errors.push(error),
    });
    uses.record(key, use(1, '192.0.2.1'));
    await uses[Symbol.asyncDispose]();
    assert.match(String(errors), /disk full/);
  });
});

test('the uses of quirks are written down by key, with the last one and a count', async (t) => {
  const { store, registry, sources } = await open(t);
  const { key } = await issueKey(registry, PROVISION, ACTOR, sources);
  const onError = (error: unknown) => assert.fail(String(error));
  await using uses = createQuirkUses({ store, interval: 1_000_000, onError });
  uses.record('bent', key, 1);
  uses.record('other', key, 2);
  uses.record('bent', key, 3);
  await uses.flush();
  assert.deepEqual(await store.quirkUses.list(TENANT.name), [
    { key, quirk: 'bent', count: 2, at: 3 },
    { key, quirk: 'other', count: 1, at: 2 },
  ]);
});
