import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { digestSecret } from '../../src/keys/digest.ts';
import { MINUTE_MS, openConsole } from './console-fixture.ts';

const USERS = '/tenants/acme/users';

describe('a one-time link', () => {
  test('is not spent by opening it, and works once', async () => {
    await using site = await openConsole();
    const token = await site.makeLink();
    const browser = site.browser();
    for (const _ of [1, 2]) {
      const page = await browser.get(`/login?token=${token}`);
      assert.equal(page.status, 200);
      assert.match(page.html, new RegExp(`name="token" value="${token}"`));
    }
    assert.equal((await browser.post('/login', { token })).location, '/');
    assert.equal((await browser.get(USERS)).status, 200);
    const again = await site.browser().post('/login', { token });
    assert.equal(again.status, 401);
    assert.match(again.html, /no longer works/);
  });

  test('ends ten minutes after it was made', async () => {
    await using site = await openConsole();
    const token = await site.makeLink();
    site.clock.now += 10 * MINUTE_MS;
    assert.equal((await site.browser().post('/login', { token })).status, 401);
  });

  test('signs in with a cookie that scripts and other sites cannot use, and of which only a digest is kept', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    assert.match(browser.cookies.set, /; HttpOnly; SameSite=Strict$/);
    assert.match(browser.cookies.set, /; Path=\/;/);
    assert.doesNotMatch(browser.cookies.set, /Secure/, 'plain HTTP on the loopback address');
    const proxied = site.browser();
    await proxied.post('/login', { token: await site.makeLink() }, { 'X-Forwarded-Proto': 'https' });
    assert.match(proxied.cookies.set, /; Secure;/);
    const [, token = ''] = browser.cookies.sent.split('=');
    assert.equal((await site.store.sessions.getSession(digestSecret(token)))?.name, 'ada');
  });

  test('asks nothing of who guesses one', async () => {
    await using site = await openConsole();
    const answer = await site.browser().post('/login', { token: 'guessed' });
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('set-cookie'), null);
  });
});

describe('a session', () => {
  test('is needed for every page, which says how to get one', async () => {
    await using site = await openConsole();
    for (const path of ['/', '/start', '/health', USERS, '/tenants/acme/activity', '/nothing']) {
      const { status, html } = await site.browser().get(path);
      assert.equal(status, 401, path);
      assert.match(html, /cyolo-scim console login/);
      assert.doesNotMatch(html, /acme/, 'nothing of what is inside');
    }
  });

  test('ends after half an hour without use, however long it could have lasted', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    for (const _ of [1, 2, 3]) {
      site.clock.now += 29 * MINUTE_MS;
      assert.equal((await browser.get(USERS)).status, 200);
    }
    site.clock.now += 30 * MINUTE_MS;
    const answer = await browser.get(USERS);
    assert.equal(answer.status, 401);
    assert.match(answer.html, /Your session has ended/);
  });

  test('ends after twelve hours of use', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
      site.clock.now += 20 * MINUTE_MS;
      assert.equal((await browser.get(USERS)).status, 200);
    }
    site.clock.now += 20 * MINUTE_MS;
    assert.equal((await browser.get(USERS)).status, 401);
  });

  test('ends with signing out, there alone', async () => {
    await using site = await openConsole();
    const [one, other] = [await site.signIn(), await site.signIn()];
    const { sent } = one.cookies;
    const answer = await one.submit(USERS, '/logout');
    assert.equal(answer.location, '/goodbye');
    assert.match((await one.follow(answer)).html, /You are signed out/);
    one.cookies.sent = sent;
    assert.equal((await one.get(USERS)).status, 401);
    assert.equal((await other.get(USERS)).status, 200);
  });

  test('ends from outside, for a person or for all, with the links not yet used', async () => {
    await using site = await openConsole();
    const { sessions } = site.store;
    const [ada, grace] = [await site.signIn('admin', 'ada'), await site.signIn('viewer', 'grace')];
    const link = await site.makeLink('admin', 'ada');
    assert.equal(await sessions.endSessions('ada'), 1);
    assert.equal((await ada.get(USERS)).status, 401);
    assert.equal((await grace.get(USERS)).status, 200);
    assert.equal((await ada.post('/login', { token: link })).status, 401);
    assert.equal(await sessions.endSessions(), 1);
    assert.equal((await grace.get(USERS)).status, 401);
  });
});
