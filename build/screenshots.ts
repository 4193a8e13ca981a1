/** Writes a picture of every page of the console to docs/screenshots/, in light and dark. Needs Chromium. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { chromium, type Page } from 'playwright-core';
import { parseConfig } from '../src/config/load.ts';
import { readerName } from '../src/directory/receiver.ts';
import type { TenantName } from '../src/directory/tenant.ts';
import { digestSecret } from '../src/keys/digest.ts';
import { issueKey } from '../src/keys/issue.ts';
import { BUILT_IN_RESOURCE_TYPES } from '../src/scim/resource-types.ts';
import { startServer } from '../src/server.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/port.ts';
import { ROOT } from './project.ts';

const { CHROMIUM = '/usr/bin/chromium' } = process.env;
const FOLDER = join(ROOT, 'docs/screenshots');
const METADATA = join(ROOT, 'test/directory/saml/okta-metadata.xml');
/** Of a long page the beginning is enough. */
const HIGHEST = 1400;
const MINUTE_MS = 60_000;
const [PORT, ADMIN_PORT] = [18_443, 19_443];
const ADMIN = `http://127.0.0.1:${ADMIN_PORT}`;
const SCIM = `http://127.0.0.1:${PORT}/scim/v2/acme`;

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const PEOPLE = [
  ['Ada', 'Lovelace', 'Engineering', 'Principal Engineer'],
  ['Grace', 'Hopper', 'Engineering', 'Rear Admiral'],
  ['Katherine', 'Johnson', 'Research', 'Mathematician'],
  ['Alan', 'Turing', 'Research', 'Fellow'],
  ['Margaret', 'Hamilton', 'Engineering', 'Director of Software'],
  ['Dorothy', 'Vaughan', 'Operations', 'Supervisor'],
  ['Edsger', 'Dijkstra', 'Research', 'Professor'],
  ['Barbara', 'Liskov', 'Research', 'Institute Professor'],
  ['Radia', 'Perlman', 'Operations', 'Network Architect'],
  ['Ken', 'Thompson', 'Engineering', 'Engineer'],
  ['Sophie', 'Wilson', 'Hardware', 'Chip Designer'],
  ['Hedy', 'Lamarr', 'Hardware', 'Inventor'],
] as const;

const PUBLIC_URL = 'https://gateway.example.com';

/** The proxy in front of the appliance, which the pictures are to have. */
const direct = fetch;
globalThis.fetch = (input, init) =>
  direct(typeof input === 'string' ? input.replace(PUBLIC_URL, `http://127.0.0.1:${PORT}`) : input, init);

/** How long ago "now" is, so that an hour of work can be told in a few seconds. */
let offset = 3 * 24 * 60 * MINUTE_MS;
const present = Date.now;
Date.now = () => present() - offset;

class Okta {
  readonly #authorization: string;

  constructor(key: string, secret: string) {
    this.#authorization = `Basic ${btoa(`${key}:${secret}`)}`;
  }

  async send(method: string, path: string, body?: unknown): Promise<{ readonly id?: string }> {
    const response = await fetch(`${SCIM}${path}`, {
      method,
      headers: {
        Authorization: this.#authorization,
        'User-Agent': 'Okta SCIM Client 1.0.0',
        Accept: 'application/scim+json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json; charset=utf-8' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return text === '' ? {} : JSON.parse(text);
  }

  testConnection() {
    return this.send('GET', '/Users?startIndex=1&count=2');
  }

  patch(path: string, ...operations: readonly unknown[]) {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    return this.send('PATCH', path, { schemas, Operations: operations });
  }

  replace(path: string, value: unknown) {
    return this.patch(path, { op: 'replace', value });
  }
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'cyolo-scim-'));
  mkdirSync(FOLDER, { recursive: true });
  const config = parseConfig(
    {
      server: { listen: `127.0.0.1:${PORT}`, publicUrl: PUBLIC_URL },
      admin: { listen: `127.0.0.1:${ADMIN_PORT}`, oidc: openIdProvider(directory) },
      database: { url: `sqlite:${directory}/cyolo-scim.db` },
    },
    { env: {}, directory },
  );
  const log = pino({ level: 'warn' });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(directory, { recursive: true, force: true }));
  stack.use(await startServer(config, { log }));
  const store = stack.use(
    await openStore(config.database.url, { resourceTypes: BUILT_IN_RESOURCE_TYPES, now: Date.now }),
  );
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  stack.defer(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 });
  page.on('console', (message) => console.error('browser:', message.text()));
  await tell(page, store);
}

/** Nobody goes there: the pictures show that one could. */
function openIdProvider(directory: string) {
  const clientSecretFile = join(directory, 'client-secret');
  writeFileSync(clientSecretFile, 'secret');
  const roles = { admin: ['scim-admins'] };
  return { issuer: 'https://login.acme.example', clientId: 'console', clientSecretFile, roles };
}

async function signIn(page: Page, store: Store): Promise<void> {
  const token = randomUUID();
  const expiresAt = Date.now() + 10 * MINUTE_MS;
  await store.sessions.createLogin(digestSecret(token), { name: 'ada', role: 'admin', expiresAt });
  await page.goto(`${ADMIN}/login?token=${token}`);
}

async function shoot(page: Page, name: string): Promise<void> {
  const { width, height } = await page.evaluate<{ width: number; height: number }>(`({
    width: document.documentElement.clientWidth,
    height: document.documentElement.scrollHeight,
  })`);
  const clip = { x: 0, y: 0, width, height: Math.min(height, HIGHEST) };
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true, clip, animations: 'disabled' });
}

/** The story of the guide, with a picture of each page on the way. */
async function tell(page: Page, store: Store): Promise<void> {
  await page.goto(`${ADMIN}/`);
  await shoot(page, 'signed-out');
  await signIn(page, store);
  await shoot(page, 'sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await shoot(page, 'start-1-tenant');
  await page.getByLabel('Name', { exact: true }).fill('acme');
  await page.getByLabel('Display name').fill('Acme Corp');
  await page.getByRole('button', { name: 'Add tenant' }).click();
  await page.getByLabel('SAML metadata file').setInputFiles(METADATA);
  await shoot(page, 'start-2-identity-provider');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await shoot(page, 'start-3-key');
  await page.getByRole('button', { name: /Switch on/ }).click();
  const key = await page.getByLabel('Key', { exact: true }).inputValue();
  const secret = await page.getByLabel('Secret', { exact: true }).inputValue();
  await shoot(page, 'key-and-secret');
  const okta = new Okta(key, secret);
  await okta.testConnection();
  await page.getByRole('heading', { name: 'has arrived' }).waitFor();
  await shoot(page, 'first-call');

  const ids = await provision(okta, key);
  await openGateway(store);
  // Three days have gone by, and with them the session.
  await signIn(page, store);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.goto(`${ADMIN}/`);
  await shoot(page, 'identity-providers');
  await page.getByRole('link', { name: 'okta' }).click();
  await shoot(page, 'identity-provider');
  await page.goto(`${ADMIN}/tenants/acme/users`);
  await shoot(page, 'users');
  await page.goto(`${ADMIN}/tenants/acme/users/${ids[2]}`);
  await shoot(page, 'user');
  await page.goto(`${ADMIN}/tenants/acme/groups`);
  await shoot(page, 'groups');
  await page.getByRole('link', { name: 'Engineering' }).click();
  await shoot(page, 'group');
  await page.goto(`${ADMIN}/tenants/acme/activity`);
  await page.locator('[data-live-sign]').waitFor();
  await page.locator('.failure summary').first().click();
  await shoot(page, 'activity');
  await page.goto(`${ADMIN}/health`);
  await shoot(page, 'health');
  await shootDark(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${ADMIN}/tenants/acme/activity`);
  await shoot(page, 'activity-narrow');
  await page.goto(`${ADMIN}/tenants/acme/users`);
  await shoot(page, 'users-narrow');
}

async function shootDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${ADMIN}/tenants/acme/identity-providers/okta`);
  await shoot(page, 'identity-provider-dark');
  await page.goto(`${ADMIN}/tenants/acme/activity`);
  await shoot(page, 'activity-dark');
  await page.emulateMedia({ colorScheme: 'light' });
}

async function provision(okta: Okta, key: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [index, person] of PEOPLE.entries()) {
    const { id } = await okta.send('POST', '/Users', userOf(person, index));
    ids.push(id ?? '');
    offset -= 90 * MINUTE_MS;
  }
  for (const name of ['Engineering', 'Research', 'Operations', 'Hardware', 'Everyone']) {
    const members = ids.filter((_, index) => name === 'Everyone' || PEOPLE[index]?.[2] === name);
    const group = await okta.send('POST', '/Groups', { displayName: name, members: [] });
    const value = members.map((id) => ({ value: id }));
    await okta.patch(`/Groups/${group.id}`, { op: 'add', path: 'members', value });
    offset -= 20 * MINUTE_MS;
  }
  for (offset = 60 * MINUTE_MS; offset > 0; offset -= MINUTE_MS) {
    await lookUp(okta);
    await WORK[Math.round(offset / MINUTE_MS)]?.({ okta, key, ids });
  }
  return ids;
}

/** A gateway that has not come for the last changes. */
async function openGateway({ registry, outbox, feed }: Store): Promise<void> {
  const tenant = 'acme' as TenantName;
  const request = { tenant, identityProvider: 'okta', scope: 'gateway' } as const;
  const actor = { name: 'cli:ada', requestId: randomUUID() };
  const { key } = await issueKey(registry, request, actor, { random: randomBytes, now: Date.now });
  const delivery = await outbox.open(tenant, readerName(key));
  const { sequence } = await feed.end(tenant);
  // Behind Katherine's and Dorothy's deactivation; the key itself is a change as well.
  const acknowledged = sequence - 4;
  await outbox.save({ ...delivery, acknowledged, acknowledgedAt: Date.now() - 12 * MINUTE_MS });
}

function userOf([givenName, familyName, department, title]: (typeof PEOPLE)[number], index: number) {
  const userName = `${givenName}.${familyName}@acme.example`.toLowerCase();
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
    userName,
    externalId: `00u${btoa(userName).slice(0, 17)}`,
    name: { givenName, familyName },
    displayName: `${givenName} ${familyName}`,
    title,
    emails: [{ primary: true, value: userName, type: 'work' }],
    locale: 'en-US',
    active: true,
    [ENTERPRISE]: { department, employeeNumber: String(700 + index) },
  };
}

/** A minute of lookups, more in some minutes than in others. */
async function lookUp(okta: Okta): Promise<void> {
  const count = Math.round(14 + 9 * Math.sin(offset / 5e5) + 5 * Math.sin(offset / 1.3e5));
  for (let index = 0; index < count; index += 1) {
    const filter = encodeURIComponent(`userName eq "nobody${index}@acme.example"`);
    await okta.send('GET', `/Users?filter=${filter}&startIndex=1&count=100`);
  }
}

interface Scene {
  readonly okta: Okta;
  readonly key: string;
  readonly ids: readonly string[];
}

/** What happens so many minutes ago; Katherine is the third and Dorothy the sixth of the people. */
const WORK: Readonly<Record<number, (scene: Scene) => Promise<unknown>>> = {
  47: ({ okta, ids }) => okta.replace(`/Users/${ids[2]}`, { title: 'Lead Mathematician' }),
  async 31({ key }) {
    for (let count = 0; count < 6; count += 1) await new Okta(key, 'wrong').testConnection();
  },
  22: ({ okta }) => okta.send('POST', '/Users', { userName: 'ada.lovelace@acme.example' }),
  12: ({ okta }) =>
    okta.send('POST', '/Users', {
      userName: 'mary.jackson@acme.example',
      emails: [{ value: 'mary.jackson@acme.example', type: 'work', primary: 'yes' }],
      password: 'never shown',
    }),
  9: ({ okta, ids }) => okta.replace(`/Users/${ids[2]}`, { active: false }),
  4: ({ okta, ids }) => okta.replace(`/Users/${ids[5]}`, { active: false }),
  3: ({ okta, ids }) => okta.replace(`/Users/${ids[2]}`, { active: true, nickName: 'Kathy' }),
};

await main();
