import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KeyId } from '../../src/directory/key.ts';
import type { TenantName } from '../../src/directory/tenant.ts';
import { verifySecret } from '../../src/keys/verify.ts';
import { hiddenFields, inputValue, METADATA, MINUTE_MS, openConsole, textOf } from './console-fixture.ts';

const ACME = 'acme' as TenantName;
const LIST = '/tenants/acme/identity-providers';
const OKTA = `${LIST}/okta`;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe('an empty console', () => {
  test('leads from the tenant to the Key and Secret, as the guide tells it', async () => {
    await using site = await openConsole();
    const { registry } = site.store;
    await registry.removeTenant(ACME);
    const browser = await site.signIn();
    assert.equal((await browser.get('/')).location, '/start');

    const named = await browser.submit('/start', '/tenants/new', { name: 'beta', displayName: 'Beta Corp' });
    assert.equal(named.location, '/start?tenant=beta');
    const fields = { name: 'okta', vendor: 'okta', metadataFile: new File([METADATA], 'metadata.xml') };
    const added = await browser.submit(named.location, '/tenants/beta/identity-providers/new', fields);
    assert.equal(added.location, '/start?tenant=beta');
    const provider = await registry.getIdentityProvider('beta' as TenantName, 'okta');
    assert.equal(provider?.saml?.entityId, 'http://www.okta.com/exk1example');
    assert.equal(provider.autoProvisioning, false);

    const enabled = await browser.submit(added.location, '/tenants/beta/identity-providers/okta');
    const page = await browser.follow(enabled);
    assert.match(textOf(page.html), /The Secret is shown this once.*Waiting for the first call/);
    assert.equal(inputValue(page.html, 'url'), 'https://gateway.example.com/scim/v2/beta');
    const key = inputValue(page.html, 'key') as KeyId;
    const secret = inputValue(page.html, 'secret') ?? '';
    const credential = await registry.getCredential(key);
    assert.ok(verifySecret(secret, credential?.key.digest), 'the Secret is that of the Key');

    const authorization = `Basic ${btoa(`${key}:${secret}`)}`;
    const call = await site.request('GET', '/scim/v2/beta/Users?startIndex=1&count=2', { authorization });
    assert.equal(call.status, 200);
    assert.match(textOf((await browser.get('/start')).html), /“Test API Credentials” has arrived/);
  });

  test('says what is wrong with a name, at the field and in a summary that leads there', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    for (const [name, problem] of [
      ['', /cannot name a tenant/],
      ['Acme Corp', /use 1 to 63 of a–z/],
      ['users', /name of a SCIM endpoint/],
    ] as const) {
      const { status, html } = await browser.submit('/tenants/new', '/tenants/new', { name });
      assert.equal(status, 422);
      assert.match(html, /<title>Problem: Add a tenant/);
      assert.match(textOf(html), problem);
      assert.match(html, /<a href="#name">/);
      assert.match(
        html,
        /id="name" name="name" aria-describedby="name-hint name-problem" aria-invalid="true"/,
      );
      assert.match(html, new RegExp(`value="${name}"`), 'what was typed stays');
    }
    const taken = await browser.submit('/tenants/new', '/tenants/new', { name: 'acme' });
    assert.equal(taken.status, 409);
  });
});

describe('adding an identity provider', () => {
  test('takes SAML metadata as a file or pasted, or goes without', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const file = { metadataFile: new File([METADATA], 'metadata.xml') };
    for (const [name, metadata, entityId] of [
      ['one', file, 'http://www.okta.com/exk1example'],
      ['two', { metadata: METADATA }, 'http://www.okta.com/exk1example'],
      ['three', {}, undefined],
    ] as const) {
      const fields = { name, vendor: 'entra', ...metadata };
      const answer = await browser.submit(`${LIST}/new`, `${LIST}/new`, fields);
      assert.equal(answer.location, `${LIST}/${name}?done=added`);
      const provider = await site.store.registry.getIdentityProvider(ACME, name);
      assert.deepEqual([provider?.vendor, provider?.saml?.entityId], ['entra', entityId]);
    }
  });

  test('says at once all that is wrong', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const fields = { name: 'okta', metadata: '<metadata>' };
    const { status, html } = await browser.submit(`${LIST}/new`, `${LIST}/new`, fields);
    assert.equal(status, 422);
    assert.match(html, /<a href="#name">This tenant has an identity provider &quot;okta&quot; already/);
    assert.match(html, /<a href="#metadata">The metadata is not well-formed XML/);
    const file = { name: 'x', metadataFile: new File(['<a/>'], 'wrong.xml') };
    const wrongFile = await browser.submit(`${LIST}/new`, `${LIST}/new`, file);
    assert.match(wrongFile.html, /<a href="#metadataFile">The metadata describes no identity provider/);
  });
});

describe('the switch', () => {
  test('issues a key when none is alive, whose Secret is shown once and to nobody else', async () => {
    await using site = await openConsole();
    await site.saveIdentityProvider({ name: 'other', autoProvisioning: false });
    const [browser, other] = [await site.signIn(), await site.signIn()];
    const place = `${LIST}/other`;
    const saved = await browser.submit(place, place, { autoProvisioning: 'on', vendor: 'okta' });
    assert.match(saved.location, /\/keys\/cyk_\w+\/issued\?ticket=\w+$/);

    assert.doesNotMatch((await other.follow(saved)).html, /cys_/, 'another session');
    const { html } = await browser.follow(saved);
    const secret = inputValue(html, 'secret') ?? '';
    assert.match(secret, /^cys_/);
    const again = await browser.follow(saved);
    assert.equal(again.status, 200);
    assert.match(textOf(again.html), /The Secret is not shown again/);
    for (const path of [saved.location, place, '/tenants/acme/activity', '/start']) {
      assert.ok(!(await browser.get(path)).html.includes(secret), path);
    }
    assert.ok(!site.log().includes(secret), 'not in the log');
  });

  test('does it once when the form arrives twice, also at the same time', async () => {
    await using site = await openConsole();
    await site.saveIdentityProvider({ name: 'other', autoProvisioning: false });
    const browser = await site.signIn();
    const place = `${LIST}/other`;
    const { html } = await browser.get(place);
    const fields = { ...hiddenFields(html, place), autoProvisioning: 'on' };
    const [one, two] = await Promise.all([browser.post(place, fields), browser.post(place, fields)]);
    const three = await browser.post(place, fields);
    assert.deepEqual([two.location, three.location], [one.location, one.location]);
    assert.equal((await site.store.registry.listKeys(ACME, 'other')).length, 1);
    assert.match((await browser.follow(three)).html, /cys_/, 'the Secret waits for who comes to see it');
  });

  test('keeps a live key, and refuses requests while it is off', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const keys = await site.store.registry.listKeys(ACME);
    const off = await browser.submit(OKTA, OKTA);
    assert.equal(off.location, `${OKTA}?done=off`);
    assert.match(textOf((await browser.follow(off)).html), /Auto-provisioning is off/);
    assert.equal((await site.request('GET', '/Users')).status, 403);
    const on = await browser.submit(OKTA, OKTA, { autoProvisioning: 'on' });
    assert.equal(on.location, `${OKTA}?done=on`);
    assert.equal((await site.request('GET', '/Users')).status, 200);
    assert.equal((await site.store.registry.listKeys(ACME)).length, keys.length);
  });

  test('is saved together with the rules, by the person who saves', async () => {
    await using site = await openConsole();
    const browser = await site.signIn('admin', 'ada');
    const fields = {
      autoProvisioning: 'on',
      vendor: 'entra',
      onInactiveDuplicate: 'restore',
      unknownMembers: 'reject',
    };
    await browser.submit(OKTA, OKTA, fields);
    const provider = await site.store.registry.getIdentityProvider(ACME, 'okta');
    assert.deepEqual(
      [provider?.vendor, provider?.onInactiveDuplicate, provider?.unknownMembers, provider?.autoProvisioning],
      ['entra', 'restore', 'reject', true],
    );
    const [event] = await site.store.events.listEvents(ACME, { descending: true, limit: 1 });
    assert.equal(event?.actor, 'console:ada');
  });

  test('and the rules stay as others set them while a form lay open that does not change them', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const { html } = await browser.get(OKTA);
    await site.saveIdentityProvider({ autoProvisioning: false, unknownMembers: 'reject' });
    await site.events();
    const left = { ...hiddenFields(html, OKTA), autoProvisioning: 'on', vendor: 'okta' };
    const fields = { ...left, onInactiveDuplicate: 'restore', unknownMembers: 'skip' };
    const saved = await browser.post(OKTA, fields);
    assert.match(
      textOf((await browser.follow(saved)).html),
      /What you changed is saved\. Meanwhile someone else/,
    );
    const provider = await site.store.registry.getIdentityProvider(ACME, 'okta');
    assert.deepEqual(
      [provider?.autoProvisioning, provider?.onInactiveDuplicate, provider?.unknownMembers],
      [false, 'restore', 'reject'],
    );
    assert.deepEqual(await site.events(), ['update IdentityProvider okta']);
  });

  test('and all else that config.yaml owns is shown, marked and not editable', async () => {
    await using site = await openConsole();
    await site.saveIdentityProvider({ declared: true, autoProvisioningDeclared: true });
    const browser = await site.signIn();
    const { html } = await browser.get(OKTA);
    assert.match(textOf(html), /set in config\.yaml.*config\.yaml owns this identity provider/);
    assert.match(html, /id="autoProvisioning"[^>]*checked disabled/);
    assert.doesNotMatch(html, new RegExp(`action="${OKTA}"|action="${OKTA}/(?:remove|metadata)"`));

    const { csrf = '' } = hiddenFields(html, '/logout');
    await site.events();
    for (const [action, fields] of [
      ['', { autoProvisioning: '', vendor: 'google' }],
      ['/metadata', { metadata: METADATA }],
      ['/remove', { confirm: 'okta' }],
    ] as const) {
      const answer = await browser.post(`${OKTA}${action}`, { ...fields, csrf, form: action });
      assert.equal(answer.status, action === '' ? 303 : 409, action);
    }
    assert.deepEqual(await site.events(), []);
  });
});

describe('keys', () => {
  test('are rotated with an overlap', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const rotated = await browser.submit(OKTA, `${OKTA}/keys/rotate`, { overlap: '1d' });
    const { html } = await browser.follow(rotated);
    const next = { key: inputValue(html, 'key'), secret: inputValue(html, 'secret') };
    const authorization = `Basic ${btoa(`${next.key}:${next.secret}`)}`;
    assert.equal((await site.request('GET', '/Users', { authorization })).status, 200);
    assert.equal((await site.request('GET', '/Users')).status, 200, 'the old pair in the overlap');
    assert.match(textOf((await browser.get(OKTA)).html), /in 1 day Ending/);
    site.clock.now += DAY_MS;
    assert.equal((await site.request('GET', '/Users')).status, 401);
    assert.equal((await site.request('GET', '/Users', { authorization })).status, 200);
  });

  test('are revoked for good, and only under the provider that they belong to', async () => {
    await using site = await openConsole();
    await site.saveIdentityProvider({ name: 'other' });
    const { key: foreign } = await site.addTenant('beta');
    const browser = await site.signIn();
    const action = `${OKTA}/keys/${site.key}/revoke`;
    const { html } = await browser.get(OKTA);
    const fields = hiddenFields(html, action);
    const wrong = await browser.post(`${OKTA}/keys/${foreign}/revoke`, { ...fields, form: 'wrong' });
    assert.equal(wrong.status, 404, 'a key of another tenant');
    assert.equal((await browser.post(action, fields)).location, `${OKTA}?done=revoked`);
    assert.equal((await site.request('GET', '/Users')).status, 401);
    assert.match(textOf((await browser.get(OKTA)).html), /Revoked/);
  });

  test('show what their requests made necessary', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    assert.doesNotMatch(textOf((await browser.get(OKTA)).html), /Peculiarities/);
    await site.saveIdentityProvider({ vendor: 'entra' });
    const at = site.clock.now - 5 * MINUTE_MS;
    await site.store.quirkUses.record([{ key: site.key, quirk: 'unquoted-filter-value', count: 1200, at }]);
    const text = textOf((await browser.get(OKTA)).html);
    assert.match(text, /unquoted-filter-value.*Needed 1,200 times, last 5 minutes ago/s);
  });

  test('are issued for a gateway, with an end', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const fields = { scope: 'gateway', lifetime: '90d' };
    const issued = await browser.submit(OKTA, `${OKTA}/keys/issue`, fields);
    const { html } = await browser.follow(issued);
    assert.equal(inputValue(html, 'url'), 'https://gateway.example.com/gateway/v1/acme');
    const key = await site.store.registry.getCredential(inputValue(html, 'key') as KeyId);
    assert.deepEqual([key?.key.scope, key?.key.expiresAt], ['gateway', site.clock.now + 90 * DAY_MS]);
  });

  test('show how and when they were last used', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const use = {
      at: site.clock.now - 5 * MINUTE_MS,
      address: '192.0.2.7',
      userAgent: 'Okta SCIM Client 1.0.0',
      count: 3,
    };
    await site.store.registry.recordKeyUses(new Map([[site.key, use]]));
    const text = textOf((await browser.get(OKTA)).html);
    assert.match(text, /5 minutes ago 3 requests from 192\.0\.2\.7 Okta SCIM Client 1\.0\.0/);
    assert.match(textOf((await browser.get(LIST)).html), /okta Okta On 2 live keys 5 minutes ago/);
    await site.request('GET', '/Users');
    assert.match(textOf((await browser.get(LIST)).html), /okta Okta On 2 live keys just now/);
  });
});

describe('an identity provider', () => {
  test('gets new SAML metadata, or a sentence on why not', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const action = `${OKTA}/metadata`;
    assert.match(
      (await browser.submit(OKTA, action)).html,
      /<a href="#metadataFile">Choose the metadata file/,
    );
    assert.equal(
      (await browser.submit(OKTA, action, { metadata: METADATA })).location,
      `${OKTA}?done=metadata`,
    );
    assert.match(textOf((await browser.get(OKTA)).html), /Entity ID http:\/\/www\.okta\.com\/exk1example/);
  });

  test('is removed when its name is typed', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const wrong = await browser.submit(OKTA, `${OKTA}/remove`, { confirm: 'Okta' });
    assert.equal(wrong.status, 422);
    const removed = await browser.submit(OKTA, `${OKTA}/remove`, { confirm: 'okta' });
    assert.equal(removed.location, `${LIST}?done=removed`);
    assert.equal((await browser.get(OKTA)).status, 404);
    assert.equal((await site.request('GET', '/Users')).status, 401);
  });
});
