import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import type { Finding } from '../../src/admin/finding.ts';
import { createConsole } from '../../src/console/app.ts';
import type { ConsoleDependencies } from '../../src/console/dependencies.ts';
import { createRequestWatch } from '../../src/console/request-watch.ts';
import type { ConsoleRole } from '../../src/directory/console-session.ts';
import { digestSecret } from '../../src/keys/digest.ts';
import { BUILT_IN_RESOURCE_TYPES, GROUP, USER } from '../../src/scim/resource-types.ts';
import { type Fixture, openFixture } from '../http/app-fixture.ts';

export const ORIGIN = 'http://127.0.0.1:9443';
export const MINUTE_MS = 60_000;
export const METADATA = readFileSync(new URL('../directory/saml/okta-metadata.xml', import.meta.url), 'utf8');

export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** Where it leads on to; without what is in the query when that is a secret of one request. */
  readonly location: string;
}

/** A person's browser: it keeps its cookies and sends them back. */
export interface Browser {
  /** The cookies as they are sent; `set` what the last answer said of them. */
  readonly cookies: { sent: string; set: string };
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<PageAnswer>;
  /** Sends a form as it is: nothing is added. */
  post(path: string, fields?: Fields, headers?: Readonly<Record<string, string>>): Promise<PageAnswer>;
  /** Opens the page, fills in the form on it that leads to `action`, and sends it. */
  submit(page: string, action: string, fields?: Fields): Promise<PageAnswer>;
  /** Goes where the answer leads. */
  follow(answer: PageAnswer): Promise<PageAnswer>;
}

export type Fields = Readonly<Record<string, string | File>>;

export interface ConsoleFixture extends Fixture {
  /** Signs in with a link made for that person. */
  signIn(role?: ConsoleRole, name?: string): Promise<Browser>;
  browser(): Browser;
  /** Makes a one-time link. @returns its token */
  makeLink(role?: ConsoleRole, name?: string): Promise<string>;
  /** Answers the console's stream, which the test has to read and to cancel. */
  stream(browser: Browser, path: string): Promise<Stream>;
  readonly stopping: AbortController;
}

export interface Stream {
  /** Reads until the text has come. @returns all that came since the last call */
  until(text: string): Promise<string>;
  /** Whether the other side has ended it. */
  ended(): Promise<boolean>;
  cancel(): Promise<void>;
}

/** The real console on the same store and beside the same SCIM service as `openFixture`: tenant `acme`, provider `okta`. */
export async function openConsole(changes: Partial<ConsoleDependencies> = {}): Promise<ConsoleFixture> {
  const now = () => fixture.clock.now;
  const watch = createRequestWatch({ now, resourceTypes: BUILT_IN_RESOURCE_TYPES });
  const fixture = await openFixture({ observeRequest: watch.record });
  const stopping = new AbortController();
  const findings: readonly Finding[] = [{ check: 'database', state: 'good', detail: 'takes writes' }];
  const app = createConsole({
    store: fixture.store,
    userType: USER,
    groupType: GROUP,
    watch,
    log: pino({ level: 'silent' }),
    now,
    random: (bytes) => randomBytes(bytes),
    newId: randomUUID,
    publicUrl: () => 'https://gateway.example.com',
    consoleUrl: () => ORIGIN,
    oidc: () => undefined,
    receivers: () => [],
    acknowledgeWithin: () => 5 * MINUTE_MS,
    inspect: async () => findings,
    figures: () => ({ databaseBytes: 3 * 1024 * 1024, startedAt: now(), version: '1.2.3' }),
    stopping: stopping.signal,
    ...changes,
  });

  const makeLink: ConsoleFixture['makeLink'] = async (role = 'admin', name = 'ada') => {
    const token = randomUUID();
    const login = { name, role, expiresAt: now() + 10 * MINUTE_MS };
    await fixture.store.sessions.createLogin(digestSecret(token), login);
    return token;
  };
  const send = (path: string, init: RequestInit) => app.request(`${ORIGIN}${path}`, init);

  return {
    ...fixture,
    browser: () => createBrowser(send),
    makeLink,
    async signIn(role, name) {
      const browser = createBrowser(send);
      const answer = await browser.post('/login', { token: await makeLink(role, name) });
      assert.equal(answer.status, 303, answer.html);
      return browser;
    },
    async stream({ cookies }, path) {
      const headers = { Cookie: cookies.sent, Accept: 'text/event-stream' };
      return readStream(await send(path, { headers }));
    },
    stopping,
  };
}

function createBrowser(send: (path: string, init: RequestInit) => Promise<Response> | Response): Browser {
  const cookies = { sent: '', set: '' };
  const jar = new Map<string, string>();

  function keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (/; Max-Age=0/i.test(cookie)) jar.delete(name);
    else jar.set(name, value);
  }

  async function answer(path: string, init: RequestInit): Promise<PageAnswer> {
    const headers = { ...(cookies.sent !== '' && { Cookie: cookies.sent }), ...(init.headers as object) };
    const response = await send(path, { ...init, headers });
    const given = response.headers.getSetCookie();
    cookies.set = given.join('\n');
    for (const cookie of given) keep(cookie);
    cookies.sent = Array.from(jar, (pair) => pair.join('=')).join('; ');
    const html = await response.text();
    const location = response.headers.get('location') ?? '';
    return { status: response.status, headers: response.headers, html, location };
  }

  const browser: Browser = {
    cookies,
    get: (path, headers = {}) => answer(path, { headers }),
    post: (path, fields = {}, headers = { 'Sec-Fetch-Site': 'same-origin' }) =>
      answer(path, { method: 'POST', body: toFormData(fields), headers }),
    async submit(page, action, fields = {}) {
      const { html } = await browser.get(page);
      return browser.post(action, { ...hiddenFields(html, action), ...fields });
    },
    follow: ({ location }) => browser.get(location),
  };
  return browser;
}

function toFormData(fields: Fields): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

/** What a form on a page carries by itself, as its page was rendered. */
export function hiddenFields(html: string, action: string): Record<string, string> {
  const form = formsOf(html).find((each) => each.startsWith(`<form method="post" action="${action}"`));
  assert.ok(form, `no form leads to ${action}`);
  const inputs = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return Object.fromEntries(Array.from(inputs, ([, name = '', value = '']) => [name, value]));
}

export function formsOf(html: string): readonly string[] {
  return html.match(/<form method="post"[\s\S]*?<\/form>/g) ?? [];
}

/** What a reader sees of a page, in one line. */
export function textOf(html: string): string {
  return html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

export function inputValue(html: string, id: string): string | undefined {
  return new RegExp(`<input id="${id}"[^>]* value="([^"]*)"`).exec(html)?.[1];
}

function readStream(response: Response): Stream {
  assert.equal(response.status, 200);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader);
  let text = '';
  return {
    async until(wanted) {
      while (!text.includes(wanted)) {
        const { done, value } = await reader.read();
        assert.ok(!done, `the stream ended with: ${text}`);
        text += value;
      }
      const seen = text;
      text = '';
      return seen;
    },
    async ended() {
      for (;;) if ((await reader.read()).done) return true;
    },
    cancel: () => reader.cancel(),
  };
}
