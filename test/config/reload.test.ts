import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { allSettings } from '../../src/config/json-schema.ts';
import { formatPath } from '../../src/config/problem.ts';
import { compareConfigs, RESTART_SETTINGS } from '../../src/config/reload.ts';
import { makeDirectory, read } from './config-files.ts';

const { write } = makeDirectory();
const [ONE, OTHER] = ['one', 'other'].map((name) => write(name, name));
const TLS = { certificateFile: ONE, keyFile: ONE };
const ROLES = { admin: ['admins'] };
const OIDC = { issuer: 'https://a.example', clientId: 'a', clientSecretFile: ONE, roles: ROLES };
const BEFORE = { server: { tls: TLS }, admin: { tls: TLS, oidc: OIDC } };
const SCHEMA = { id: 'urn:example:Badge', name: 'Badge', attributes: [{ name: 'number' }] };

/** Another value of every setting, and what a reload does with it. */
const TABLE: Readonly<Record<string, readonly ['live' | 'restart', unknown]>> = {
  'server.listen': ['restart', '0.0.0.0:1'],
  'server.publicUrl': ['live', 'https://b.example'],
  'server.tls.certificateFile': ['live', OTHER],
  'server.tls.keyFile': ['live', OTHER],
  'server.trustedProxies': ['live', ['10.0.0.0/8']],
  'admin.listen': ['restart', '127.0.0.1:1'],
  'admin.publicUrl': ['live', 'https://b.example'],
  'admin.tls.certificateFile': ['live', OTHER],
  'admin.tls.keyFile': ['live', OTHER],
  'admin.oidc.issuer': ['live', 'https://b.example'],
  'admin.oidc.clientId': ['live', 'b'],
  'admin.oidc.clientSecretFile': ['live', OTHER],
  'admin.oidc.scopes': ['live', ['openid']],
  'admin.oidc.claim': ['live', 'roles'],
  'admin.oidc.roles.admin': ['live', ['b']],
  'admin.oidc.roles.viewer': ['live', ['b']],
  'database.url': ['restart', 'sqlite:/b.db'],
  'log.level': ['live', 'debug'],
  'log.format': ['restart', 'text'],
  'limits.bodyBytes': ['live', '1MiB'],
  'limits.bulkOperations': ['live', 1],
  'limits.maxPageSize': ['live', 100],
  'limits.requestsPerSecondPerKey': ['live', 1],
  'limits.failedSignInsPerMinute': ['live', 1],
  'limits.accessTokenLifetime': ['live', '2h'],
  'events.keepDays': ['live', 1],
  'gateway.subjectAttributes': ['live', ['externalId']],
  'gateway.snapshotLifetime': ['live', '2h'],
  'gateway.acknowledgeWithin': ['live', '1m'],
  'gateway.requestsPerSecondPerKey': ['live', 1],
  'gateway.streamsPerKey': ['live', 1],
  'backup.directory': ['live', '/b'],
  'backup.every': ['live', '1h'],
  'backup.keep': ['live', 1],
  tenants: ['live', [{ name: 'b' }]],
  schemas: ['restart', [SCHEMA]],
  resourceTypes: ['restart', [{ name: 'User', indexed: ['title'] }]],
};

type Raw = Readonly<Record<string, unknown>>;

function withValue(raw: Raw, [key = '', ...rest]: readonly string[], value: unknown): Raw {
  return { ...raw, [key]: rest.length === 0 ? value : withValue((raw[key] ?? {}) as Raw, rest, value) };
}

describe('a reload', () => {
  for (const { path } of allSettings()) {
    const name = formatPath(path);
    const [effect, value] = TABLE[name] ?? [];
    test(`knows what to do with another ${name}`, () => {
      assert.ok(effect, 'is not in the table');
      const changes = compareConfigs(read(BEFORE), read(withValue(BEFORE, path, value)));
      assert.deepEqual(changes, { live: [], restart: [], [effect]: [name] });
    });
  }

  for (const section of ['server', 'admin'] as const) {
    test(`says that ${section}.tls comes or goes with a restart`, () => {
      const [without, having] = [read({}), read({ [section]: { tls: TLS } })];
      const restart = [`${section}.tls.certificateFile`, `${section}.tls.keyFile`];
      assert.deepEqual(compareConfigs(without, having), { live: [], restart });
      assert.deepEqual(compareConfigs(having, without), { live: [], restart });
    });
  }

  test('is told in the example configuration what it leaves to a restart', () => {
    const example = readFileSync(new URL('../../config.example.yaml', import.meta.url), 'utf8');
    const [, listed = ''] =
      /applies changes, save for ([\s\S]+?), which wait for a restart/.exec(example) ?? [];
    assert.deepEqual(
      listed
        .match(/[\w.]*\w/g)
        ?.filter((word) => word !== 'and')
        .sort(),
      RESTART_SETTINGS.toSorted(),
    );
  });
});
