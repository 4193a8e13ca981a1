import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type ConsoleFixture,
  formsOf,
  hiddenFields,
  ORIGIN,
  openConsole,
  textOf,
} from './console-fixture.ts';

const PROVIDER = '/tenants/acme/identity-providers/okta';
const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;

/** Every page there is, with the id of a user and of a group in the places for them. */
async function pagesOf(site: ConsoleFixture): Promise<readonly string[]> {
  const user = await site.createUser({ userName: 'ada@example.com' });
  const group = await site.createGroup({ displayName: 'Engineering', members: [{ value: user.id }] });
  return [
    '/start',
    '/health',
    '/tenants/new',
    '/tenants/acme/identity-providers',
    '/tenants/acme/identity-providers/new',
    PROVIDER,
    `${PROVIDER}/keys/${site.key}/issued`,
    '/tenants/acme/users',
    `/tenants/acme/users/${user.id}`,
    '/tenants/acme/groups',
    `/tenants/acme/groups/${group.id}`,
    '/tenants/acme/activity',
  ];
}

describe('every page', () => {
  test('loads nothing from elsewhere, stays out of frames and caches, and has no script or style in it', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    for (const path of [...(await pagesOf(site)), '/login', '/nothing']) {
      const { headers, html } = await browser.get(path);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /^default-src 'none'; style-src 'self'; script-src 'self';/, path);
      assert.match(policy, /form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/, path);
      assert.equal(headers.get('cache-control'), 'no-store', path);
      assert.equal(headers.get('referrer-policy'), 'no-referrer', path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:|<script(?! src="\/assets\/)/i, path);
      assert.doesNotMatch(html, /\[object |undefined|NaN/, path);
    }
  });

  test('names its language and its title, and lets the keyboard skip to its content', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    for (const path of await pagesOf(site)) {
      const { status, html } = await browser.get(path);
      assert.equal(status, 200, path);
      assert.match(html, /<html lang="en">/, path);
      assert.match(html, /<title>[^<]+ &middot; Cyolo SCIM<\/title>/, path);
      assert.match(html, /<a class="skip" href="#content">/, path);
      assert.equal(html.match(/<h1>/g)?.length, 1, path);
      assert.equal(html.match(/<main id="content"/g)?.length, 1, path);
      const ids = Array.from(html.matchAll(/\sid="([^"]*)"/g), ([, id]) => id);
      assert.deepEqual(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        [],
        `ids of ${path}`,
      );
    }
  });
});

describe('what changes something', () => {
  const change = { autoProvisioning: '' };

  async function assertUnchanged(site: ConsoleFixture): Promise<void> {
    assert.deepEqual(await site.events(), []);
  }

  test('is refused when another site makes the browser send it', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    await site.events();
    const fields = { ...hiddenFields((await browser.get(PROVIDER)).html, PROVIDER), ...change };
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: 'https://evil.example' },
      { Origin: 'http://127.0.0.1:8080' },
    ]) {
      const answer = await browser.post(PROVIDER, fields, headers);
      assert.equal(answer.status, 403, JSON.stringify(headers));
    }
    await assertUnchanged(site);
    assert.equal((await browser.post(PROVIDER, fields, { Origin: ORIGIN })).status, 303);
    assert.deepEqual(await site.events(), ['update IdentityProvider okta']);
  });

  test('is refused without the token of the session, and with that of another', async () => {
    await using site = await openConsole();
    const [browser, other] = [await site.signIn(), await site.signIn()];
    await site.events();
    const { csrf = '', ...fields } = hiddenFields((await browser.get(PROVIDER)).html, PROVIDER);
    const foreign = hiddenFields((await other.get(PROVIDER)).html, PROVIDER)['csrf'] ?? '';
    for (const given of [
      {},
      { csrf: '' },
      { csrf: foreign },
      { csrf: csrf.slice(1) },
      { csrf: `${csrf}x` },
    ]) {
      const answer = await browser.post(PROVIDER, { ...fields, ...change, ...given });
      assert.equal(answer.status, 403, JSON.stringify(given));
    }
    await assertUnchanged(site);
  });

  test('is refused to a viewer, who sees every page and no form', async () => {
    await using site = await openConsole();
    const pages = await pagesOf(site);
    const viewer = await site.signIn('viewer', 'grace');
    await site.events();
    for (const path of pages.filter((each) => !each.endsWith('/new'))) {
      const { status, html } = await viewer.get(path);
      assert.equal(status, 200, path);
      assert.deepEqual(
        formsOf(html).filter((form) => !form.includes('action="/logout"')),
        [],
        path,
      );
    }
    for (const path of pages.filter((each) => each.endsWith('/new'))) {
      assert.equal((await viewer.get(path)).status, 403, path);
    }
    const { csrf = '' } = hiddenFields((await viewer.get(PROVIDER)).html, '/logout');
    const answer = await viewer.post(PROVIDER, { ...change, csrf });
    assert.equal(answer.status, 403);
    assert.match(textOf(answer.html), /viewers change nothing/);
    await assertUnchanged(site);
  });

  test('is refused when it is too large', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const metadata = 'x'.repeat(2 * 1024 * 1024);
    const answer = await browser.submit(PROVIDER, `${PROVIDER}/metadata`, { metadata });
    assert.equal(answer.status, 413);
    assert.match(textOf(answer.html), /at most 1 MiB/);
  });
});

describe('a hostile name', () => {
  test('is text on every page that shows it', async () => {
    await using site = await openConsole();
    const browser = await site.signIn('admin', HOSTILE);
    const user = await site.createUser({
      userName: HOSTILE,
      displayName: HOSTILE,
      externalId: HOSTILE,
      name: { familyName: HOSTILE },
      emails: [{ value: HOSTILE, type: HOSTILE }],
      userType: HOSTILE,
    });
    const group = await site.createGroup({ displayName: HOSTILE, members: [{ value: user.id }] });
    await site.request('POST', '/Users', { body: { userName: HOSTILE } });
    await site.request('GET', '/Users', { authorization: '', headers: { 'User-Agent': HOSTILE } });
    for (const path of [
      `/tenants/acme/users?q=${encodeURIComponent(HOSTILE)}`,
      `/tenants/acme/users?group=${encodeURIComponent(HOSTILE)}`,
      `/tenants/acme/users?group=${encodeURIComponent(`${HOSTILE}!`)}`,
      `/tenants/acme/users/${user.id}`,
      '/tenants/acme/groups',
      `/tenants/acme/groups/${group.id}`,
      '/tenants/acme/activity',
      `/login?token=${encodeURIComponent(HOSTILE)}`,
    ]) {
      const { status, html } = await browser.get(path);
      assert.equal(status, 200, path);
      assert.doesNotMatch(html, /<script>|<img/, path);
      assert.match(html, /&lt;script&gt;/, path);
    }
  });

  test('leads to its page', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const { html } = await browser.get('/tenants/..%2F..%2Fhealth/users');
    assert.match(html, /There is no such tenant/);
  });
});

describe('style and script', () => {
  test('can be kept for good, because their address changes with them', async () => {
    await using site = await openConsole();
    const { html } = await site.browser().get('/login');
    const paths = Array.from(html.matchAll(/(?:href|src)="(\/assets\/[^"]*)"/g), ([, path = '']) => path);
    assert.equal(paths.length, 3);
    for (const path of paths) {
      const { status, headers } = await site.browser().get(path);
      assert.equal(status, 200, path);
      assert.match(headers.get('cache-control') ?? '', /immutable/);
      assert.match(headers.get('content-type') ?? '', /^(text\/css|text\/javascript|image\/svg\+xml)/);
    }
  });
});
