import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TenantName } from '../../src/directory/tenant.ts';
import type { ResourceId } from '../../src/scim/resource.ts';
import { USER } from '../../src/scim/resource-types.ts';
import { patch } from '../http/app-fixture.ts';
import { hiddenFields, MINUTE_MS, openConsole, textOf } from './console-fixture.ts';

const USERS = '/tenants/acme/users';
const GROUPS = '/tenants/acme/groups';

/** The names in the list on a page, in its order. */
function listed(html: string): readonly string[] {
  const names = html.matchAll(/<th scope="row"[^>]*><a href="[^"]*">([^<]*)<\/a>/g);
  return Array.from(names, ([, name = '']) => name);
}

function nextPage(html: string): string {
  return /<a class="button" href="([^"]*)" rel="next">/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
}

describe('the users', () => {
  test('are found by the beginning of a name or address in any letter case, and by id', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const ada = await site.createUser({
      userName: 'ada@example.com',
      displayName: 'Ada Lovelace',
      externalId: '00u1',
      emails: [{ value: 'countess@example.com' }],
    });
    await site.createUser({ userName: 'grace@example.com', displayName: 'Grace Hopper' });
    for (const q of ['ADA@', 'ada lov', 'Countess@example.com', '00u1', ada.id, ' ada ']) {
      const { html } = await browser.get(`${USERS}?${new URLSearchParams({ q })}`);
      assert.deepEqual(listed(html), ['Ada Lovelace'], q);
    }
    for (const q of ['lovelace', '00u', '"', '\\', '%']) {
      const { status, html } = await browser.get(`${USERS}?${new URLSearchParams({ q })}`);
      assert.equal(status, 200);
      assert.match(textOf(html), /Nobody matches/, q);
    }
    assert.deepEqual(listed((await browser.get(USERS)).html), ['Ada Lovelace', 'Grace Hopper']);
  });

  test('are narrowed to the disabled ones, and to those of a group', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const [ada, grace] = [
      await site.createUser({ userName: 'ada', active: false }),
      await site.createUser({ userName: 'grace', active: false }),
    ];
    const alan = await site.createUser({ userName: 'alan' });
    await site.createGroup({
      displayName: 'Research & Co',
      members: [{ value: alan.id }, { value: ada.id }],
    });
    const names = async (query: Readonly<Record<string, string>>) =>
      listed((await browser.get(`${USERS}?${new URLSearchParams(query)}`)).html);
    assert.deepEqual(await names({ state: 'disabled' }), ['ada', 'grace']);
    assert.deepEqual(await names({ group: 'research & co' }), ['ada', 'alan']);
    assert.deepEqual(await names({ group: 'Research & Co', state: 'disabled' }), ['ada']);
    assert.deepEqual(await names({ q: 'gra', state: 'disabled' }), ['grace']);
    const context = { actor: { name: 'cli:ada', requestId: 'import' }, unknownMembers: 'skip' } as const;
    const target = { tenant: 'acme' as TenantName, type: USER, id: 'imported' as ResourceId };
    await site.store.resources.write({
      kind: 'create',
      target,
      change: { attributes: { schemas: [USER.schema.id], userName: 'gwen' }, members: [] },
      onInactiveDuplicate: 'conflict',
      context,
    });
    assert.deepEqual(await names({ state: 'unsynced' }), ['gwen']);
    assert.deepEqual(await names({ q: 'g', state: 'unsynced' }), ['gwen']);
    await site.request('PATCH', '/Users/imported', {
      body: patch({ op: 'replace', path: 'active', value: true }),
    });
    assert.deepEqual(await names({ state: 'unsynced' }), [], 'the provider found all as it wants it');
    const missing = await browser.get(`${USERS}?group=Nobody`);
    assert.match(missing.html, /aria-invalid="true" aria-describedby="group-problem"/);
    assert.match(textOf(missing.html), /There is no group "Nobody"/);
    assert.ok(grace.id);
  });

  test('come in pages that a cursor leads through, which is good for this list alone', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const names = Array.from({ length: 120 }, (_, index) => `user-${String(index).padStart(3, '0')}`);
    for (const userName of names) await site.createUser({ userName });
    const seen: string[] = [];
    let next = USERS;
    const pages: string[] = [];
    while (next !== '') {
      pages.push(next);
      const { html } = await browser.get(next);
      assert.match(textOf(html), /120 users/);
      seen.push(...listed(html));
      next = nextPage(html);
    }
    assert.deepEqual(seen, names);
    assert.equal(pages.length, 3);
    const cursor = new URL(`http://x${pages[1]}`).searchParams.get('cursor') ?? '';
    for (const place of [
      `${USERS}?state=disabled&cursor=${cursor}`,
      `${GROUPS}?cursor=${cursor}`,
      `${USERS}?cursor=x${cursor}`,
    ]) {
      assert.equal((await browser.get(place)).status, 400, place);
    }
  });

  test('are shown by a text as far as one looks, by name', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    for (let index = 59; index >= 0; index -= 1) {
      const number = String(index).padStart(2, '0');
      await site.createUser({
        userName: `user-${number}`,
        ...(index === 7 && { displayName: 'User-seven' }),
      });
    }
    const { html } = await browser.get(`${USERS}?q=user-`);
    assert.match(textOf(html), /The first 50 that match\. Type on/);
    assert.deepEqual(listed(html).slice(6, 9), ['user-06', 'User-seven', 'user-08']);
    assert.equal(listed(html).length, 50);
    const narrower = await browser.get(`${USERS}?q=user-0`);
    assert.match(textOf(narrower.html), /10 users/);
  });

  test('are those of the tenant in the address', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    await site.addTenant('beta');
    const ada = await site.createUser({ userName: 'ada' });
    assert.match(textOf((await browser.get('/tenants/beta/users')).html), /No users yet/);
    assert.equal((await browser.get(`/tenants/beta/users/${ada.id}`)).status, 404);
    const action = `/tenants/beta/users/${ada.id}/disable`;
    const { html } = await browser.get(`${USERS}/${ada.id}`);
    const csrf = /name="csrf" value="([^"]*)"/.exec(html)?.[1] ?? '';
    assert.equal((await browser.post(action, { csrf, form: 'x' })).status, 404);
    assert.equal((await site.request('GET', `/Users/${ada.id}`)).body.active, ada.active);
  });
});

describe('a user', () => {
  test('shows what is known, and what was changed from what to what, by whom and by which request', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const ada = await site.createUser({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
      userName: 'ada@example.com',
      name: { familyName: 'Lovelace' },
      emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
      [ENTERPRISE]: { department: 'Mathematics' },
    });
    await site.createGroup({ displayName: 'Research', members: [{ value: ada.id }] });
    site.clock.now += MINUTE_MS;
    const answer = await site.request('PATCH', `/Users/${ada.id}`, {
      body: patch({ op: 'replace', path: 'title', value: 'Countess' }),
    });
    const text = textOf((await browser.get(`${USERS}/${ada.id}`)).html);
    assert.match(text, /name\.familyName Lovelace/);
    assert.match(text, /emails ada@example\.com work primary/);
    assert.match(text, /enterprise:2\.0:User department Mathematics/);
    assert.match(text, /Groups Research/);
    assert.match(text, /Changed by okta 2026-11-24 00:01:00/);
    assert.match(text, new RegExp(`Request ${answer.headers.get('x-request-id')}`));
    assert.match(text, /Attribute Before After title not set Countess/);
  });

  test('is disabled and enabled by an administrator, who is named in the history', async () => {
    await using site = await openConsole();
    const browser = await site.signIn('admin', 'grace');
    const ada = await site.createUser({ userName: 'ada' });
    await site.events();
    const place = `${USERS}/${ada.id}`;
    const disabled = await browser.submit(place, `${place}/disable`);
    assert.equal(disabled.location, `${place}?done=disabled`);
    const text = textOf((await browser.follow(disabled)).html);
    assert.match(text, /The user may no longer sign in/);
    assert.match(text, /Disabled by grace \(console\)/);
    assert.equal((await site.request('GET', `/Users/${ada.id}`)).body.active, false);
    await browser.submit(place, `${place}/enable`);
    assert.deepEqual(await site.events(), ['deactivate User ada', 'activate User ada']);
    const [event] = await site.store.events.listEvents('acme' as TenantName, { descending: true, limit: 1 });
    assert.equal(event?.actor, 'console:grace');
  });

  test('is disabled as often as that is asked for, and enabled once, by a page that was left open', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const ada = await site.createUser({ userName: 'ada' });
    const place = `${USERS}/${ada.id}`;
    const isActive = async () => (await site.request('GET', `/Users/${ada.id}`)).body.active;
    const setActive = (active: boolean) =>
      site.request('PATCH', `/Users/${ada.id}`, {
        body: patch({ op: 'replace', path: 'active', value: active }),
      });
    const disable = hiddenFields((await browser.get(place)).html, `${place}/disable`);
    for (let times = 0; times < 2; times += 1) {
      const answer = await browser.post(`${place}/disable`, disable);
      assert.equal(answer.location, `${place}?done=disabled`);
      assert.equal(await isActive(), false);
      if (times === 0) await setActive(true);
    }
    const enable = hiddenFields((await browser.get(place)).html, `${place}/enable`);
    await browser.post(`${place}/enable`, enable);
    assert.equal(await isActive(), true);
    await setActive(false);
    await browser.post(`${place}/enable`, enable);
    assert.equal(await isActive(), false);
  });

  test('who is not there is said to be gone', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    for (const path of [`${USERS}/nobody`, `${GROUPS}/nobody`]) {
      assert.equal((await browser.get(path)).status, 404, path);
    }
  });
});

describe('a group', () => {
  test('shows its members, leads to them as a list, and names who came and went', async () => {
    await using site = await openConsole();
    const browser = await site.signIn();
    const ids: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      const user = await site.createUser({ userName: `user-${String(index).padStart(2, '0')}` });
      ids.push(user.id);
    }
    const inner = await site.createGroup({ displayName: 'Inner' });
    const members = [...ids, inner.id].map((value) => ({ value }));
    const group = await site.createGroup({ displayName: 'Everyone', members });
    await site.request('PATCH', `/Groups/${group.id}`, {
      body: patch({ op: 'remove', path: `members[value eq "${ids[7]}"]` }),
    });
    const { html } = await browser.get(`${GROUPS}/${group.id}`);
    const text = textOf(html);
    assert.match(text, /Members The first 50/);
    assert.match(text, /members 1 member removed: user-07/);
    assert.match(text, /61 members added: (\S+, ){4}\S+,? and 56 more/);
    assert.ok(html.includes(`href="${USERS}?group=Everyone"`));
    assert.match(textOf((await browser.get(`${USERS}?group=Everyone`)).html), /59 users/);
    assert.deepEqual(listed((await browser.get(`${GROUPS}?q=ever`)).html), ['Everyone']);
  });
});
