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

  test('tells the log at debug level by which way a query looked through resources', async (t) => {
    const site = createSite(t);
    await site.json('tenant', 'add', 'acme');
    await site.json('idp', 'add', 'okta');
    const { key, secret } = await site.json<{ key: string; secret: string }>('key', 'issue');
    await site.json('idp', 'enable', 'okta');
    const { log, lines } = recordedLog();
    log.level = 'debug';
    await using server = await startServer(loadConfig({ path: site.configPath, env: {} }), { log });
    const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
    const filter = encodeURIComponent('title eq "private"');
    const url = `${server.urls.scim}/scim/v2/acme/Users?filter=${filter}`;
    assert.equal((await fetch(url, { headers: { authorization } })).status, 200);
    const line = lines.find(({ msg }) => msg === 'a query looked through resources');
    assert.equal(line?.level, 'debug');
    assert.match(JSON.stringify(line?.['plan']), /resources_by_creation/);
    assert.doesNotMatch(JSON.stringify(lines), /private/);
  });
});
