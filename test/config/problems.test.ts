import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseConfig } from '../../src/config/load.ts';
import type { ConfigError, Problem } from '../../src/config/problem.ts';
import { makeDirectory, problemsIn, read } from './config-files.ts';

const { directory, write } = makeDirectory();
const KEY = `cyk_${'A'.repeat(20)}`;
const HASH = `sha256:${'0f'.repeat(32)}`;

function inTenant(rest: object) {
  return { tenants: [{ name: 'acme', ...rest }] };
}

function inProvider(rest: object) {
  return inTenant({ identityProviders: [{ name: 'okta', ...rest }] });
}

function inKey(rest: object) {
  return inProvider({ keys: [{ key: KEY, secretHash: HASH, ...rest }] });
}

/** A configuration with one mistake: where, what stands there, and what the hint says. */
const MISTAKES: readonly (readonly [raw: unknown, path: string, value: string, hint: RegExp])[] = [
  // Keys and types
  [{ sever: {} }, 'sever', '{…}', /unknown key; did you mean "server"\?/],
  [{ server: { public_url: 'x' } }, 'server.public_url', '"x"', /did you mean "publicUrl"\?/],
  [{ server: { bind: 1 } }, 'server.bind', '1', /known here: listen, publicUrl, tls, trustedProxies/],
  [inTenant({ idps: [] }), 'tenants[0].idps', '[…]', /unknown key; known here: name, displayName/],
  [[], '', '[…]', /a mapping/],
  [{ server: 'x' }, 'server', '"x"', /a mapping/],
  [{ tenants: {} }, 'tenants', '{…}', /a list/],
  [{ tenants: [{}] }, 'tenants[0].name', '', /is missing: The name in the SCIM URL/],
  [inTenant({ displayName: 7 }), 'tenants[0].displayName', '7', /text: put it in quotes/],
  [inTenant({ displayName: '' }), 'tenants[0].displayName', '""', /must not be empty/],
  [
    inProvider({ autoProvisioning: 'yes' }),
    'tenants[0].identityProviders[0].autoProvisioning',
    '"yes"',
    /true or false/,
  ],
  [
    { server: { listen: '127.0.0.1:8080' }, admin: { listen: '127.0.0.1:8080' } },
    'admin.listen',
    '"127.0.0.1:8080"',
    /taken by server\.listen/,
  ],
  // Numbers and choices
  [{ limits: { bulkOperations: 0 } }, 'limits.bulkOperations', '0', /at least 1/],
  [{ limits: { bulkOperations: 1.5 } }, 'limits.bulkOperations', '1.5', /a whole number/],
  [{ limits: { bulkOperations: '10' } }, 'limits.bulkOperations', '"10"', /a whole number/],
  [{ limits: { maxPageSize: 50 } }, 'limits.maxPageSize', '50', /at least 100/],
  [{ events: { keepDays: 1e6 } }, 'events.keepDays', '1000000', /at most 36500/],
  [{ log: { level: 'warm' } }, 'log.level', '"warm"', /use trace, debug, .*did you mean "warn"\?/],
  [inProvider({ vendor: 'Azure' }), 'tenants[0].identityProviders[0].vendor', '"Azure"', /okta, entra/],
  [
    inProvider({ onInactiveDuplicate: 'merge' }),
    'tenants[0].identityProviders[0].onInactiveDuplicate',
    '"merge"',
    /conflict, restore/,
  ],
  // Durations and sizes
  [{ backup: { every: 24 } }, 'backup.every', '24', /text, such as 24h/],
  [{ backup: { every: '24 hours' } }, 'backup.every', '"24 hours"', /such as 12h or 7d, or off/],
  [{ backup: { every: '5s' } }, 'backup.every', '"5s"', /at least 1m/],
  [{ limits: { bodyBytes: 4194304 } }, 'limits.bodyBytes', '4194304', /text, such as 4MiB/],
  [{ limits: { bodyBytes: '4MB' } }, 'limits.bodyBytes', '"4MB"', /4MiB/],
  [{ limits: { bodyBytes: '1GiB' } }, 'limits.bodyBytes', '"1GiB"', /between 16KiB and 256MiB/],
  // Addresses
  [{ server: { listen: '8443' } }, 'server.listen', '"8443"', /0\.0\.0\.0:8443/],
  [{ server: { listen: ':8443' } }, 'server.listen', '":8443"', /0\.0\.0\.0:8443/],
  [{ server: { listen: '::1:8443' } }, 'server.listen', '"::1:8443"', /\[::\]:8443/],
  [{ server: { listen: '0.0.0.0:65536' } }, 'server.listen', '"0.0.0.0:65536"', /0\.0\.0\.0:8443/],
  [{ admin: { listen: 'unix:admin.sock' } }, 'admin.listen', '"unix:admin.sock"', /unix:\/run/],
  [{ admin: { listen: '0.0.0.0:9443' } }, 'admin.listen', '"0.0.0.0:9443"', /give it admin\.tls/],
  [
    { admin: { listen: '[fd00::1]:9443' } },
    'admin.listen',
    '"[fd00::1]:9443"',
    /127\.0\.0\.1 or a UNIX socket/,
  ],
  [{ admin: { publicUrl: 'https://a.example/x' } }, 'admin.publicUrl', '"https://a.example/x"', /leave out/],
  [
    { server: { publicUrl: 'gateway.example.com' } },
    'server.publicUrl',
    '"gateway.example.com"',
    /https:\/\/gateway/,
  ],
  [
    { server: { publicUrl: 'ftp://a.example' } },
    'server.publicUrl',
    '"ftp://a.example"',
    /https:\/\/gateway/,
  ],
  [
    { server: { publicUrl: 'https://my_gateway.example' } },
    'server.publicUrl',
    '"https://my_gateway.example"',
    /without "_"/,
  ],
  [
    { server: { publicUrl: 'https://a.example/scim/v2/' } },
    'server.publicUrl',
    '"https://a.example/scim/v2/"',
    /leave out what follows the host/,
  ],
  [
    { server: { publicUrl: 'https://a.example?x=1' } },
    'server.publicUrl',
    '"https://a.example?x=1"',
    /leave out what follows/,
  ],
  [
    { server: { publicUrl: 'https://me:pw@a.example' } },
    'server.publicUrl',
    '"https://me:…@a.example"',
    /leave out user and password/,
  ],
  [{ server: { trustedProxies: ['10.0.0.1'] } }, 'server.trustedProxies[0]', '"10.0.0.1"', /10\.0\.0\.1\/32/],
  [
    { server: { trustedProxies: ['10.0.0.0/33'] } },
    'server.trustedProxies[0]',
    '"10.0.0.0/33"',
    /\/0 to \/32/,
  ],
  [
    { server: { trustedProxies: ['10.0.0.0/8/8'] } },
    'server.trustedProxies[0]',
    '"10.0.0.0/8/8"',
    /10\.0\.0\.0\/8/,
  ],
  [{ server: { trustedProxies: ['proxy'] } }, 'server.trustedProxies[0]', '"proxy"', /write a network/],
  [{ database: { url: 'mysql://u:hunter2@h/db' } }, 'database.url', '"mysql://u:…@h/db"', /sqlite:/],
  // Files
  [
    { server: { tls: { certificateFile: '/no/tls.crt', keyFile: '/dev/null' } } },
    'server.tls.certificateFile',
    '"/no/tls.crt"',
    /no such file/,
  ],
  [
    { server: { tls: { certificateFile: '/dev/null' } } },
    'server.tls.keyFile',
    '',
    /is missing: The private key/,
  ],
  [
    { server: { tls: { certificateFile: '/dev/null', keyFile: '/tmp' } } },
    'server.tls.keyFile',
    '"/tmp"',
    /a directory/,
  ],
  [
    inProvider({ saml: { metadataFile: '/no.xml' } }),
    'tenants[0].identityProviders[0].saml.metadataFile',
    '"/no.xml"',
    /no such file/,
  ],
  [
    inProvider({ saml: { metadataFile: '/dev/null' } }),
    'tenants[0].identityProviders[0].saml.metadataFile',
    '"/dev/null"',
    /metadata/,
  ],
  // Names
  [{ tenants: [{ name: 'Acme' }] }, 'tenants[0].name', '"Acme"', /a–z, 0–9/],
  [{ tenants: [{ name: 'schemas' }] }, 'tenants[0].name', '"schemas"', /a SCIM endpoint/],
  [{ tenants: [{ name: 'groups' }] }, 'tenants[0].name', '"groups"', /a SCIM endpoint/],
  [
    { tenants: [{ name: 'acme' }, { name: 'acme' }] },
    'tenants[1].name',
    '"acme"',
    /is taken by tenants\[0\]\.name/,
  ],
  [
    inTenant({ hosts: ['https://acme.example'] }),
    'tenants[0].hosts[0]',
    '"https://acme.example"',
    /without scheme/,
  ],
  [
    {
      tenants: [
        { name: 'a', hosts: ['x.example'] },
        { name: 'b', hosts: ['X.example'] },
      ],
    },
    'tenants[1].hosts[0]',
    '"X.example"',
    /is taken by tenants\[0\]\.hosts\[0\]/,
  ],
  [
    inTenant({ identityProviders: [{ name: 'okta' }, { name: 'okta' }] }),
    'tenants[0].identityProviders[1].name',
    '"okta"',
    /is taken by/,
  ],
  [
    inTenant({ identityProviders: [{ name: 'Okta SAML' }] }),
    'tenants[0].identityProviders[0].name',
    '"Okta SAML"',
    /a–z, 0–9/,
  ],
  // Keys
  [
    inKey({ key: 'cyk_short' }),
    'tenants[0].identityProviders[0].keys[0].key',
    '"cyk_short"',
    /20 letters or digits/,
  ],
  [
    inKey({ secretHash: 'md5:00' }),
    'tenants[0].identityProviders[0].keys[0].secretHash',
    '"…"',
    /64 hex digits/,
  ],
  [
    inKey({ secretHash: undefined }),
    'tenants[0].identityProviders[0].keys[0]',
    '{…}',
    /either secretFile or secretHash/,
  ],
  [
    inKey({ scope: 'admin' }),
    'tenants[0].identityProviders[0].keys[0].scope',
    '"admin"',
    /provision, gateway/,
  ],
  [inKey({ secret: 'hunter2' }), 'tenants[0].identityProviders[0].keys[0].secret', '"…"', /unknown key/],
  [
    inProvider({
      keys: [
        { key: KEY, secretHash: HASH },
        { key: KEY, secretHash: HASH },
      ],
    }),
    'tenants[0].identityProviders[0].keys[1].key',
    `"${KEY}"`,
    /is taken by/,
  ],
];

describe('a mistake in the configuration', () => {
  for (const [raw, path, value, hint] of MISTAKES) {
    test(`at ${path || 'the top'} of ${JSON.stringify(raw)} is told`, () => {
      const problems = problemsIn(() => read(raw));
      assert.deepEqual(
        problems.map((problem) => ({ path: problem.path, value: problem.value })),
        [{ path, value }],
      );
      assert.match(problems[0]?.hint ?? '', hint);
    });
  }

  test('does not hide another one', () => {
    const raw = {
      sever: {},
      log: { level: 'loud' },
      limits: { bodyBytes: 'much', maxPageSize: 1 },
      tenants: [
        { name: 'Acme' },
        { name: 'b', hosts: ['x'] },
        { name: 'b', hosts: ['x'], identityProviders: [{ vendor: 'x' }] },
      ],
      resourceTypes: [{ name: 'Device' }],
    };
    assert.deepEqual(
      problemsIn(() => read(raw))
        .map(({ path }) => path)
        .sort(),
      [
        'limits.bodyBytes',
        'limits.maxPageSize',
        'log.level',
        'resourceTypes[0].endpoint',
        'resourceTypes[0].schema',
        'sever',
        'tenants[0].name',
        'tenants[2].hosts[0]',
        'tenants[2].identityProviders[0].name',
        'tenants[2].identityProviders[0].vendor',
        'tenants[2].name',
      ],
    );
  });

  test('reads as a line each in the error', () => {
    assert.throws(
      () => read({ log: { level: 'loud', color: true }, tenants: [{}] }),
      (error: ConfigError) => {
        const lines = error.message.split('\n');
        assert.equal(lines.length, 3);
        assert.match(lines[0] ?? '', /^log\.level = "loud": use trace/);
        assert.match(lines[2] ?? '', /^tenants\[0\]\.name: is missing/);
        return true;
      },
    );
  });
});

test('a UNIX socket takes the place of no other file', () => {
  const path = write('precious', 'data');
  const [problem] = problemsIn(() => read({ server: { listen: `unix:${path}` } }));
  assert.equal(problem?.path, 'server.listen');
  assert.match(problem?.hint ?? '', /no socket/);
  assert.ok('socket' in read({ server: { listen: `unix:${path}.sock` } }).server.listen);
});

describe('a secret file', () => {
  const SECRET = `cys_${'0'.repeat(43)}4Be6gy`;
  const readSecret = (text: string) => {
    const secretFile = write('secret', text);
    return () => read(inKey({ secretHash: undefined, secretFile }));
  };
  const problem = (text: string): Problem | undefined => problemsIn(readSecret(text))[0];

  test('may end its line', () => {
    assert.doesNotThrow(readSecret(`${SECRET}\n`));
    assert.doesNotThrow(readSecret('0123456789abcdef0123456789abcdef'));
  });

  test('that is empty or weak is refused', () => {
    for (const text of ['', '\n', 'hunter2', 'x'.repeat(31), `${SECRET} ${SECRET}`]) {
      assert.match(problem(text)?.hint ?? '', /one Secret of at least 32 characters/);
    }
  });

  test('with a mistyped secret is refused, without showing it', () => {
    const { path, value, hint } = problem(SECRET.replace('000', '010')) ?? assert.fail();
    assert.equal(path, 'tenants[0].identityProviders[0].keys[0].secretFile');
    assert.equal(value, `"${directory}/secret"`);
    assert.match(hint, /checksum/);
  });

  test('and a hash together are one too many', () => {
    const secretFile = write('secret', SECRET);
    assert.match(problemsIn(() => read(inKey({ secretFile })))[0]?.hint ?? '', /either/);
  });
});

describe('environment variables', () => {
  const withEnv = (env: Record<string, string>, raw: unknown = {}) => parseConfig(raw, { env, directory });

  test('override single settings', () => {
    const config = withEnv(
      {
        CYOLO_SCIM_SERVER_LISTEN: '127.0.0.1:1',
        CYOLO_SCIM_SERVER_PUBLIC_URL: 'https://a.example',
        CYOLO_SCIM_SERVER_TRUSTED_PROXIES: '10.0.0.0/8, fd00::/8',
        CYOLO_SCIM_LIMITS_REQUESTS_PER_SECOND_PER_KEY: '7',
        CYOLO_SCIM_LIMITS_BODY_BYTES: '1MiB',
        CYOLO_SCIM_LOG_LEVEL: '',
        CYOLO_SCIM_CONFIG: '/etc/x.yaml',
        PATH: '/bin',
      },
      {
        server: { listen: '0.0.0.0:2', publicUrl: 'not read' },
        limits: { bulkOperations: 9 },
        log: { level: 'warn' },
      },
    );
    assert.deepEqual(config.server.listen, { host: '127.0.0.1', port: 1 });
    assert.equal(config.server.publicUrl, 'https://a.example');
    assert.deepEqual(config.server.trustedProxies, ['10.0.0.0/8', 'fd00::/8']);
    assert.deepEqual([config.limits.requestsPerSecondPerKey, config.limits.bulkOperations], [7, 9]);
    assert.equal(config.limits.bodyBytes, 1024 * 1024);
    assert.equal(config.log.level, 'warn');
  });

  test('that name no setting are problems', () => {
    const problems = problemsIn(() =>
      withEnv({ CYOLO_SCIM_SERVER_LISTN: 'x', CYOLO_SCIM_TENANTS: '[]', CYOLO_SCIM_UTTERLY_ELSE: '1' }),
    );
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['CYOLO_SCIM_SERVER_LISTN', 'CYOLO_SCIM_TENANTS', 'CYOLO_SCIM_UTTERLY_ELSE'],
    );
    assert.match(problems[0]?.hint ?? '', /did you mean CYOLO_SCIM_SERVER_LISTEN\?/);
  });

  test('that hold a wrong value are named in the problem', () => {
    const problems = problemsIn(() =>
      withEnv({
        CYOLO_SCIM_LOG_LEVEL: 'loud',
        CYOLO_SCIM_LIMITS_BULK_OPERATIONS: 'ten',
        CYOLO_SCIM_SERVER_TRUSTED_PROXIES: '10.0.0.0/8,x',
      }),
    );
    assert.deepEqual(
      problems.map(({ path, value }) => [path, value]),
      [
        ['CYOLO_SCIM_SERVER_TRUSTED_PROXIES', '"x"'],
        ['CYOLO_SCIM_LOG_LEVEL', '"loud"'],
        ['CYOLO_SCIM_LIMITS_BULK_OPERATIONS', '"ten"'],
      ],
    );
  });

  test('do not paper over a section of the wrong kind', () => {
    assert.deepEqual(
      problemsIn(() => withEnv({ CYOLO_SCIM_LOG_LEVEL: 'info' }, { log: 'loud' })).map(({ path }) => path),
      ['log'],
    );
  });
});
