import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTraffic } from '../../src/console/traffic.ts';
import { MINUTE_MS, openConsole, textOf } from './console-fixture.ts';

describe('the health page', () => {
  test('shows what was found, the bad first, and the figures', async () => {
    const inspect = async () =>
      [
        { check: 'disk', state: 'good', detail: '74 GiB are free' },
        { check: 'SAML of acme/okta', state: 'warning', detail: 'ends in 20 days' },
        { check: 'public URL', state: 'bad', detail: 'nothing listens there' },
      ] as const;
    await using site = await openConsole({ inspect });
    const browser = await site.signIn();
    await site.createUser();
    const text = textOf((await browser.get('/health')).html);
    assert.match(text, /public URL Bad nothing listens there.*Look at this.*disk Good 74 GiB/);
    assert.match(text, /Users 1 Groups 0 Database 3\.0 MiB/);
    assert.match(text, /Version 1\.2\.3/);
  });

  test('draws the requests of the last hour, and says in words what it draws', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    assert.match(textOf((await browser.get('/health')).html), /No request in the last hour/);
    for (let count = 0; count < 4; count += 1) await site.request('GET', '/Users');
    await site.request('GET', '/Users/nobody');
    await site.request('GET', 'http://localhost/healthz');
    const { html } = await browser.get('/health');
    assert.match(
      html,
      /aria-label="Requests per minute over the last hour: 5 in all, 1 of them refused or failed, at most 5 in a minute\."/,
    );
    assert.match(html, /aria-label="Response time over the last hour: half of the requests within [\d.]+ ms/);
  });
});

describe('traffic', () => {
  test('is counted by the minute for an hour, and forgotten after it', () => {
    const traffic = createTraffic();
    for (const status of [200, 200, 404, 500]) traffic.record({ status, ms: 2 }, 5 * MINUTE_MS + 1);
    traffic.record({ status: 200, ms: 2 }, 6 * MINUTE_MS);
    const minutes = traffic.minutes(6 * MINUTE_MS + 59_999);
    assert.equal(minutes.length, 60);
    assert.deepEqual(
      minutes.slice(-3).map(({ at, requests, failures }) => [at / MINUTE_MS, requests, failures]),
      [
        [4, 0, 0],
        [5, 4, 2],
        [6, 1, 0],
      ],
    );
    traffic.record({ status: 200, ms: 2 }, 66 * MINUTE_MS);
    const later = traffic.minutes(66 * MINUTE_MS);
    assert.deepEqual(
      later.filter(({ requests }) => requests > 0).map(({ at }) => at / MINUTE_MS),
      [66],
    );
  });

  test('tells how long half and 95 of 100 took, within a tenth', () => {
    const traffic = createTraffic();
    for (let ms = 1; ms <= 100; ms += 1) traffic.record({ status: 200, ms }, 0);
    const { median = 0, slow = 0 } = traffic.minutes(0).at(-1) ?? {};
    assert.ok(Math.abs(median - 50) <= 5, `median ${median}`);
    assert.ok(Math.abs(slow - 95) <= 9.5, `slow ${slow}`);
    assert.deepEqual(traffic.minutes(0)[0]?.median, undefined);
  });
});
