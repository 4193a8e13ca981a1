import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../src/config/load.ts';
import { startServer } from '../src/server.ts';
import { recordedLog } from './background/fixture.ts';
import { createSite } from './cli/run-cli.ts';

describe('a server at work', () => {
  test('stays ready and warns administrators, and them alone, of a key that ends', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    await site.json('idp', 'add', 'okta');
    await site.json('key', 'issue', '--expires', '3d');
    await site.json('idp', 'enable', 'okta');
    const { log, lines } = recordedLog();
    await using server = await startServer(loadConfig({ path: site.configPath, env: {} }), { log });
    let ready: Response;
    let body: { status: string; warnings: { check: string; detail: string }[] };
    do {
      await delay(10);
      ready = await fetch(`${server.urls.admin}/readyz`);
      body = (await ready.json()) as typeof body;
    } while (body.warnings.length === 0);
    assert.equal(ready.status, 200);
    assert.equal(body.status, 'ready');
    assert.equal(body.warnings[0]?.check, 'keys of acme/okta');
    assert.match(body.warnings[0]?.detail ?? '', /ends on .*: cyolo-scim key rotate/);
    assert.ok(lines.some(({ level, check }) => level === 'warn' && check === 'keys of acme/okta'));
    const metrics = await (await fetch(`${server.urls.admin}/metrics`)).text();
    assert.match(metrics, /cyolo_scim_key_expiry_timestamp_seconds\{tenant="acme"/);
    assert.deepEqual(await (await fetch(`${server.urls.scim}/readyz`)).json(), { status: 'ready' });
  });
});
