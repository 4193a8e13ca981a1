import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { parseConfig } from '../../src/config/load.ts';
import type { UnknownMembers } from '../../src/directory/identity-provider.ts';
import { readerName } from '../../src/directory/receiver.ts';
import { disableAutoProvisioning } from '../../src/keys/auto-provisioning.ts';
import { digestSecret } from '../../src/keys/digest.ts';
import { issueKey } from '../../src/keys/issue.ts';
import { BUILT_IN_RESOURCE_TYPES } from '../../src/scim/resource-types.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { openStore } from '../../src/store/open.ts';
import type { Sessions, Store } from '../../src/store/port.ts';
import { freePort, temporaryDirectory } from '../e2e/processes.ts';
import { CLIENT, type OidcProvider, openOidcProvider } from './oidc-provider.ts';

const { CHROMIUM = '/usr/bin/chromium' } = process.env;
const METADATA = fileURLToPath(new URL('../directory/saml/okta-metadata.xml', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const skip = existsSync(CHROMIUM)
  ? false
  : `there is no Chromium at ${CHROMIUM}; set CHROMIUM, or apt-get install chromium`;

/** The whole service in a process, a browser beside it, and a person in the browser. */
describe('the console in a browser', { skip }, () => {
  const resources = new AsyncDisposableStack();
  let server: RunningServer;
  let store: Store;
  let browser: Browser;
  let axe: string;
  let provider: OidcProvider;

  before(async () => {
    const directory = resources.use(temporaryDirectory());
    provider = resources.use(await openOidcProvider('localhost'));
    const { clientId, clientSecret } = CLIENT;
    const clientSecretFile = `${directory.path}/client-secret`;
    await writeFile(clientSecretFile, clientSecret);
    const roles = { viewer: ['helpdesk'] };
    const [port, adminPort] = [await freePort(), await freePort()];
    const config = parseConfig(
      {
        server: { listen: `127.0.0.1:${port}` },
        admin: {
          listen: `127.0.0.1:${adminPort}`,
          oidc: { issuer: provider.issuer, clientId, clientSecretFile, roles },
        },
        database: { url: `sqlite:${directory.path}/cyolo-scim.db` },
        backup: { directory: `${directory.path}/backups` },
      },
      { env: {}, directory: directory.path },
    );
    server = resources.use(await startServer(config, { log: pino({ level: 'silent' }) }));
    const options = { resourceTypes: BUILT_IN_RESOURCE_TYPES, now: Date.now };
    store = resources.use(await openStore(config.database.url, options));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    resources.defer(() => browser.close());
    axe = await readFile(AXE, 'utf8');
  });
  after(() => resources.disposeAsync());

  test('does what the guide says, from the empty console to the first user who is seen to arrive', async () => {
    const { page } = await signIn(browser, server, store.sessions);
    await isAccessible(page);
    await page.getByLabel('Name', { exact: true }).fill('Acme Corp');
    await page.getByRole('button', { name: 'Add tenant' }).click();
    await page.getByRole('link', { name: /cannot name a tenant/ }).click();
    assert.equal(await page.evaluate('document.activeElement.id'), 'name');
    await isAccessible(page);
    await page.getByLabel('Name', { exact: true }).fill('acme');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Add the identity provider' }).waitFor();
    await isAccessible(page);
    await page.getByLabel('SAML metadata file').setInputFiles(METADATA);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('heading', { name: 'Get Key and Secret' }).waitFor();
    await isAccessible(page);
    await page.getByRole('button', { name: /Switch on/ }).dblclick();

    const pair = await readPair(page);
    await isAccessible(page);
    await page.getByRole('button', { name: 'Copy Secret' }).click();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), pair.secret);
    await page.getByText('Waiting for the first call').waitFor();
    assert.equal((await send(server, { ...pair, secret: 'wrong' }, 'GET', '/Users')).status, 401);
    await page.getByText('1 sign-in was refused just now').waitFor();
    assert.equal((await send(server, pair, 'GET', '/Users?startIndex=1&count=2')).status, 200);
    await page.getByRole('heading', { name: '“Test API Credentials” has arrived' }).waitFor();
    await isAccessible(page);

    await page.getByRole('link', { name: 'Watch the activity' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    const user = { userName: 'ada@example.com', displayName: 'Ada Lovelace', active: true };
    assert.equal((await send(server, pair, 'POST', '/Users', user)).status, 201);
    await page.getByRole('link', { name: 'ada@example.com' }).click();
    await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor();
    await isAccessible(page);
  });

  test('takes the way of the guide over Integration, Identity Providers, and shows the Secret once', async () => {
    const { page } = await signIn(browser, server, store.sessions);
    await page.getByRole('link', { name: 'Identity Providers' }).click();
    await page.getByRole('link', { name: 'Add identity provider' }).click();
    await page.getByLabel('Name', { exact: true }).fill('second');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('switch', { name: 'Auto-provisioning' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    const { secret } = await readPair(page);
    await page.reload();
    await page.getByText('The Secret is not shown again').waitFor();
    assert.ok(!(await page.content()).includes(secret));
    await page.goBack();
    assert.ok(!(await page.content()).includes(secret));

    await page.goto(`${server.urls.admin}/tenants/acme/identity-providers/second`);
    await page.locator('summary', { hasText: 'Revoke' }).click();
    await isAccessible(page);
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The key is revoked').waitFor();
  });

  test('lets in whom the provider of the company vouches for, who comes from another site', async () => {
    provider.behaviour.claims = { groups: ['helpdesk'] };
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(server.urls.admin);
    await isAccessible(page);
    await page.getByRole('link', { name: 'Sign in with localhost' }).click();
    await page.getByRole('heading', { name: 'Identity Providers' }).waitFor();
    await page.getByText('ada@example.com').waitFor();
    provider.behaviour.claims = { groups: ['staff'] };
    await context.clearCookies();
    await page.goto(`${server.urls.admin}/login/oidc`);
    await page.getByText('gives you no role here').waitFor();
    await isAccessible(page);
  });

  test('saves of a page that lay open only what was changed on it', async () => {
    const { page } = await signIn(browser, server, store.sessions);
    await page.goto(`${server.urls.admin}/tenants/acme/identity-providers/second`);
    const [tenant = fail()] = await store.registry.listTenants();
    const actor = { name: 'cli:grace', requestId: 'test' };
    await disableAutoProvisioning(store.registry, { tenant: tenant.name, identityProvider: 'second' }, actor);
    assert.ok(await page.getByRole('switch', { name: 'Auto-provisioning' }).isChecked(), 'as it was shown');
    await page.getByLabel('Group members that are not known here').selectOption('reject');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Meanwhile someone else had changed other settings').waitFor();
    assert.ok(!(await page.getByRole('switch', { name: 'Auto-provisioning' }).isChecked()));
  });

  test('searches while one types, and disables who was found', async () => {
    const { page } = await signIn(browser, server, store.sessions);
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByLabel('Search').fill('nobody');
    await page.getByText('Nobody matches').waitFor();
    await page.getByLabel('Search').fill('ada');
    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    await page.locator('summary', { hasText: 'Disable' }).click();
    await page.keyboard.press('Escape');
    assert.ok(await page.getByRole('button', { name: 'Disable' }).isHidden());
    await page.locator('summary', { hasText: 'Disable' }).click();
    await isAccessible(page);
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('The user may no longer sign in').waitFor();
    await page.goto(`${server.urls.admin}/tenants/acme/users`);
    await page.getByLabel('State').selectOption('disabled');
    await page.waitForURL(/state=disabled/);
    assert.equal(await page.getByRole('rowheader').count(), 1);
  });

  test('stops and goes on with what is live, and ends it with the session', async () => {
    const { page } = await signIn(browser, server, store.sessions, 'grace');
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    const before = await page.getByRole('listitem').count();
    const [tenant = fail()] = await store.registry.listTenants();
    const [provider = fail()] = await store.registry.listIdentityProviders(tenant.name);
    const setUnknownMembers = (unknownMembers: UnknownMembers) =>
      store.registry.changeIdentityProvider(
        tenant.name,
        provider.name,
        (current) => ({ ...current, unknownMembers }),
        { name: 'test', requestId: 'test' },
      );
    await setUnknownMembers('reject');
    await page.waitForTimeout(1500);
    assert.equal(await page.getByRole('listitem').count(), before);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('New entries: 1').waitFor({ state: 'attached' });
    await store.sessions.endSessions('grace');
    await setUnknownMembers('skip');
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await isAccessible(page);
  });

  test('has no fault that axe finds, in light and dark, wide and narrow', async () => {
    const { page } = await signIn(browser, server, store.sessions);
    const [tenant = fail()] = await store.registry.listTenants();
    const sources = { random: (bytes: number) => randomBytes(bytes), now: Date.now };
    const actor = { name: 'cli:grace', requestId: 'test' };
    const issue = (scope: 'provision' | 'gateway') =>
      issueKey(store.registry, { tenant: tenant.name, identityProvider: 'okta', scope }, actor, sources);
    await store.outbox.open(tenant.name, readerName((await issue('gateway')).key));
    const pair = await issue('provision');
    assert.equal((await send(server, pair, 'POST', '/Users', { userName: 7, title: 'x' })).status, 400);
    const [user] = await ids('/tenants/acme/users');
    await store.sessions.createLogin(digestSecret('axe'), {
      name: 'axe',
      role: 'viewer',
      expiresAt: Date.now() + 600_000,
    });
    const pages = [
      '/tenants/new',
      '/tenants/acme/identity-providers',
      '/tenants/acme/identity-providers/new',
      '/tenants/acme/identity-providers/okta',
      '/tenants/acme/users',
      '/tenants/acme/users?q=nobody',
      user,
      '/tenants/acme/groups',
      '/tenants/acme/activity',
      '/health',
      '/start',
      '/login?token=axe',
      '/nothing',
    ];
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 360],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      for (const path of pages) {
        await page.goto(`${server.urls.admin}${path}`);
        await page.evaluate('for (const each of document.querySelectorAll("main details")) each.open = true');
        await isAccessible(page, `${path} ${colorScheme} ${width}`);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        assert.equal(await page.evaluate(overflow), 0, `${path} is wider than ${width}`);
      }
    }

    async function ids(path: string): Promise<readonly string[]> {
      await page.goto(`${server.urls.admin}${path}`);
      const links = await page.getByRole('rowheader').getByRole('link').all();
      return Promise.all(links.map(async (link) => (await link.getAttribute('href')) ?? ''));
    }
  });

  test('works without a script', async () => {
    const { page } = await signIn(browser, server, store.sessions, 'ada', { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByLabel('Search').fill('ada');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    await page.locator('summary', { hasText: 'Enable' }).click();
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByText('The user may sign in again').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  });

  async function isAccessible(page: Page, where = page.url()): Promise<void> {
    await page.evaluate(axe);
    const violations = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(
        ({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })))`,
    );
    assert.deepEqual(violations, [], where);
  }
});

type ContextOptions = Parameters<Browser['newContext']>[0];

/** Opens a link of its own in a browser of its own, as `console login` prints it. */
async function signIn(
  browser: Browser,
  { urls }: RunningServer,
  sessions: Sessions,
  ...[name = 'ada', options = {}]: [name?: string, options?: ContextOptions]
): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const token = crypto.randomUUID();
  const expiresAt = Date.now() + 60_000;
  await sessions.createLogin(digestSecret(token), { name, role: 'admin', expiresAt });
  const context = await browser.newContext(options);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(error));
  await page.goto(`${urls.admin}/login?token=${token}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'attached' });
  return { page, context };
}

interface Pair {
  readonly key: string;
  readonly secret: string;
}

async function readPair(page: Page): Promise<Pair> {
  const read = (label: string) => page.getByLabel(label, { exact: true }).inputValue();
  return { key: await read('Key'), secret: await read('Secret') };
}

/** A request as Okta makes it. */
function send(
  { urls }: RunningServer,
  { key, secret }: Pair,
  method: string,
  ...[path = '', body]: [path?: string, body?: unknown]
): Promise<Response> {
  return fetch(`${urls.scim}/scim/v2/acme${path}`, {
    method,
    headers: {
      Authorization: `Basic ${btoa(`${key}:${secret}`)}`,
      'User-Agent': 'Okta SCIM Client 1.0.0',
      'Content-Type': 'application/scim+json; charset=utf-8',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function fail(): never {
  throw new Error('nothing is there');
}
