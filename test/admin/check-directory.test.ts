import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkProviders } from '../../src/admin/check-directory.ts';
import type { IdentityProvider } from '../../src/directory/identity-provider.ts';
import type { Key, KeyId, SecretDigest } from '../../src/directory/key.ts';
import { openStore } from '../../src/store/open.ts';
import { ACME, ACTOR, OKTA, openDirectory } from '../store/fixture.ts';

const DAY = 86_400_000;

/** A key: in how many days it ends, how many days ago it was used. */
interface Draft {
  readonly scope?: Key['scope'];
  readonly ends?: number;
  readonly used?: number;
}

/** What is found of the keys of a provider that has these. */
async function judge(drafts: readonly Draft[], provider: Partial<IdentityProvider> = {}) {
  await using fixture = await openDirectory((options) => openStore('sqlite::memory:', options));
  const { clock } = fixture;
  const { registry } = fixture.store;
  await registry.createIdentityProvider({ ...OKTA, ...provider }, ACTOR);
  for (const [index, { scope = 'provision', ends, used }] of drafts.entries()) {
    const id = `cyk_${index}` as KeyId;
    await registry.createKey(
      {
        id,
        tenant: ACME,
        identityProvider: OKTA.name,
        scope,
        digest: new Uint8Array(32) as SecretDigest,
        declared: false,
        createdAt: index,
        expiresAt: ends === undefined ? undefined : clock.now + ends * DAY,
        revokedAt: undefined,
        lastUse: undefined,
      },
      ACTOR,
    );
    if (used !== undefined) {
      const use = { at: clock.now - used * DAY, address: '', userAgent: '', count: 1 };
      await registry.recordKeyUses(new Map([[id, use]]));
    }
  }
  const findings = await checkProviders(registry, clock.now);
  return findings.map(({ check, state, detail }) => `${check} ${state} ${detail}`);
}

describe('the keys of a provider', () => {
  for (const [what, drafts, expected] of [
    ['without an end', [{}], /^keys of acme\/okta good alive, and not used yet$/],
    ['that are used', [{ used: 1 }], /good alive and in use$/],
    [
      'of which the last ends in three weeks',
      [{ ends: 20 }],
      /warning the last key ends on .* in 20 days: cyolo-scim key rotate/,
    ],
    ['of which the last ends later', [{ ends: 22 }], /good the last key holds until/],
    ['that have ended', [{ ends: -1 }], /bad none is alive: cyolo-scim key rotate --tenant acme --idp okta$/],
    [
      'of which the old one is not used any more',
      [{ ends: 6, used: 2 }, { used: 1 }],
      /good alive and in use$/,
    ],
    [
      'of which the old one is still used',
      [{ ends: 6, used: 1 }, {}],
      /warning cyk_0, which is in use, ends on .* enter the next key there$/,
    ],
  ] as const) {
    test(what, async () => {
      const [finding = '', ...others] = await judge(drafts);
      assert.match(finding, expected);
      assert.deepEqual(others, []);
    });
  }

  test('that gateways use are judged by themselves', async () => {
    const findings = await judge([{}, { scope: 'gateway', ends: 3 }]);
    assert.match(findings[1] ?? '', /^gateway keys of acme\/okta warning .*--idp okta --scope gateway$/);
  });

  test('do not matter while auto-provisioning is off', async () => {
    assert.deepEqual(await judge([], { autoProvisioning: false }), [
      'keys of acme/okta good auto-provisioning is off',
    ]);
  });
});

describe('the SAML certificates of a provider', () => {
  test('are warned of before the last one ends', async () => {
    const notAfter = 1_700_000_000_000 + 5 * DAY;
    const certificates = [{ subject: 'CN=okta', fingerprint: '00', notAfter }];
    const saml = { entityId: 'e', ssoUrl: 'https://idp.example.com', certificates };
    const [, finding = ''] = await judge([{}], { saml });
    assert.match(
      finding,
      /^SAML of acme\/okta warning .* in 5 days: .* idp update okta --tenant acme --metadata/,
    );
  });
});
