import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../../src/admin/finding.ts';
import { watchEndsJob } from '../../src/background/watch-ends.ts';
import type { Key, KeyId, SecretDigest } from '../../src/directory/key.ts';
import { openStore } from '../../src/store/open.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { ACME, ACTOR, OKTA, openDirectory } from '../store/fixture.ts';
import { recordedLog } from './fixture.ts';

const DAY = 86_400_000;
const NEVER = new AbortController().signal;

function keyNamed(name: string, expiresAt: number | undefined): Key {
  return {
    id: `cyk_${name}` as KeyId,
    tenant: ACME,
    identityProvider: OKTA.name,
    scope: 'provision',
    digest: new Uint8Array(32) as SecretDigest,
    declared: false,
    createdAt: 0,
    expiresAt,
    revokedAt: undefined,
    lastUse: undefined,
  };
}

describe('watching what ends', () => {
  test('measures when each live key that ends will do so, and each certificate', async () => {
    await using fixture = await openDirectory((options) => openStore('sqlite::memory:', options));
    const { store, clock } = fixture;
    await store.registry.createIdentityProvider(OKTA, ACTOR);
    await store.registry.createKey(keyNamed('ending', clock.now + DAY), ACTOR);
    await store.registry.createKey(keyNamed('ended', clock.now - DAY), ACTOR);
    await store.registry.createKey(keyNamed('endless', undefined), ACTOR);
    const metrics = createMetrics();
    const { log } = recordedLog();
    const now = () => clock.now;
    const { registry } = store;
    const certificateEnds = () => ({ scim: clock.now, admin: undefined });
    const job = watchEndsJob({ registry, inspect: async () => [], certificateEnds, metrics, log, now });
    await job.run(NEVER);
    const samples = metrics.text().match(/^cyolo_scim_key_expiry.*\{.*$/gm);
    assert.deepEqual(samples, [
      `cyolo_scim_key_expiry_timestamp_seconds{tenant="acme",identity_provider="okta",scope="provision",key="cyk_ending"} ${(clock.now + DAY) / 1000}`,
    ]);
    assert.deepEqual(metrics.text().match(/^cyolo_scim_tls.*\{.*$/gm), [
      `cyolo_scim_tls_certificate_expiry_timestamp_seconds{listener="scim"} ${clock.now / 1000}`,
    ]);
  });

  test('tells what is near, and logs it once a day', async () => {
    const findings: Finding[] = [
      { check: 'disk', state: 'good', detail: 'all is well' },
      { check: 'keys', state: 'warning', detail: 'the last key ends' },
    ];
    const clock = { now: 0 };
    const { log, lines } = recordedLog();
    const job = watchEndsJob({
      registry: { listTenants: async () => [], listKeys: async () => [] },
      inspect: async () => findings,
      certificateEnds: () => ({}),
      metrics: createMetrics(),
      log,
      now: () => clock.now,
    });
    assert.deepEqual(job.warnings(), []);
    await job.run(NEVER);
    await job.run(NEVER);
    assert.deepEqual(job.warnings(), [findings[1]]);
    assert.deepEqual(
      lines.map(({ level, check, msg }) => [level, check, msg]),
      [['warn', 'keys', 'the last key ends']],
    );
    clock.now += DAY;
    await job.run(NEVER);
    assert.equal(lines.length, 2);
    findings.pop();
    await job.run(NEVER);
    assert.deepEqual(job.warnings(), []);
  });
});
