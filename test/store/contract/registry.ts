import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Key, KeyId, SecretDigest } from '../../../src/directory/key.ts';
import type { Tenant } from '../../../src/directory/tenant.ts';
import { ConflictError, NotFoundError } from '../../../src/store/port.ts';
import { ACME, ACTOR, GLOBEX, OKTA, type OpenStore, openDirectory } from '../fixture.ts';

const CONFIG = { name: 'config', requestId: 'start' };

const KEY: Key = {
  id: 'cyk_one' as KeyId,
  tenant: ACME,
  identityProvider: 'okta',
  scope: 'provision',
  digest: digestOf('one'),
  declared: false,
  createdAt: 5,
  expiresAt: undefined,
  revokedAt: undefined,
  lastUse: undefined,
};

const SAML = {
  entityId: 'http://www.okta.com/exk1',
  ssoUrl: 'https://example.okta.com/sso',
  certificates: [{ subject: 'CN=okta', fingerprint: 'ab', notAfter: 7 }],
};

export function registryContract(open: OpenStore): void {
  describe('tenants of the registry', () => {
    test('are listed in order of creation', async () => {
      await using fixture = await openDirectory(open);
      const { store } = fixture;
      const early: Tenant = {
        name: 'early' as never,
        displayName: 'E',
        hosts: ['a', 'b'],
        declared: true,
        createdAt: 1,
      };
      await store.registry.createTenant(early, ACTOR);
      assert.deepEqual(
        (await store.registry.listTenants()).map(({ name }) => name),
        ['early', ACME, GLOBEX],
      );
      assert.deepEqual(await store.registry.getTenant(early.name), early);
      assert.equal(await store.registry.getTenant('none' as never), undefined);
      await assert.rejects(store.registry.createTenant(early, ACTOR), ConflictError);
    });
  });

  describe('identity providers', () => {
    test('are created, changed and removed, each with an event', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store, clock } = fixture;
      const { registry } = store;
      await registry.createIdentityProvider(OKTA, ACTOR);
      clock.now += 1;
      const changed = { ...OKTA, saml: SAML, autoProvisioning: false };
      const change = () => ({ ...changed, name: 'other', createdAt: 99 });
      assert.deepEqual(await registry.changeIdentityProvider(ACME, 'okta', change, ACTOR), changed);
      assert.deepEqual(await registry.changeIdentityProvider(ACME, 'okta', change, ACTOR), changed);
      assert.deepEqual(await registry.getIdentityProvider(ACME, 'okta'), changed);
      assert.deepEqual(await registry.listIdentityProviders(ACME), [changed]);
      assert.deepEqual(await registry.listIdentityProviders(GLOBEX), []);
      await registry.removeIdentityProvider(ACME, 'okta', ACTOR);
      assert.equal(await registry.getIdentityProvider(ACME, 'okta'), undefined);
      const events = await acme.events();
      assert.deepEqual(
        events.map(({ action, resourceType, resourceId }) => [action, resourceType, resourceId]),
        [
          ['create', 'IdentityProvider', 'okta'],
          ['update', 'IdentityProvider', 'okta'],
          ['delete', 'IdentityProvider', 'okta'],
        ],
      );
      assert.deepEqual(events[1]?.changes, [
        { attribute: 'autoProvisioning', before: true, after: false },
        { attribute: 'saml', after: SAML },
      ]);
    });

    test('that are changed at the same time have both changes', async () => {
      await using fixture = await openDirectory(open);
      const { registry } = fixture.store;
      await registry.createIdentityProvider(OKTA, ACTOR);
      await Promise.all([
        registry.changeIdentityProvider(
          ACME,
          'okta',
          (okta) => ({ ...okta, autoProvisioning: false }),
          ACTOR,
        ),
        registry.changeIdentityProvider(ACME, 'okta', (okta) => ({ ...okta, saml: SAML }), ACTOR),
      ]);
      assert.deepEqual(await registry.getIdentityProvider(ACME, 'okta'), {
        ...OKTA,
        autoProvisioning: false,
        saml: SAML,
      });
    });

    test('are created once, and changed only when they are there and the change allows it', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const { registry } = store;
      await registry.createIdentityProvider(OKTA, ACTOR);
      const events = await acme.events();
      const again = { ...OKTA, autoProvisioning: false };
      await assert.rejects(registry.createIdentityProvider(again, ACTOR), ConflictError);
      await assert.rejects(
        registry.changeIdentityProvider(ACME, 'none', () => again, ACTOR),
        NotFoundError,
      );
      const refuse = () => assert.fail('not allowed');
      await assert.rejects(registry.changeIdentityProvider(ACME, 'okta', refuse, ACTOR), /not allowed/);
      assert.deepEqual(await registry.listIdentityProviders(ACME), [OKTA]);
      assert.deepEqual(await acme.events(), events);
    });

    test('belong to a tenant that exists', async () => {
      await using fixture = await openDirectory(open);
      const { store } = fixture;
      const provider = { ...OKTA, tenant: 'none' as never };
      await assert.rejects(store.registry.createIdentityProvider(provider, ACTOR), NotFoundError);
    });
  });

  describe('keys', () => {
    test('are found with their provider, by id and by digest', async () => {
      await using fixture = await openDirectory(open);
      const { registry } = fixture.store;
      await registry.createIdentityProvider({ ...OKTA, saml: SAML }, ACTOR);
      await registry.createKey(KEY, ACTOR);
      const credential = { key: KEY, identityProvider: { ...OKTA, saml: SAML } };
      assert.deepEqual(await registry.getCredential(KEY.id), credential);
      assert.deepEqual(await registry.getCredentialByDigest(KEY.digest), credential);
      assert.equal(await registry.getCredential('cyk_none' as KeyId), undefined);
      assert.equal(await registry.getCredentialByDigest(digestOf('other')), undefined);
      await assert.rejects(registry.createKey(KEY, ACTOR), ConflictError);
      await assert.rejects(
        registry.createKey({ ...KEY, id: 'cyk_x' as KeyId, identityProvider: 'x' }, ACTOR),
        NotFoundError,
      );
    });

    test('are found as they are now, however often they were found before', async () => {
      await using fixture = await openDirectory(open);
      const { registry } = fixture.store;
      await registry.createIdentityProvider(OKTA, ACTOR);
      await registry.createKey(KEY, ACTOR);
      const find = async () => [
        await registry.getCredential(KEY.id),
        await registry.getCredentialByDigest(KEY.digest),
      ];
      const before = { key: KEY, identityProvider: OKTA };
      assert.deepEqual(await find(), [before, before]);
      await registry.changeIdentityProvider(
        ACME,
        OKTA.name,
        (okta) => ({ ...okta, autoProvisioning: false }),
        ACTOR,
      );
      await registry.endKey(ACME, KEY.id, { revokedAt: 9 }, ACTOR);
      const after = {
        key: { ...KEY, revokedAt: 9 },
        identityProvider: { ...OKTA, autoProvisioning: false },
      };
      assert.deepEqual(await find(), [after, after]);
      await registry.removeIdentityProvider(ACME, OKTA.name, ACTOR);
      assert.deepEqual(await find(), [undefined, undefined]);
    });

    test('are listed in order of creation, by provider or all', async () => {
      await using fixture = await openDirectory(open);
      const { registry } = fixture.store;
      await registry.createIdentityProvider(OKTA, ACTOR);
      await registry.createIdentityProvider({ ...OKTA, name: 'entra' }, ACTOR);
      const second = { ...KEY, id: 'cyk_0' as KeyId, createdAt: 6, digest: digestOf('two') };
      const third = { ...second, id: 'cyk_3' as KeyId, createdAt: 7, identityProvider: 'entra' };
      for (const key of [third, second, KEY]) await registry.createKey(key, ACTOR);
      assert.deepEqual(await registry.listKeys(ACME), [KEY, second, third]);
      assert.deepEqual(await registry.listKeys(ACME, 'okta'), [KEY, second]);
      assert.deepEqual(await registry.listKeys(GLOBEX), []);
      await registry.removeIdentityProvider(ACME, 'entra', ACTOR);
      assert.deepEqual(await registry.listKeys(ACME), [KEY, second]);
    });

    test('end, and once revoked never live again', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const { registry } = store;
      await registry.createIdentityProvider(OKTA, ACTOR);
      await registry.createKey(KEY, ACTOR);
      await registry.endKey(ACME, KEY.id, { expiresAt: 100 }, ACTOR);
      await registry.endKey(ACME, KEY.id, { revokedAt: 50 }, ACTOR);
      await registry.endKey(ACME, KEY.id, { revokedAt: 70 }, ACTOR);
      await registry.endKey(ACME, KEY.id, { expiresAt: 200 }, ACTOR);
      assert.deepEqual(await registry.listKeys(ACME), [{ ...KEY, expiresAt: 200, revokedAt: 50 }]);
      await assert.rejects(registry.endKey(GLOBEX, KEY.id, { revokedAt: 1 }, ACTOR), NotFoundError);
      const changes = (await acme.events()).filter(({ resourceType }) => resourceType === 'Key');
      assert.deepEqual(changes.map((event) => event.changes).slice(1), [
        [{ attribute: 'expiresAt', after: 100 }],
        [{ attribute: 'revokedAt', after: 50 }],
        [{ attribute: 'expiresAt', before: 100, after: 200 }],
      ]);
    });

    test('remember their use, without an event', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      const { registry } = store;
      await registry.createIdentityProvider(OKTA, ACTOR);
      await registry.createKey(KEY, ACTOR);
      const events = await acme.events();
      const use = { at: 10, address: '192.0.2.1', userAgent: 'Okta', count: 2 };
      await registry.recordKeyUses(new Map([[KEY.id, use]]));
      await registry.recordKeyUses(new Map([[KEY.id, { ...use, at: 20, count: 3 }]]));
      assert.deepEqual((await registry.getCredential(KEY.id))?.key.lastUse, { ...use, at: 20, count: 5 });
      assert.deepEqual(await acme.events(), events);
    });
  });

  describe('the uses of quirks', () => {
    test('add up by key, and are those of one tenant', async () => {
      await using fixture = await openDirectory(open);
      const { registry, quirkUses } = fixture.store;
      const foreign = { ...KEY, id: 'cyk_two' as KeyId, tenant: GLOBEX, digest: digestOf('two') };
      await registry.createIdentityProvider(OKTA, ACTOR);
      await registry.createIdentityProvider({ ...OKTA, tenant: GLOBEX }, ACTOR);
      for (const key of [KEY, foreign]) await registry.createKey(key, ACTOR);
      const use = { key: KEY.id, quirk: 'bent', count: 2, at: 10 };
      await quirkUses.record([use, { ...use, key: foreign.id }, { ...use, quirk: 'other' }]);
      await quirkUses.record([
        { ...use, at: 20 },
        { ...use, at: 15 },
      ]);
      const summed = { ...use, count: 6, at: 20 };
      assert.deepEqual(await quirkUses.list(ACME), [summed, { ...use, quirk: 'other' }]);
      assert.deepEqual(await quirkUses.list(GLOBEX), [{ ...use, key: foreign.id }]);
    });

    test('go with their key', async () => {
      await using fixture = await openDirectory(open);
      const { registry, quirkUses } = fixture.store;
      await registry.createIdentityProvider(OKTA, ACTOR);
      await registry.createKey(KEY, ACTOR);
      const use = { key: KEY.id, quirk: 'bent', count: 2, at: 10 };
      await quirkUses.record([use]);
      await registry.removeIdentityProvider(ACME, OKTA.name, ACTOR);
      await quirkUses.record([use]);
      await registry.createIdentityProvider(OKTA, ACTOR);
      await registry.createKey(KEY, ACTOR);
      assert.deepEqual(await quirkUses.list(ACME), []);
    });
  });

  describe('a declaration', () => {
    const tenant: Tenant = {
      name: ACME,
      displayName: 'Acme Corp',
      hosts: ['acme.test'],
      declared: true,
      createdAt: 3,
    };
    const provider = { ...OKTA, declared: true, autoProvisioningDeclared: true };
    const key: Key = { ...KEY, declared: true };
    const whole = { tenants: [tenant], identityProviders: [provider], keys: [key] };

    test('is made so, and says nothing when it is so already', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store, clock } = fixture;
      await store.registry.applyDeclaration(whole, CONFIG);
      assert.deepEqual(await store.registry.getTenant(ACME), { ...tenant, createdAt: clock.now });
      assert.deepEqual(await store.registry.getCredential(key.id), { key, identityProvider: provider });
      const events = await acme.events();
      assert.deepEqual(
        events.map(({ actor, resourceType, action }) => [actor, resourceType, action]),
        [
          ['config', 'Tenant', 'update'],
          ['config', 'IdentityProvider', 'create'],
          ['config', 'Key', 'create'],
        ],
      );
      await store.registry.applyDeclaration(whole, CONFIG);
      assert.deepEqual(await acme.events(), events);
    });

    test('that no longer holds leaves things undeclared and switched off', async () => {
      await using fixture = await openDirectory(open);
      const { store, clock } = fixture;
      const { registry } = store;
      await registry.applyDeclaration(whole, CONFIG);
      await registry.createIdentityProvider({ ...OKTA, name: 'own' }, ACTOR);
      await registry.applyDeclaration({ tenants: [], identityProviders: [], keys: [] }, CONFIG);
      assert.equal((await registry.getTenant(ACME))?.declared, false);
      const off = { declared: false, autoProvisioning: false, autoProvisioningDeclared: false };
      assert.deepEqual(await registry.getCredential(key.id), {
        key: { ...key, declared: false, revokedAt: clock.now },
        identityProvider: { ...provider, ...off },
      });
      assert.deepEqual(await registry.getIdentityProvider(ACME, 'own'), { ...OKTA, name: 'own' });
      await registry.applyDeclaration(whole, CONFIG);
      assert.deepEqual(await registry.getCredential(key.id), { key, identityProvider: provider });
    });

    test('leaves the switch as it is where it says nothing of it', async () => {
      await using fixture = await openDirectory(open);
      const { registry } = fixture.store;
      const silent = { ...provider, autoProvisioning: false, autoProvisioningDeclared: false };
      const declaration = { ...whole, identityProviders: [silent] };
      await registry.applyDeclaration(declaration, CONFIG);
      await registry.changeIdentityProvider(
        ACME,
        OKTA.name,
        (okta) => ({ ...okta, autoProvisioning: true }),
        ACTOR,
      );
      await registry.applyDeclaration(declaration, CONFIG);
      assert.equal((await registry.getIdentityProvider(ACME, 'okta'))?.autoProvisioning, true);
    });

    test('with another Secret for a key says so, and not which', async () => {
      await using fixture = await openDirectory(open);
      const { acme, store } = fixture;
      await store.registry.applyDeclaration(whole, CONFIG);
      const renewed = { ...key, digest: digestOf('renewed') };
      await store.registry.applyDeclaration({ ...whole, keys: [renewed] }, CONFIG);
      assert.deepEqual((await acme.events()).at(-1)?.changes, [{ attribute: 'secret', after: 'replaced' }]);
      assert.deepEqual((await store.registry.getCredential(key.id))?.key, renewed);
    });
  });

  describe('a secret of the service', () => {
    test('is made once', async () => {
      await using fixture = await openDirectory(open);
      const { store } = fixture;
      const [one, same] = await Promise.all([store.secret('cursor'), store.secret('cursor')]);
      assert.equal(one.length, 32);
      assert.deepEqual(one, same);
      assert.deepEqual(await store.secret('cursor'), one);
      assert.notDeepEqual(await store.secret('other'), one);
    });
  });

  describe('a store that is in order', () => {
    test('can be written', async () => {
      await using fixture = await openDirectory(open);
      const { store } = fixture;
      assert.equal(await store.checkWritable(), undefined);
    });

    test('says why not when it is closed', async () => {
      await using fixture = await openDirectory(open);
      const { store } = fixture;
      await store[Symbol.asyncDispose]();
      assert.match((await store.checkWritable()) ?? '', /closed/);
    });
  });
}

function digestOf(text: string): SecretDigest {
  return new Uint8Array(createHash('sha256').update(text).digest()) as SecretDigest;
}
