import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { pino } from 'pino';
import type { Actor, Event } from '../../src/directory/event.ts';
import type { IdentityProvider } from '../../src/directory/identity-provider.ts';
import type { Key, KeyId } from '../../src/directory/key.ts';
import type { TenantName } from '../../src/directory/tenant.ts';
import { type AppDependencies, createApp } from '../../src/http/app.ts';
import type { HttpEnv } from '../../src/http/environment.ts';
import type { ObservedRequest } from '../../src/http/request-log.ts';
import { digestSecret } from '../../src/keys/digest.ts';
import { makeKeyPair } from '../../src/keys/make.ts';
import { ERROR_SCHEMA, type ScimType } from '../../src/scim/errors.ts';
import type { ResourceId } from '../../src/scim/resource.ts';
import { BUILT_IN_RESOURCE_TYPES } from '../../src/scim/resource-types.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/port.ts';

const SETUP: Actor = { name: 'test', requestId: 'setup' };

export interface FixtureOptions extends Partial<Omit<AppDependencies, 'limits'>> {
  readonly limits?: Partial<AppDependencies['limits']>;
  /** Of the tenant `acme`. */
  readonly hosts?: readonly string[];
  /** Differences of its identity provider, which is `okta` with auto-provisioning on. */
  readonly identityProvider?: Partial<IdentityProvider>;
}

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

export interface RequestOptions {
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the Basic credential of the fixture's key; empty for none. */
  readonly authorization?: string;
  /** The address that the request comes from. */
  readonly from?: string;
}

export interface Credentials {
  readonly key: KeyId;
  readonly secret: string;
  /** The two as an `Authorization` header. */
  readonly authorization: string;
}

export interface Fixture extends Credentials, AsyncDisposable {
  readonly app: Hono<HttpEnv>;
  readonly store: Store;
  readonly clock: { now: number };
  /** What was logged and observed, one entry for each request. */
  readonly requests: readonly ObservedRequest[];
  /** The log as it was written. */
  log(): string;
  /** Sends a request; a path such as `/Users` is below the SCIM URL of `acme`, others begin with `/scim/` or a host. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** What happened to the resources of a tenant since the last call: `create User ada`. */
  events(tenant?: string): Promise<readonly string[]>;
  createUser(attributes?: Readonly<Record<string, unknown>>): Promise<Body>;
  createGroup(attributes?: Readonly<Record<string, unknown>>): Promise<Body>;
  /** Adds a tenant with an identity provider and a key of its own. */
  addTenant(name: string, hosts?: readonly string[]): Promise<Credentials>;
  addKey(key?: Partial<Key>): Promise<Credentials>;
  saveIdentityProvider(change: Partial<IdentityProvider>): Promise<void>;
}

/** The real application on a real store in memory, with the tenant `acme`, its identity provider `okta` and a key. */
export async function openFixture(options: FixtureOptions = {}): Promise<Fixture> {
  const { hosts = [], identityProvider = {}, limits, ...dependencies } = options;
  const { resourceTypes = BUILT_IN_RESOURCE_TYPES } = options;
  const clock = { now: Date.UTC(2026, 10, 24) };
  const now = () => clock.now;
  const store = await openStore('sqlite::memory:', { resourceTypes, now });
  const requests: ObservedRequest[] = [];
  const lines: string[] = [];
  const app = createApp({
    store,
    resourceTypes,
    limits: {
      bodyBytes: 256 * 1024,
      bulkOperations: 100,
      maxPageSize: 200,
      requestsPerSecondPerKey: 1000,
      failedSignInsPerMinute: 1000,
      accessTokenLifetime: 3_600_000,
      ...limits,
    },
    log: pino({ level: 'info' }, { write: (line: string) => lines.push(line) }),
    now,
    newId: () => randomUUID() as ResourceId,
    random: (bytes) => randomBytes(bytes),
    publicUrl: 'https://gateway.example.com',
    trustedProxies: [],
    recordKeyUse: () => {},
    observeRequest: (request) => requests.push(request),
    observeQuirk: () => {},
    ...dependencies,
  });

  const setup = createSetup(store, now);
  await setup.addTenant('acme', hosts);
  await setup.saveIdentityProvider(identityProvider);
  const credentials = await setup.addKey();

  const request: Fixture['request'] = async (method, path, { body, headers, authorization, from } = {}) => {
    const url = path.startsWith('/scim') || path.startsWith('http') ? path : `/scim/v2/acme${path}`;
    const response = await app.request(
      url,
      {
        method,
        headers: {
          ...(authorization === '' ? {} : { Authorization: authorization ?? credentials.authorization }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: toBody(body) }),
      },
      { incoming: { socket: { remoteAddress: from ?? '192.0.2.1' } } },
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  };

  const create = async (path: string, body: unknown): Promise<Body> => {
    const answer = await request('POST', path, { body });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };

  return {
    ...credentials,
    ...setup,
    app,
    store,
    clock,
    requests,
    log: () => lines.join(''),
    request,
    events: createEventReader(store),
    createUser: (attributes) => create('/Users', user(attributes)),
    createGroup: (attributes) => create('/Groups', group(attributes)),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** The body of a user with a name of its own. */
export function user(attributes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `user-${randomUUID()}`,
    ...attributes,
  };
}

export function group(attributes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: `group-${randomUUID()}`,
    ...attributes,
  };
}

export function patch(...operations: readonly unknown[]): Readonly<Record<string, unknown>> {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}

/** Checks that an answer is a SCIM Error (RFC 7644 §3.12) in every respect. */
export function assertError(answer: Answer, status: number, scimType?: ScimType): void {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers.get('content-type'), 'application/scim+json');
  const { detail, ...rest } = answer.body;
  assert.deepEqual(rest, {
    schemas: [ERROR_SCHEMA],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
  });
  assert.ok(typeof detail === 'string' && detail !== '', 'the error has a detail');
}

function createSetup(store: Store, now: () => number) {
  const provider: IdentityProvider = {
    tenant: 'acme' as TenantName,
    name: 'okta',
    vendor: 'okta',
    saml: undefined,
    autoProvisioning: true,
    onInactiveDuplicate: 'conflict',
    unknownMembers: 'skip',
    declared: false,
    autoProvisioningDeclared: false,
    createdAt: now(),
  };

  async function addKey(key: Partial<Key> = {}): Promise<Credentials> {
    const pair = makeKeyPair((bytes) => randomBytes(bytes));
    const added: Key = {
      id: pair.key,
      tenant: provider.tenant,
      identityProvider: provider.name,
      scope: 'provision',
      digest: digestSecret(pair.secret),
      declared: false,
      createdAt: now(),
      expiresAt: undefined,
      revokedAt: undefined,
      lastUse: undefined,
      ...key,
    };
    await store.registry.createKey(added, SETUP);
    return { ...pair, authorization: `Basic ${btoa(`${pair.key}:${pair.secret}`)}` };
  }

  async function saveIdentityProvider(change: Partial<IdentityProvider>): Promise<void> {
    const { registry } = store;
    const saved = { ...provider, ...change };
    const { tenant, name } = saved;
    if ((await registry.getIdentityProvider(tenant, name)) === undefined) {
      await registry.createIdentityProvider(saved, SETUP);
    } else {
      await registry.changeIdentityProvider(tenant, name, () => saved, SETUP);
    }
  }

  async function addTenant(text: string, hosts: readonly string[] = []): Promise<Credentials> {
    const name = text as TenantName;
    const tenant = { name, displayName: text, hosts, declared: false, createdAt: now() };
    await store.registry.createTenant(tenant, SETUP);
    await saveIdentityProvider({ tenant: name });
    return await addKey({ tenant: name });
  }

  return { addKey, saveIdentityProvider, addTenant };
}

function createEventReader(store: Store): Fixture['events'] {
  const seen = new Map<string, number>();
  return async (tenant = 'acme') => {
    const after = seen.get(tenant) ?? 0;
    const query = { after, descending: false, limit: 10_000 };
    const events = await store.events.listEvents(tenant as TenantName, query);
    seen.set(tenant, events.at(-1)?.sequence ?? after);
    const isOfResource = ({ actor }: Event) => actor !== SETUP.name;
    return events
      .filter(isOfResource)
      .map(({ action, resourceType, resourceName }) => `${action} ${resourceType} ${resourceName}`);
  };
}

function toBody(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

function parse(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
