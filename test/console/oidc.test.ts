import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OidcSettings } from '../../src/directory/oidc-settings.ts';
import { type Browser, MINUTE_MS, ORIGIN, openConsole, type PageAnswer, textOf } from './console-fixture.ts';
import { CLIENT, type OidcProvider, openOidcProvider } from './oidc-provider.ts';

const USERS = '/tenants/acme/users';

async function openSite(changes: Partial<OidcSettings> = {}) {
  const provider = await openOidcProvider();
  const settings: OidcSettings = {
    ...CLIENT,
    issuer: provider.issuer,
    scopes: ['openid', 'groups'],
    claim: 'groups',
    roles: { admin: ['scim-admins'], viewer: ['helpdesk', 'auditors'] },
    ...changes,
  };
  const site = await openConsole({ oidc: () => ({ ...settings }) });
  return {
    provider,
    site,
    async [Symbol.asyncDispose]() {
      await provider[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}

/** Goes to the provider and back. */
async function comeBack(browser: Browser, provider: OidcProvider): Promise<PageAnswer> {
  const { location, status } = await browser.get('/login/oidc');
  assert.equal(status, 303);
  return await browser.get(provider.authorize(location).replace(ORIGIN, ''));
}

describe('signing in through a provider', () => {
  test('is offered on the page of those who are not signed in, where there is one', async () => {
    await using both = await openSite();
    const { html } = await both.site.browser().get(USERS);
    assert.match(html, /<a class="button primary wide" href="\/login\/oidc">Sign in with 127\.0\.0\.1/);
    assert.match(textOf(html), /or On the appliance, run this command/);
    await using alone = await openConsole();
    assert.doesNotMatch((await alone.browser().get(USERS)).html, /oidc/);
    assert.equal((await alone.browser().get('/login/oidc')).status, 404);
    assert.equal((await alone.browser().get('/login/oidc/callback')).status, 400);
  });

  test('makes a session like any other, with the role that a claim tells', async () => {
    await using both = await openSite();
    const { site, provider } = both;
    for (const [groups, role, name] of [
      [['staff', 'scim-admins', 'helpdesk'], 'administrator', 'ada@example.com'],
      ['auditors', 'viewer', 'ada@example.com'],
    ] as const) {
      provider.behaviour.claims = { groups };
      const browser = site.browser();
      const answer = await comeBack(browser, provider);
      assert.equal(answer.status, 200);
      assert.match(answer.html, /<meta http-equiv="refresh" content="0;url=\/">/);
      assert.match(browser.cookies.set, /cyolo_scim_console=\w+;[^\n]*; HttpOnly; SameSite=Strict$/);
      const { html } = await browser.get(USERS);
      assert.match(textOf(html), new RegExp(`${name} ?${role}`));
    }
    assert.equal(await site.store.sessions.endSessions('ada@example.com'), 2);
    assert.deepEqual([...new Set(provider.asked)].sort(), [
      '/.well-known/openid-configuration',
      '/jwks',
      '/token',
    ]);
    assert.ok(!site.log().includes('ada@example.com'));
  });

  test('asks for what the ID token lacks', async () => {
    await using both = await openSite();
    both.provider.behaviour.userinfo = { groups: ['helpdesk'], email: 'other@example.com' };
    const browser = both.site.browser();
    assert.equal((await comeBack(browser, both.provider)).status, 200);
    assert.match(textOf((await browser.get(USERS)).html), /ada@example\.com ?viewer/);
  });

  test('refuses whom the claim gives no role, and an answer that is not what was asked for', async () => {
    await using both = await openSite();
    const { site, provider } = both;
    const groups = ['scim-admins'];
    for (const [behaviour, status, text] of [
      [{ claims: { groups: ['staff'] } }, 403, /knows you as ada@example\.com, but gives you no role/],
      [{ claims: {} }, 403, /no role/],
      [{ claims: { groups, nonce: 'another' } }, 502, /could not be trusted/],
      [{ claims: { groups, aud: 'another' } }, 502, /could not be trusted/],
      [{ claims: { groups, iss: 'https://evil.example' } }, 502, /could not be trusted/],
      [{ claims: { groups }, isForged: true }, 502, /could not be trusted/],
    ] as const) {
      Object.assign(provider.behaviour, { isForged: false }, behaviour);
      const browser = site.browser();
      const answer = await comeBack(browser, provider);
      assert.equal(answer.status, status, JSON.stringify(behaviour));
      assert.match(textOf(answer.html), text);
      assert.doesNotMatch(browser.cookies.set, /cyolo_scim_console/);
      assert.equal((await browser.get(USERS)).status, 401);
    }
  });

  test('takes the way back once, soon, by the browser that left, and with its state', async () => {
    await using both = await openSite();
    const { site, provider } = both;
    provider.behaviour.claims = { groups: ['scim-admins'] };
    const leave = async (browser: Browser) => {
      const { location } = await browser.get('/login/oidc');
      return provider.authorize(location).replace(ORIGIN, '');
    };
    const browser = site.browser();
    const first = await leave(browser);
    assert.equal((await site.browser().get(first)).status, 400, 'another browser');
    assert.equal((await browser.get(first.replace(/state=[^&]*/, 'state=x'))).status, 502, 'another state');
    assert.equal((await browser.get(first)).status, 400, 'it has come back already');
    const late = await leave(browser);
    site.clock.now += 10 * MINUTE_MS;
    assert.match(textOf((await browser.get(late)).html), /took too long or was taken already/);
    const denied = (await leave(browser)).replace(/code=[^&]*/, 'error=access_denied');
    assert.equal((await browser.get(denied)).status, 502);
    assert.equal((await browser.get(USERS)).status, 401);
  });

  test('says so when the provider does not answer, and tries anew', async () => {
    await using both = await openSite();
    const { site, provider } = both;
    provider.behaviour.claims = { groups: ['scim-admins'] };
    provider.behaviour.isDown = true;
    const browser = site.browser();
    const answer = await browser.get('/login/oidc');
    assert.equal(answer.status, 502);
    assert.match(textOf(answer.html), /does not answer as it should.*a one-time link still works/);
    provider.behaviour.isDown = false;
    assert.equal((await comeBack(browser, provider)).status, 200);
  });
});
