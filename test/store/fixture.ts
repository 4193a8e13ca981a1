import { randomUUID } from 'node:crypto';
import type { Actor, Event } from '../../src/directory/event.ts';
import type { IdentityProvider, OnInactiveDuplicate } from '../../src/directory/identity-provider.ts';
import type { TenantName } from '../../src/directory/tenant.ts';
import { parseAttributePath } from '../../src/scim/attribute-path.ts';
import { bindFilter, bindSortPath } from '../../src/scim/filter/bind.ts';
import { parseFilter } from '../../src/scim/filter/parse.ts';
import type {
  JsonObject,
  MemberOperation,
  ResourceId,
  StoredMember,
  StoredResource,
} from '../../src/scim/resource.ts';
import { BUILT_IN_RESOURCE_TYPES, GROUP, type ResourceType, USER } from '../../src/scim/resource-types.ts';
import type { StoreOptions } from '../../src/store/open.ts';
import type { Query, ResourcePage, Store, Target, Write, WriteContext } from '../../src/store/port.ts';

/** Opens an empty store of the engine that is tested. */
export type OpenStore = (options: StoreOptions) => Promise<Store>;

export const ACTOR: Actor = { name: 'key:cyk_test', requestId: 'request', identityProvider: 'okta' };
export const CONTEXT: WriteContext = { actor: ACTOR, unknownMembers: 'skip' };
/** Of the command line, which is no identity provider. */
export const IMPORT: WriteContext = { ...CONTEXT, actor: { name: 'cli:ada', requestId: 'import' } };
export const ACME = 'acme' as TenantName;
export const GLOBEX = 'globex' as TenantName;

export const OKTA: IdentityProvider = {
  tenant: ACME,
  name: 'okta',
  vendor: 'okta',
  saml: undefined,
  autoProvisioning: true,
  onInactiveDuplicate: 'conflict',
  unknownMembers: 'skip',
  declared: false,
  autoProvisioningDeclared: false,
  createdAt: 0,
};

export interface QueryText extends Partial<Pick<Query, 'page' | 'relations' | 'unprovisioned'>> {
  readonly filter?: string;
  readonly sortBy?: string;
  readonly descending?: boolean;
}

/** A store with a clock that tests set, and the tenants `acme` and `globex`; `await using` closes it. */
export interface Fixture extends AsyncDisposable {
  readonly store: Store;
  readonly clock: { now: number };
  readonly acme: Directory;
  readonly globex: Directory;
}

export async function openDirectory(open: OpenStore, options: Partial<StoreOptions> = {}): Promise<Fixture> {
  const clock = { now: 1_700_000_000_000 };
  const store = await open({ resourceTypes: BUILT_IN_RESOURCE_TYPES, now: () => clock.now, ...options });
  for (const name of [ACME, GLOBEX]) {
    await store.registry.createTenant(
      { name, displayName: name, hosts: [], declared: false, createdAt: clock.now },
      ACTOR,
    );
  }
  return {
    store,
    clock,
    acme: new Directory(store, ACME),
    globex: new Directory(store, GLOBEX),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** Users and groups of one tenant, as tests want to write and read them. */
export class Directory {
  readonly store: Store;
  readonly tenant: TenantName;

  constructor(store: Store, tenant: TenantName) {
    this.store = store;
    this.tenant = tenant;
  }

  async createUser(
    attributes: JsonObject,
    onInactiveDuplicate: OnInactiveDuplicate = 'conflict',
  ): Promise<StoredResource> {
    return written(
      await this.store.resources.write(this.creation(USER, attributes, { onInactiveDuplicate })),
    );
  }

  /** Creates a user as an import does. */
  async importUser(attributes: JsonObject): Promise<StoredResource> {
    const creation = { ...this.creation(USER, attributes), context: IMPORT };
    return written(await this.store.resources.write(creation));
  }

  async createUsers(count: number): Promise<readonly StoredResource[]> {
    const names = Array.from({ length: count }, (_, index) => `user${String(index).padStart(5, '0')}`);
    return await Promise.all(names.map((userName) => this.createUser({ userName })));
  }

  async createGroup(displayName: string, members: readonly string[] = []): Promise<StoredResource> {
    return written(await this.store.resources.write(this.creation(GROUP, { displayName }, { members })));
  }

  creation(
    type: ResourceType,
    attributes: JsonObject,
    options: {
      readonly members?: readonly string[];
      readonly onInactiveDuplicate?: OnInactiveDuplicate;
    } = {},
  ): Extract<Write, { kind: 'create' }> {
    const { members = [], onInactiveDuplicate = 'conflict' } = options;
    return {
      kind: 'create',
      target: this.target(type, randomUUID()),
      change: {
        attributes: { schemas: [type.schema.id], ...attributes },
        members: members.length === 0 ? [] : [{ op: 'add', members: members.map((value) => ({ value })) }],
      },
      onInactiveDuplicate,
      context: CONTEXT,
    };
  }

  /** Sets attributes, and does what is wanted with the members. */
  async update(
    { type, id }: Pick<StoredResource, 'type' | 'id'>,
    attributes: JsonObject,
    members: readonly MemberOperation[] = [],
    context = CONTEXT,
  ): Promise<StoredResource> {
    return written(
      await this.store.resources.write({
        kind: 'update',
        target: this.target(type, id),
        change: (current) => ({ attributes: { ...attributesOf(current), ...attributes }, members }),
        context,
      }),
    );
  }

  async changeMembers(
    group: Pick<StoredResource, 'type' | 'id'>,
    ...operations: readonly MemberOperation[]
  ): Promise<StoredResource> {
    return await this.update(group, {}, operations);
  }

  async remove({ type, id }: Pick<StoredResource, 'type' | 'id'>): Promise<void> {
    const target = this.target(type, id);
    await this.store.resources.write({ kind: 'remove', target, check: () => {}, context: CONTEXT });
  }

  async find({ type, id }: Pick<StoredResource, 'type' | 'id'>): Promise<StoredResource> {
    return await this.store.resources.find(this.target(type, id), { relations: true });
  }

  async list(type: ResourceType, query: QueryText = {}): Promise<ResourcePage> {
    const {
      filter,
      sortBy,
      descending = false,
      page = { startIndex: 1, count: 1000 },
      relations = false,
      unprovisioned = false,
    } = query;
    const path = sortBy === undefined ? undefined : parseAttributePath(sortBy);
    return await this.store.resources.list(
      { tenant: this.tenant, type },
      {
        page,
        relations,
        unprovisioned,
        ...(filter !== undefined && { filter: bindFilter(parseFilter(filter), type) }),
        ...(path && { sort: { path: bindSortPath(path, type), descending } }),
      },
    );
  }

  /** The tenant's events behind its own creation, oldest first. */
  async events(): Promise<readonly Event[]> {
    const query = { after: 1, descending: false, limit: 1_000_000 };
    return await this.store.events.listEvents(this.tenant, query);
  }

  target(type: ResourceType, id: string): Target {
    return { tenant: this.tenant, type, id: id as ResourceId };
  }
}

/** The attributes of a resource as the store holds them. */
export function attributesOf({ text }: Pick<StoredResource, 'text'>): JsonObject {
  const { id: _, ...attributes } = JSON.parse(text) as JsonObject;
  return attributes;
}

/** The userNames or displayNames of resources, in their order. */
export function namesOf(resources: readonly StoredResource[]): readonly unknown[] {
  return resources.map(attributesOf).map(({ userName, displayName }) => userName ?? displayName);
}

/** All members of a group, with those behind the first. */
export async function membersOf(group: StoredResource): Promise<readonly StoredMember[]> {
  const members = [...(group.members ?? [])];
  for await (const slice of group.moreMembers ?? []) members.push(...slice);
  return members;
}

export function idsOf(things: readonly { readonly id: string }[]): readonly string[] {
  return things.map(({ id }) => id);
}

function written(resource: StoredResource | undefined): StoredResource {
  if (resource === undefined) throw new Error('Nothing was stored.');
  return resource;
}
