import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { parseConfig } from '../../src/config/load.ts';
import { digestSecret } from '../../src/keys/digest.ts';
import { type KeyPair, makeKeyPair } from '../../src/keys/make.ts';
import { createScimClient, type ScimClient } from '../../src/selftest/scim-client.ts';
import { startServer } from '../../src/server.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** A body, as tests look into it. */
// biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong path fails by itself
export type Body = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON in the text; undefined when there is none. */
  readonly body: Body;
}

export interface TestServer extends AsyncDisposable {
  /** The database's file. */
  readonly database: string;
  readonly provision: KeyPair;
  readonly gateway: KeyPair;
  /** What an identity provider does in the tenant `acme`. */
  readonly scim: ScimClient;
  /** `http://127.0.0.1:…` */
  readonly origin: string;
  /** `http://…/gateway/v1/acme` */
  readonly url: string;
  readonly authorization: string;
  /** What the metrics have under names that begin so. */
  metrics(name: string): Promise<Readonly<Record<string, number>>>;
  readonly log: () => string;
  /** Asks the gateway API of `acme`. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  /** Creates a user; `userName` alone will do. @returns its id */
  createUser(userName: string, attributes?: Readonly<Record<string, unknown>>): Promise<string>;
  createGroup(displayName: string, members?: readonly string[]): Promise<string>;
  setActive(id: string, active: boolean): Promise<void>;
  /** Has the server read a configuration with other settings of the tenant `acme`. */
  reload(tenant: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Stops the server, does that, and starts the server again where it was. */
  whileDown(work: () => Promise<void> | void): Promise<void>;
}

export interface TestServerOptions {
  readonly server?: Readonly<Record<string, unknown>>;
  readonly gateway?: Readonly<Record<string, unknown>>;
  /** Of the tenant `acme`, beside its identity provider. */
  readonly tenant?: Readonly<Record<string, unknown>>;
  /** The rest of config.yaml. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The whole appliance on ports of its own, with a database in a file, for the tenants `acme` and `other`. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'cyolo-scim-'));
  const database = join(directory, 'cyolo-scim.db');
  const [provision, gateway] = [newPair(), newPair()];
  const lines: string[] = [];
  const configure = (listen: string, tenant = options.tenant) =>
    parseConfig(
      {
        server: { listen, ...options.server },
        admin: { listen: '127.0.0.1:0' },
        database: { url: `sqlite:${database}` },
        limits: { requestsPerSecondPerKey: 100_000 },
        gateway: options.gateway ?? {},
        tenants: [
          { name: 'acme', identityProviders: [provider(provision, gateway)], ...tenant },
          { name: 'other', identityProviders: [provider(newPair(), newPair())] },
        ],
        ...options.config,
      },
      { env: {}, directory },
    );
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  let server = await startServer(configure('127.0.0.1:0'), { log });
  const origin = server.urls.scim;
  const url = `${origin}/gateway/v1/acme`;
  const authorization = `Bearer ${gateway.secret}`;
  const scim = createScimClient({
    baseUrl: `${origin}/scim/v2/acme`,
    authorization: `Basic ${btoa(`${provision.key}:${provision.secret}`)}`,
    fetch,
  });
  const create = async (path: string, body: Body): Promise<string> => {
    const answer = await scim.post(path, body);
    assert.equal(answer.status, 201, answer.text);
    return String(answer.body['id']);
  };

  return {
    database,
    provision,
    gateway,
    scim,
    origin,
    url,
    authorization,
    log: () => lines.join(''),
    async metrics(name) {
      const text = await (await fetch(`${server.urls.admin}/metrics`)).text();
      const samples = text.split('\n').filter((line) => line.startsWith(name));
      return Object.fromEntries(
        samples.map((line) => line.split(' ')).map(([key, value]) => [key, Number(value)]),
      );
    },
    get: async (path, headers) =>
      toAnswer(await fetch(url + path, { headers: { authorization, ...headers } })),
    post: async (path, body) =>
      toAnswer(
        await fetch(url + path, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    createUser: (userName, attributes) => create('/Users', { schemas: [USER], userName, ...attributes }),
    createGroup: (displayName, members = []) =>
      create('/Groups', { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) }),
    async setActive(id, active) {
      const answer = await scim.patch(`/Users/${id}`, { op: 'replace', value: { active } });
      assert.equal(answer.status, 200, answer.text);
    },
    reload: (tenant) => server.reload(configure(new URL(origin).host, tenant)),
    async whileDown(work) {
      await server[Symbol.asyncDispose]();
      await work();
      server = await startServer(configure(new URL(origin).host), { log });
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true });
    },
  };
}

function newPair(): KeyPair {
  return makeKeyPair((count) => randomBytes(count));
}

function provider(provision: KeyPair, gateway: KeyPair) {
  const hash = ({ secret }: KeyPair) => `sha256:${Buffer.from(digestSecret(secret)).toString('hex')}`;
  return {
    name: 'okta',
    vendor: 'okta',
    autoProvisioning: true,
    keys: [
      { key: provision.key, secretHash: hash(provision) },
      { key: gateway.key, secretHash: hash(gateway), scope: 'gateway' },
    ],
  };
}

export async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

function parse(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The database itself, for what no interface offers: to lose events. */
export function openDatabase(file: string): Database.Database & Disposable {
  const database = new Database(file);
  return Object.assign(database, { [Symbol.dispose]: () => void database.close() });
}
