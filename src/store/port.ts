import type { ConsoleLogin, ConsoleSession } from '../directory/console-session.ts';
import type { Actor, Event, EventAction, RequestMethod } from '../directory/event.ts';
import type {
  IdentityProvider,
  OnInactiveDuplicate,
  UnknownMembers,
} from '../directory/identity-provider.ts';
import type { Credential, Key, KeyId, KeyUse, SecretDigest } from '../directory/key.ts';
import type { QuirkUse } from '../directory/quirk-use.ts';
import type { Tenant, TenantName } from '../directory/tenant.ts';
import type { BoundFilter, BoundPath } from '../scim/filter/filter.ts';
import type { ResourceAttributes, ResourceChange, ResourceId, StoredResource } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';

/** The resources of one type in one tenant. */
export interface Collection {
  readonly tenant: TenantName;
  readonly type: ResourceType;
}

export interface Target extends Collection {
  readonly id: ResourceId;
}

/** Which relations to read along: a user's groups, a group's members. */
export interface ReadOptions {
  readonly relations: boolean;
}

export interface Query {
  readonly filter?: BoundFilter;
  /** Only what no identity provider has written so far. */
  readonly unprovisioned?: boolean;
  readonly sort?: { readonly path: BoundPath; readonly descending: boolean };
  readonly page: IndexPage | CursorPage;
  readonly relations: boolean;
}

/** RFC 7644 §3.4.2.4; both are already within bounds, `count` may be 0. */
export interface IndexPage {
  readonly startIndex: number;
  readonly count: number;
}

/** RFC 9865: resources after a position; undefined is the start. */
export interface CursorPage {
  readonly after: string | undefined;
  readonly count: number;
}

export interface ResourcePage {
  readonly total: number;
  readonly resources: readonly StoredResource[];
  /** For CursorPage.after of the next page: the store's own text, to be sealed before a client sees it; undefined on the last page. */
  readonly next: string | undefined;
}

/** Who writes and under which rules. */
export interface WriteContext {
  readonly actor: Actor;
  readonly unknownMembers: UnknownMembers;
  /** Of a request of a SCIM client. */
  readonly method?: RequestMethod;
}

/**
 * One write. `change` is pure and synchronous; it runs inside the transaction, and what it throws undoes this write
 * alone. A change that equals what is stored writes nothing and records no event.
 */
export type Write =
  | {
      readonly kind: 'create';
      readonly target: Target;
      readonly change: ResourceChange;
      readonly onInactiveDuplicate: OnInactiveDuplicate;
      readonly context: WriteContext;
    }
  | {
      readonly kind: 'update';
      readonly target: Target;
      /** @param attributes what the text of `current` says */
      readonly change: (current: StoredResource, attributes: ResourceAttributes) => ResourceChange;
      readonly context: WriteContext;
    }
  | {
      readonly kind: 'remove';
      readonly target: Target;
      /** Throws to forbid the removal, such as on a stale If-Match. */
      readonly check: (current: StoredResource) => void;
      readonly context: WriteContext;
    };

/** What became of a write: the resource as stored (undefined after a removal). */
export type WriteOutcome =
  | { readonly resource: StoredResource | undefined; readonly error?: undefined }
  | { readonly error: unknown };

/** SCIM resources. Every method is bounded by its tenant; what lies in another tenant does not exist for it. */
export interface Resources {
  /** @throws ScimError 404 when there is none. */
  find(target: Target, options: ReadOptions): Promise<StoredResource>;
  /**
   * @throws ScimError 400 `tooMany` when a filter without an index does not end within the time budget, 429 when too many
   *   of those are under way
   */
  list(collection: Collection, query: Query): Promise<ResourcePage>;
  /** All resources in order of creation, read in slices so that others are not held up. */
  stream(collection: Collection): AsyncIterable<readonly StoredResource[]>;
  /**
   * Commits a write with its event; answers when it is on disk.
   * @param options whether the stored resource comes back with its relations, as it does by default
   * @throws ScimError 404 without a target, 409 `uniqueness` naming the attribute, 400 `invalidValue` for members
   *   that are unknown (when rejected) or would make a group contain itself, and whatever `change` throws
   */
  write(write: Write, options?: ReadOptions): Promise<StoredResource | undefined>;
  /**
   * Commits writes in their order, each undone alone when it fails. The resources come back without relations.
   * @param stopAfter the number of failures after which the rest is not tried (RFC 7644 §3.7 `failOnErrors`)
   * @returns an outcome for each write tried
   */
  writeAll(writes: readonly Write[], stopAfter: number): Promise<readonly WriteOutcome[]>;
}

/** Tenants, identity providers and keys. Each change commits with its event. */
export interface Registry {
  listTenants(): Promise<readonly Tenant[]>;
  /** @returns undefined when there is none, like the other `get`s here. */
  getTenant(name: TenantName): Promise<Tenant | undefined>;
  /** @throws ConflictError when the name is taken. */
  createTenant(tenant: Tenant, actor: Actor): Promise<void>;
  /** Removes the tenant with its whole directory, keys and events. */
  removeTenant(name: TenantName): Promise<void>;

  listIdentityProviders(tenant: TenantName): Promise<readonly IdentityProvider[]>;
  getIdentityProvider(tenant: TenantName, name: string): Promise<IdentityProvider | undefined>;
  /** @throws NotFoundError when there is no such tenant, ConflictError when the tenant has one of that name. */
  createIdentityProvider(provider: IdentityProvider, actor: Actor): Promise<void>;
  /**
   * Changes the provider as it is at that moment, so that no change undoes another made at the same time.
   * @param change pure, may run more than once; its tenant, name and `createdAt` are not taken over
   * @returns the provider as it is now; when nothing of it is different, nothing is written
   * @throws NotFoundError, and whatever `change` throws
   */
  changeIdentityProvider(
    tenant: TenantName,
    name: string,
    change: (current: IdentityProvider) => IdentityProvider,
    actor: Actor,
  ): Promise<IdentityProvider>;
  removeIdentityProvider(tenant: TenantName, name: string, actor: Actor): Promise<void>;

  /** Keys in order of creation, revoked and expired ones too. */
  listKeys(tenant: TenantName, identityProvider?: string): Promise<readonly Key[]>;
  /** The live or dead credential of that Key, whichever tenant it is of; read afresh at every call. */
  getCredential(id: KeyId): Promise<Credential | undefined>;
  /** The same, found by its Secret alone: a bearer names no Key. */
  getCredentialByDigest(digest: SecretDigest): Promise<Credential | undefined>;
  /** @throws ConflictError when the Key exists. */
  createKey(key: Key, actor: Actor): Promise<void>;
  /** Sets when the key ends; `revokedAt` is for good. @throws NotFoundError */
  endKey(
    tenant: TenantName,
    id: KeyId,
    end: { readonly expiresAt: number } | { readonly revokedAt: number },
    actor: Actor,
  ): Promise<void>;
  /** Adds to the use counts and remembers the last use; no event. */
  recordKeyUses(uses: ReadonlyMap<KeyId, KeyUse>): Promise<void>;

  /** Makes tenants, providers and keys marked `declared` equal to `declaration`; what is no longer in it is left
   * behind undeclared and switched off. One transaction. */
  applyDeclaration(declaration: Declaration, actor: Actor): Promise<void>;
}

/** What config.yaml declares. */
export interface Declaration {
  readonly tenants: readonly Tenant[];
  readonly identityProviders: readonly IdentityProvider[];
  readonly keys: readonly Key[];
}

export interface EventQuery {
  /** Only events with a greater sequence. */
  readonly after?: number;
  /** Only events with a smaller sequence. */
  readonly before?: number;
  readonly resourceId?: string;
  /** The name that it had then, in any letter case. */
  readonly resourceName?: string;
  readonly actor?: string;
  readonly action?: EventAction;
  readonly since?: number;
  readonly until?: number;
  readonly descending: boolean;
  readonly limit: number;
}

export interface Events {
  listEvents(tenant: TenantName, query: EventQuery): Promise<readonly Event[]>;
  /**
   * Resolves at the next commit of this process or, within a second, of another; also when `signal` aborts and when the
   * store closes. Who waits before reading misses nothing.
   */
  waitForEvents(signal: AbortSignal): Promise<void>;
  /**
   * Forgets the events before a time, in slices. The last one of each tenant stays, so that numbers and digests go on;
   * so does what one of the receivers, or a stream that is not disabled, has not taken.
   * @returns how many there were
   */
  forgetEvents(before: number, receivers: readonly Awaiting[]): Promise<number>;
  /** The last event that was forgotten, which the chain of those kept goes on from. */
  anchor(tenant: TenantName): Promise<Position>;
}

/** Who is to get a tenant's events. */
export interface Awaiting {
  readonly tenant: TenantName;
  readonly name: string;
}

/** Where a tenant stands: its last event. Before the first one, 0 and no digest. */
export interface Position {
  readonly sequence: number;
  /** The event's digest, which tells it from another of that number, such as after a restored backup. */
  readonly digest: string;
}

/** Whom a text means among the users of a tenant. */
export interface Subject {
  /** The state of the tenant in which that holds. */
  readonly position: Position;
  /** With their groups. None, one, or two when it does not say which of several is meant. */
  readonly users: readonly StoredResource[];
  /** Where there is none: whether a user of that name was deleted, as far back as events are kept. */
  readonly wasDeleted: boolean;
}

/** Users as the gateway knows them: by what a SAML assertion calls them. */
export interface Subjects {
  /**
   * Finds the users that have the text as their value of an attribute, of the first one where any has.
   * @param attributes indexed ones
   */
  find(users: Collection, text: string, attributes: readonly BoundPath[]): Promise<Subject>;
}

/** Which events are kept. */
export interface FeedBounds {
  /** The sequence of the oldest; one more than the last when none is kept. */
  readonly first: number;
  readonly last: Position;
  /** The digest of the event that was asked for; undefined when it is not kept. */
  readonly digest: string | undefined;
}

/** A tenant's events as a feed. Nothing of it is told before it is on disk. */
export interface Feed {
  /** The last event; of no state from before the call. */
  end(tenant: TenantName): Promise<Position>;
  /** @param sequence of the event whose digest is wanted */
  bounds(tenant: TenantName, sequence: number): Promise<FeedBounds>;
  /** The events behind a sequence in their order: as many as the limits allow, and at least one when there is one. */
  read(
    tenant: TenantName,
    after: number,
    limits: { readonly events: number; readonly bytes: number },
  ): Promise<readonly Event[]>;
  /** The ids of the users among `ids`, and of those in the groups among them, at any depth; at most `limit`. */
  usersWithin(tenant: TenantName, ids: readonly string[], limit: number): Promise<readonly ResourceId[]>;
}

/** How far a receiver has got with a tenant's events, which are its outbox. */
export interface Delivery {
  readonly tenant: TenantName;
  readonly receiver: string;
  /** The sequence of the last event that it has taken, or that was none of its. */
  readonly acknowledged: number;
  /** When it took one last. Times are milliseconds since 1970. */
  readonly acknowledgedAt: number | undefined;
  /** How often in a row the next one has failed. */
  readonly failures: number;
  readonly error: string | undefined;
  /** When that is tried again. */
  readonly nextTryAt: number | undefined;
  /** What it has to be told before anything else. */
  readonly gap: Gap | undefined;
}

/** Why what a receiver has been told does not lead to what is so: it has to start anew. */
export interface Gap {
  readonly at: number;
  readonly reason: string;
}

export interface Outbox {
  list(tenant: TenantName): Promise<readonly Delivery[]>;
  /** What is known of a receiver; a new one begins at the end of the feed. */
  open(tenant: TenantName, receiver: string): Promise<Delivery>;
  /** Of one that was removed meanwhile, nothing is kept. */
  save(delivery: Delivery): Promise<void>;
  remove(tenant: TenantName, receiver: string): Promise<void>;
}

/** A stream of tokens that a receiver has set up for itself (OpenID Shared Signals Framework 1.0 §8.1). */
export interface EventStream {
  readonly tenant: TenantName;
  readonly id: string;
  readonly description: string | undefined;
  /** The URIs of the events that the receiver has asked for. */
  readonly requested: readonly string[];
  /** `paused` keeps what happens for later, `disabled` does not. */
  readonly status: 'enabled' | 'paused' | 'disabled';
  readonly reason: string | undefined;
  readonly createdAt: number;
}

export interface EventStreams {
  /** In order of creation. */
  list(tenant: TenantName): Promise<readonly EventStream[]>;
  /** @returns undefined when there is none */
  get(tenant: TenantName, id: string): Promise<EventStream | undefined>;
  /** Adds a stream, with its place at the end of the feed. @returns false when the tenant has `limit` of them already */
  create(stream: EventStream, limit: number): Promise<boolean>;
  /** Changes what a stream is set to. @returns false when there is none of that id any more */
  update(stream: EventStream): Promise<boolean>;
  /** Removes the stream, and its delivery. */
  remove(tenant: TenantName, id: string): Promise<void>;
}

/** The users and groups of a tenant in one state. Keeping it open keeps the database from tidying up: dispose it soon. */
export interface Snapshot extends AsyncDisposable {
  readonly position: Position;
  /** All resources in order of creation, in slices so that others are not held up. */
  read(type: ResourceType, options: ReadOptions): AsyncIterable<readonly StoredResource[]>;
}

/** A private key that what is told of a tenant is signed with. */
export interface SigningKey {
  readonly tenant: TenantName;
  readonly id: string;
  /** PKCS #8, DER. */
  readonly privateKey: Uint8Array;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface SigningKeys {
  /** In order of creation. */
  list(tenant: TenantName): Promise<readonly SigningKey[]>;
  add(key: SigningKey): Promise<void>;
  remove(tenant: TenantName, id: string): Promise<void>;
}

/** Sign-ins to the console. Of the tokens that links and sessions are known by, only digests are kept. */
export interface Sessions {
  /** Keeps what a one-time link is traded for. */
  createLogin(link: SecretDigest, login: ConsoleLogin): Promise<void>;
  /** Trades a link for a session, once. @returns undefined when the link is unknown, used or expired */
  redeemLogin(
    link: SecretDigest,
    session: SecretDigest,
    expiresAt: number,
  ): Promise<ConsoleSession | undefined>;
  /** @returns undefined when there is none or it has expired; read afresh at every call */
  getSession(session: SecretDigest): Promise<ConsoleSession | undefined>;
  /** Lets a session live on until then. */
  extendSession(session: SecretDigest, expiresAt: number): Promise<void>;
  endSession(session: SecretDigest): Promise<void>;
  /** Ends the sessions and links of a person, or of all. @returns how many sessions ended */
  endSessions(name?: string): Promise<number>;
}

/** What was bent for clients that do not keep to the protocol. */
export interface QuirkUses {
  /** Of all keys of the tenant, in order of their creation. */
  list(tenant: TenantName): Promise<readonly QuirkUse[]>;
  /** Adds to the counts; no event. Of keys that are no more, nothing is kept. */
  record(uses: readonly QuirkUse[]): Promise<void>;
}

export interface Store extends AsyncDisposable {
  readonly resources: Resources;
  readonly registry: Registry;
  readonly events: Events;
  readonly subjects: Subjects;
  readonly feed: Feed;
  readonly sessions: Sessions;
  readonly quirkUses: QuirkUses;
  readonly outbox: Outbox;
  readonly eventStreams: EventStreams;
  readonly signingKeys: SigningKeys;
  openSnapshot(tenant: TenantName): Promise<Snapshot>;
  /** A random secret of 32 bytes of that name, made on first use and kept. */
  secret(name: string): Promise<Uint8Array>;
  /** Whether a write would be taken now, found out by one that nobody sees, within seconds. @returns a reason when not */
  checkWritable(): Promise<string | undefined>;
}

/** Something of that name exists already. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** Nothing of that name exists. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}
