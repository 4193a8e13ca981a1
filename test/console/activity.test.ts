import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Receiver } from '../../src/directory/receiver.ts';
import type { TenantName } from '../../src/directory/tenant.ts';
import { patch } from '../http/app-fixture.ts';
import { MINUTE_MS, openConsole, textOf } from './console-fixture.ts';

const ACTIVITY = '/tenants/acme/activity';

describe('the activity', () => {
  test('lists the changes of the tenant, the newest first, and pages back to the first', async () => {
    await using site = await openConsole();
    await site.addTenant('beta');
    const browser = await site.signIn();
    for (let index = 0; index < 120; index += 1) await site.createUser({ userName: `user-${index}` });
    const seen: string[] = [];
    let next: string | undefined = ACTIVITY;
    let pages = 0;
    while (next !== undefined) {
      const { html } = await browser.get(next);
      pages += 1;
      seen.push(...Array.from(html.matchAll(/<strong>(user-\d+)<\/strong>/g), ([, name = '']) => name));
      assert.doesNotMatch(html, />beta<\/strong>/);
      next = /href="([^"]*before=\d+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 120 }, (_, index) => `user-${119 - index}`),
    );
    assert.equal(pages, 3);
  });

  test('is narrowed to one kind of change', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const ada = await site.createUser({ userName: 'ada' });
    await site.createUser({ userName: 'grace' });
    await site.request('PATCH', `/Users/${ada.id}`, {
      body: patch({ op: 'replace', value: { active: false } }),
    });
    const { html } = await browser.get(`${ACTIVITY}?action=deactivate`);
    assert.deepEqual(
      Array.from(html.matchAll(/<li class="entry (\w+)"/g), ([, action]) => action),
      ['deactivate'],
    );
    assert.match(textOf(html), /User ada disabled/);
  });

  test('says of each failed request what was wrong, by which rule, and what to do', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    await site.createUser({ userName: 'ada' });
    const { authorization: ofBeta } = await site.addTenant('beta');
    const { authorization: ofGateway } = await site.addKey({ scope: 'gateway' });
    const { authorization: ended } = await site.addKey({ expiresAt: site.clock.now });
    const cases = [
      ['GET', '/Users', { authorization: '' }, /came without Key and Secret.*choose Basic authentication/],
      [
        'GET',
        '/Users',
        { authorization: `Basic ${btoa(`${site.key}:cys_wrong`)}` },
        /Key or Secret was wrong/,
      ],
      ['GET', '/Users', { authorization: ofBeta }, /belongs to another tenant than the URL/],
      ['GET', '/Users', { authorization: ended }, /The key has ended/],
      ['GET', '/Users', { authorization: ofGateway }, /The key is for something else/],
      ['GET', '/Nothing', {}, /The URL is not one of this service.*RFC 7644 §3\.2/],
      ['GET', '/Users/nobody', {}, /The resource is not here any more.*In Okta, unassign/],
      ['POST', '/Users', { body: { userName: 'ADA' } }, /The name is taken.*RFC 7643 §4\.1/],
      ['POST', '/Users', { body: { userName: 7 } }, /A value does not fit “userName”/],
      [
        'POST',
        '/Users',
        { body: { displayName: 'Ada' } },
        /“userName” is missing.*RFC 7643 §2\.2: “userName” is required/,
      ],
      ['POST', '/Users', { body: 'torn {' }, /A request could not be read/],
      ['GET', '/Users?filter=userName', {}, /A filter could not be read/],
      ['PUT', '/Users', { body: {} }, /A request was refused/],
    ] as const;
    for (const [method, path, options, expected] of cases) {
      const answer = await site.request(method, path, options);
      assert.ok(answer.status >= 400, `${method} ${path}`);
      const text = textOf((await browser.get(ACTIVITY)).html);
      const [, latest = ''] = /Needs attention (.*?) Changes Every/.exec(text) ?? [];
      assert.match(latest.slice(0, 900), expected, `${method} ${path}`);
      if (path !== '/Nothing') assert.ok(text.includes(answer.body.detail), answer.body.detail);
    }
    await site.saveIdentityProvider({ autoProvisioning: false });
    await site.request('GET', '/Users');
    assert.match(
      textOf((await browser.get(ACTIVITY)).html),
      /Auto-provisioning is off.*switch auto-provisioning on/,
    );
  });

  test('shows what a refused request sent, without what is personal, and which attribute was wrong', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const emails = [{ value: 'ada@example.com', type: 'work', primary: 'perhaps' }];
    const body = { userName: 'ada.lovelace', password: 'correct horse', emails };
    assert.equal((await site.request('POST', '/Users', { body })).status, 400);
    const { html } = await browser.get(ACTIVITY);
    const text = textOf(html);
    assert.match(text, /A value does not fit “emails\.primary”/);
    assert.match(text, /Rule RFC 7643 §2\.3\.2: “emails\.primary” is a boolean, such as true/);
    assert.match(
      text,
      /Where in Okta Applications → your application → Provisioning → To App → Attribute Mappings/,
    );
    assert.match(html, /<tr class="fault">\s*<th scope="row"><code>emails\[0\]\.primary<\/code>/);
    assert.match(text, /userName 12 characters password not shown/);
    for (const secret of ['lovelace', 'example.com', 'horse', 'perhaps']) {
      assert.ok(!html.includes(secret), secret);
      assert.ok(!site.log().includes(secret), `${secret} in the log`);
    }
  });

  test('says of each failed operation of a bulk request what was wrong, though the request was answered', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    await site.createUser({ userName: 'ada' });
    const post = (bulkId: string, data: object) => ({ method: 'POST', path: '/Users', bulkId, data });
    const Operations = [
      post('1', { userName: 'grace' }),
      post('2', { userName: 'Ada', displayName: 'Lovelace' }),
      { method: 'PUT', path: '/Users/nobody', data: { userName: 'nobody' } },
      post('3', { userName: 7 }),
      { method: 'LOOK', path: '/Users' },
    ];
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    assert.equal((await site.request('POST', '/Bulk', { body: { schemas, Operations } })).status, 200);
    const { html } = await browser.get(ACTIVITY);
    const text = textOf(html);
    assert.match(text, /409 The name is taken.*POST \/scim\/v2\/:tenant\/Bulk → POST \/Users /);
    assert.match(text, /404 The resource is not here any more.*\/Bulk → PUT \/Users\/:id /);
    assert.match(text, /400 A value does not fit “userName”.*RFC 7643 §2\.3\.1: “userName” is/);
    assert.match(text, /400 A request could not be read/);
    assert.match(text, /displayName 8 characters/);
    assert.ok(!html.includes('Lovelace'));
    assert.equal(html.match(/<details class="failure">/g)?.length, 4);
  });

  test('shows the first ten failures of one bulk request, so that those of others stay', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    await site.request('GET', '/Users/nobody');
    const Operations = Array.from({ length: 100 }, (_, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `${index}`,
      data: { userName: 'ada', emails: [{ primary: `p${index}` }] },
    }));
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    await site.request('POST', '/Bulk', { body: { schemas, Operations } });
    const text = textOf((await browser.get(ACTIVITY)).html);
    assert.match(text, /The resource is not here any more/);
    assert.match(text, /does not fit “emails\.primary” 10 times/);
  });

  test('tells the failures of one tenant to no other, and repeated ones once', async () => {
    await using site = await openConsole();
    await site.addTenant('beta');
    const browser = await site.signIn();
    for (let count = 0; count < 3; count += 1) await site.request('GET', '/Users/nobody');
    assert.match(textOf((await browser.get(ACTIVITY)).html), /404 The resource is not here any more 3 times/);
    assert.match(textOf((await browser.get('/tenants/beta/activity')).html), /No request has failed/);
  });
});

describe('gateways and receivers', () => {
  const siem: Receiver = {
    kind: 'webhook',
    tenant: 'acme' as TenantName,
    name: 'siem',
    url: 'https://siem.example.com',
    allowPrivateNetwork: false,
    secret: 's3cret',
    events: ['deactivate'],
  };

  test('are shown with the losses of access that they have not acknowledged, as they change', async () => {
    await using site = await openConsole({ receivers: () => [siem] });
    const { outbox, feed } = site.store;
    const browser = await site.signIn();
    assert.match(textOf((await browser.get(ACTIVITY)).html), /Nobody is told of changes yet/);
    const ada = await site.createUser({ userName: 'ada' });
    const delivery = await outbox.open(siem.tenant, 'siem');
    assert.match(textOf((await browser.get(ACTIVITY)).html), /Webhook siem Up to date/);
    await site.request('PATCH', `/Users/${ada.id}`, {
      body: patch({ op: 'replace', value: { active: false } }),
    });
    await outbox.save({ ...delivery, failures: 3, error: 'connection refused' });
    assert.match(textOf((await browser.get(ACTIVITY)).html), /Webhook siem Under way/);
    site.clock.now += 6 * MINUTE_MS;
    const { html } = await browser.get(ACTIVITY);
    const text = textOf(html);
    assert.match(text, /siem Late.*1 change is not acknowledged.*connection refused/);
    assert.match(text, /1 loss of access is not acknowledged User ada disabled/);
    assert.doesNotMatch(html, /s3cret/);

    const [, source = ''] = /data-live="([^"]*)"/.exec(html) ?? [];
    const stream = await site.stream(browser, source.replaceAll('&amp;', '&'));
    await stream.until(':');
    const { sequence } = await feed.end(siem.tenant);
    await outbox.save({ ...delivery, acknowledged: sequence, acknowledgedAt: site.clock.now });
    await site.request('GET', '/Users');
    assert.match(await stream.until('event: receivers'), /event: receivers/);
    await stream.cancel();
    assert.match(textOf((await browser.get(ACTIVITY)).html), /siem Up to date last took one just now/);
  });
});

describe('a live page', () => {
  test('is sent the changes that come after it was made, and new failures', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    await site.createUser({ userName: 'before' });
    const [, source = ''] = /data-live="([^"]*)"/.exec((await browser.get(ACTIVITY)).html) ?? [];
    const stream = await site.stream(browser, source.replaceAll('&amp;', '&'));
    await site.createUser({ userName: 'after' });
    const changes = await stream.until('<strong>after</strong>');
    assert.match(changes, /event: changes\ndata: <li class="entry create">/);
    assert.doesNotMatch(changes, />before</);
    await site.request('GET', '/Users/nobody');
    assert.match(await stream.until('event: failures'), /event: failures/);
    await stream.cancel();
  });

  test('notices the first call of a key, and sign-ins that are refused before it', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const stream = await site.stream(
      browser,
      `/tenants/acme/identity-providers/okta/keys/${site.key}/arrival`,
    );
    await stream.until('Waiting for the first call');
    await site.request('GET', '/Users?startIndex=1&count=2', { authorization: 'Basic d3Jvbmc6d3Jvbmc=' });
    await stream.until('1 sign-in was refused just now');
    await site.request('GET', '/Users?startIndex=1&count=2');
    assert.match(await stream.until('has arrived'), /event: arrival\ndata: <div class="arrival arrived">/);
    await stream.cancel();
  });

  test('ends with its session, which it does not keep alive', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const stream = await site.stream(browser, `${ACTIVITY}/news?after=0`);
    await stream.until('event: changes');
    for (const _ of [1, 2]) {
      site.clock.now += 16 * MINUTE_MS;
      const opened = await site.stream(browser, `${ACTIVITY}/news`).catch(() => undefined);
      await opened?.cancel();
    }
    await site.createUser();
    await stream.until('event: end');
    assert.ok(await stream.ended());
  });

  test('ends when the server stops', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const stream = await site.stream(browser, `${ACTIVITY}/news?after=0`);
    await stream.until('event: changes');
    site.stopping.abort();
    assert.ok(await stream.ended());
  });

  test('is not for who is not signed in', async () => {
    await using site = await openConsole();
    assert.equal((await site.browser().get(`${ACTIVITY}/news`)).status, 401);
    assert.equal((await site.store.registry.getTenant('acme' as TenantName))?.name, 'acme');
  });
});
