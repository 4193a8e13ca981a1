import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { createRegistry } from '../../src/telemetry/registry.ts';

function linesOf(text: string): string[] {
  assert.ok(text.endsWith('\n'));
  return text.trimEnd().split('\n');
}

describe('a registry', () => {
  test('counts by label values', () => {
    const registry = createRegistry();
    const counter = registry.counter({
      name: 'requests_total',
      help: 'Requests.',
      labels: ['method', 'status'],
    });
    counter.increment({ method: 'GET', status: '200' });
    counter.increment({ status: '200', method: 'GET' });
    counter.increment({ method: 'PUT', status: '409' });
    assert.deepEqual(linesOf(registry.text()), [
      '# HELP requests_total Requests.',
      '# TYPE requests_total counter',
      'requests_total{method="GET",status="200"} 2',
      'requests_total{method="PUT",status="409"} 1',
    ]);
  });

  test('replaces what a gauge showed', () => {
    const registry = createRegistry();
    const gauge = registry.gauge({ name: 'expiry', help: 'Ends.', labels: ['key'] });
    gauge.set([{ labels: { key: 'a' }, value: 1 }]);
    gauge.set([{ labels: { key: 'b' }, value: 2.5 }]);
    assert.deepEqual(linesOf(registry.text()).slice(2), ['expiry{key="b"} 2.5']);
  });

  test('sorts observations into cumulative buckets', () => {
    const registry = createRegistry();
    const histogram = registry.histogram({
      name: 'seconds',
      help: 'Time.',
      labels: ['route'],
      buckets: [0.1, 1, Infinity],
    });
    for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe({ route: '/Users' }, value);
    assert.deepEqual(linesOf(registry.text()).slice(1), [
      '# TYPE seconds histogram',
      'seconds_bucket{route="/Users",le="0.1"} 2',
      'seconds_bucket{route="/Users",le="1"} 3',
      'seconds_bucket{route="/Users",le="+Inf"} 4',
      'seconds_sum{route="/Users"} 7.65',
      'seconds_count{route="/Users"} 4',
    ]);
  });

  test('escapes label values', () => {
    const registry = createRegistry();
    registry.counter({ name: 'c', help: 'C.', labels: ['l'] }).increment({ l: 'a"b\\c\nd' });
    assert.equal(linesOf(registry.text()).at(-1), 'c{l="a\\"b\\\\c\\nd"} 1');
  });
});

test('the metrics of the appliance appear as they are measured', () => {
  const metrics = createMetrics();
  const samples = () => linesOf(metrics.text()).filter((line) => !line.startsWith('#'));
  assert.deepEqual(samples(), []);
  metrics.requests.increment({ route: '/Users/:id', method: 'PATCH', status: '200' });
  metrics.requestSeconds.observe({ route: '/Users/:id', method: 'PATCH' }, 0.003);
  metrics.throttled.increment({ reason: 'sign-in' });
  metrics.quirks.increment({ tenant: 'acme', identity_provider: 'entra', quirk: 'manager-id' });
  metrics.keyExpiry.set([
    {
      labels: { tenant: 'acme', identity_provider: 'okta', scope: 'provision', key: 'cyk_A' },
      value: 1_800_000_000,
    },
  ]);
  for (const sample of [
    'cyolo_scim_requests_total{route="/Users/:id",method="PATCH",status="200"} 1',
    'cyolo_scim_request_duration_seconds_bucket{route="/Users/:id",method="PATCH",le="0.0025"} 0',
    'cyolo_scim_request_duration_seconds_bucket{route="/Users/:id",method="PATCH",le="0.005"} 1',
    'cyolo_scim_request_duration_seconds_count{route="/Users/:id",method="PATCH"} 1',
    'cyolo_scim_throttled_total{reason="sign-in"} 1',
    'cyolo_scim_quirks_total{tenant="acme",identity_provider="entra",quirk="manager-id"} 1',
    'cyolo_scim_key_expiry_timestamp_seconds{tenant="acme",identity_provider="okta",scope="provision",key="cyk_A"} 1800000000',
  ]) {
    assert.ok(samples().includes(sample), sample);
  }
});
