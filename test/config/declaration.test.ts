import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { toDeclaration } from '../../src/config/declaration.ts';
import { compareConfigs } from '../../src/config/reload.ts';
import { presentConfig } from '../../src/config/show.ts';
import { digestSecret } from '../../src/keys/digest.ts';
import { makeDirectory, read } from './config-files.ts';

const { write } = makeDirectory();
const METADATA = fileURLToPath(new URL('../directory/saml/okta-metadata.xml', import.meta.url));
const OTHER_METADATA = fileURLToPath(new URL('../directory/saml/several-keys.xml', import.meta.url));
const SECRET = `cys_${'0'.repeat(43)}4Be6gy`;
const KEYS = [
  { key: `cyk_${'A'.repeat(20)}`, secretFile: write('secret', `${SECRET}\n`) },
  { key: `cyk_${'B'.repeat(20)}`, secretHash: `sha256:${'0F'.repeat(32)}`, scope: 'gateway' },
];

function tenants(metadataFile = METADATA) {
  return [
    {
      name: 'acme',
      displayName: 'Acme Corp',
      hosts: ['Acme.example.com'],
      identityProviders: [
        {
          name: 'okta',
          vendor: 'okta',
          saml: { metadataFile },
          autoProvisioning: true,
          unknownMembers: 'reject',
          keys: KEYS,
        },
        { name: 'entra', vendor: 'entra' },
      ],
    },
    { name: 'other' },
  ];
}

describe('what a configuration declares', () => {
  const declaration = toDeclaration(read({ tenants: tenants() }), 1234);

  test('are its tenants', () => {
    assert.deepEqual(declaration.tenants, [
      {
        name: 'acme',
        displayName: 'Acme Corp',
        hosts: ['acme.example.com'],
        declared: true,
        createdAt: 1234,
      },
      { name: 'other', displayName: 'other', hosts: [], declared: true, createdAt: 1234 },
    ]);
  });

  test('are its identity providers, with their SAML facts', () => {
    const [{ saml, ...okta } = assert.fail(), entra] = declaration.identityProviders;
    assert.deepEqual(okta, {
      tenant: 'acme',
      name: 'okta',
      vendor: 'okta',
      autoProvisioning: true,
      onInactiveDuplicate: 'conflict',
      unknownMembers: 'reject',
      declared: true,
      autoProvisioningDeclared: true,
      createdAt: 1234,
    });
    assert.equal(saml?.entityId, 'http://www.okta.com/exk1example');
    assert.deepEqual(
      [entra?.saml, entra?.autoProvisioning, entra?.autoProvisioningDeclared],
      [undefined, false, false],
    );
  });

  test('are its keys, by the digests of their secrets', () => {
    assert.deepEqual(
      declaration.keys.map(({ id, tenant, identityProvider, scope }) => [
        id,
        tenant,
        identityProvider,
        scope,
      ]),
      [
        [KEYS[0]?.key, 'acme', 'okta', 'provision'],
        [KEYS[1]?.key, 'acme', 'okta', 'gateway'],
      ],
    );
    assert.deepEqual(
      declaration.keys.map(({ digest }) => Buffer.from(digest).toString('hex')),
      [Buffer.from(digestSecret(SECRET)).toString('hex'), '0f'.repeat(32)],
    );
  });
});

describe('the effective configuration', () => {
  test('has every default in it and can be read again', () => {
    const shown = presentConfig(read({ backup: { every: '90m' }, server: { listen: '[::]:1' } }));
    assert.partialDeepStrictEqual(shown, {
      server: { listen: '[::]:1', trustedProxies: ['127.0.0.1/32'] },
      backup: { every: '90m', keep: 14 },
      limits: { bodyBytes: '4MiB' },
      tenants: [],
    });
    assert.partialDeepStrictEqual(presentConfig(read({ backup: { every: 'off' } })), {
      backup: { every: 'off' },
    });
    assert.deepEqual(read(shown), read({ backup: { every: '90m' }, server: { listen: '[::]:1' } }));
  });

  test('has the schemas and resource types of the file', () => {
    const raw = {
      schemas: [
        {
          id: 'urn:example:device',
          name: 'Device',
          attributes: [
            { name: 'serial' },
            { name: 'size', type: 'complex', subAttributes: [{ name: 'width' }] },
          ],
        },
      ],
      resourceTypes: [{ name: 'Device', endpoint: '/Devices', schema: 'urn:example:device' }],
    };
    const shown = presentConfig(read(raw));
    assert.partialDeepStrictEqual(shown, raw);
    assert.deepEqual(read(shown), read(raw));
  });

  test('shows where secrets are, and none of them', () => {
    const shown = presentConfig(
      read({ tenants: tenants(), database: { url: 'postgres://scim:hunter2@db/scim' } }),
    );
    assert.partialDeepStrictEqual(shown, {
      database: { url: 'postgres://scim:…@db/scim' },
      tenants: [
        {
          identityProviders: [
            {
              saml: { metadataFile: METADATA },
              keys: [
                { key: KEYS[0]?.key, secretFile: KEYS[0]?.secretFile },
                { key: KEYS[1]?.key, secretHash: '…' },
              ],
            },
          ],
        },
      ],
    });
    const text = JSON.stringify(shown);
    for (const secret of ['hunter2', SECRET, '0f0f']) assert.ok(!text.includes(secret), secret);
  });
});

describe('a changed configuration', () => {
  const before = read({ tenants: tenants() });

  test('is told apart from an equal one', () => {
    assert.deepEqual(compareConfigs(before, read({ tenants: tenants() })), { live: [], restart: [] });
  });

  test('says what applies at once and what waits for a restart', () => {
    const after = read({
      server: { listen: '0.0.0.0:1', publicUrl: 'https://a.example' },
      log: { level: 'debug', format: 'text' },
      limits: { bodyBytes: '1MiB' },
      tenants: tenants(OTHER_METADATA),
    });
    assert.deepEqual(compareConfigs(before, after), {
      live: ['server.publicUrl', 'log.level', 'limits.bodyBytes', 'tenants'],
      restart: ['server.listen', 'log.format'],
    });
  });

  test('counts a secret file with another secret as changed', () => {
    const path = KEYS[0]?.secretFile ?? '';
    try {
      write('secret', 'another secret of 32 characters!'.replaceAll(' ', '-'));
      assert.deepEqual(compareConfigs(before, read({ tenants: tenants() })).live, ['tenants']);
    } finally {
      write('secret', SECRET);
    }
    assert.ok(path.endsWith('/secret'));
  });
});
