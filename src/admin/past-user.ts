import type { Event } from '../directory/event.ts';
import type { TenantName } from '../directory/tenant.ts';
import { undoChange } from '../directory/undo-change.ts';
import { bindFilter } from '../scim/filter/bind.ts';
import { parseFilter } from '../scim/filter/parse.ts';
import { attributesOf, fold, type JsonObject } from '../scim/resource.ts';
import { GROUP, USER } from '../scim/resource-types.ts';
import type { Collection, Events, Resources, Store } from '../store/port.ts';
import { allEvents } from './all-events.ts';

/** What is known of a user at a moment of the past. */
export type PastUser =
  | {
      readonly state: 'there';
      readonly user: JsonObject;
      /** The last one until then, if it is kept. */
      readonly lastChange: Event | undefined;
    }
  /** `later`: what was done after that moment with whoever was called so later. */
  | { readonly state: 'absent'; readonly later: Event | undefined }
  /** Events of that time are no longer kept: only from `keptFrom` on can be told. */
  | { readonly state: 'forgotten'; readonly keptFrom: number };

/** Someone who may be meant, as far as the changes are undone. */
interface Draft {
  readonly id: string;
  /** Undefined while the user is not there. */
  attributes: JsonObject | undefined;
  /** The names of the groups that the user is directly in, by their ids. */
  readonly groups: Map<string, string>;
  /** The last change to be undone, which is the first after the moment. */
  undone: Event | undefined;
}

/**
 * Finds out what a user looked like, by undoing all later events from what there is now.
 * @param named the userName or id, of then or now
 * @param at milliseconds since 1970
 */
export async function findPastUser(
  { resources, events }: Pick<Store, 'resources' | 'events'>,
  users: Collection,
  named: string,
  at: number,
): Promise<PastUser> {
  const { tenant } = users;
  const drafts = await findDrafts(resources, events, users, named);
  for await (const event of allEvents(events, tenant, { since: at + 1, descending: true })) {
    for (const draft of drafts) undo(draft, event);
  }
  const keptFrom = await findKeptFrom(events, tenant);
  const isNew = drafts.length > 0 && drafts.every(({ undone }) => undone?.action === 'create');
  if (at < keptFrom && !isNew) return { state: 'forgotten', keptFrom };
  const there = drafts.filter(({ attributes }) => attributes !== undefined);
  const draft = there.find(({ attributes }) => isCalled(attributes, named)) ?? there[0];
  if (draft === undefined) return { state: 'absent', later: drafts[0]?.undone };
  const until = { resourceId: draft.id, until: at + 1, descending: true, limit: 1 };
  const [lastChange] = await events.listEvents(tenant, until);
  return { state: 'there', user: present(draft), lastChange };
}

/** When the oldest event that is kept was recorded; since ever when all are. */
export async function findKeptFrom(events: Events, tenant: TenantName): Promise<number> {
  const { sequence } = await events.anchor(tenant);
  if (sequence === 0) return Number.NEGATIVE_INFINITY;
  const [first] = await events.listEvents(tenant, { descending: false, limit: 1 });
  return first?.at ?? Number.POSITIVE_INFINITY;
}

/** Whoever is called that now, or was so when an event was recorded, as they are now. */
async function findDrafts(
  resources: Resources,
  events: Events,
  users: Collection,
  named: string,
): Promise<readonly Draft[]> {
  const ids = new Set<string>();
  const quoted = JSON.stringify(named);
  const filter = bindFilter(parseFilter(`userName eq ${quoted} or id eq ${quoted}`), users.type);
  const page = { startIndex: 1, count: 2 };
  for (const { id } of (await resources.list(users, { filter, page, relations: false })).resources)
    ids.add(id);
  for (const about of [{ resourceName: named }, { resourceId: named }]) {
    for await (const event of allEvents(events, users.tenant, { ...about, descending: true })) {
      if (event.resourceType === USER.name) ids.add(event.resourceId);
    }
  }
  return await Promise.all([...ids].map((id) => findDraft(resources, users, id)));
}

async function findDraft(resources: Resources, users: Collection, id: string): Promise<Draft> {
  const filter = bindFilter(parseFilter(`id eq ${JSON.stringify(id)}`), users.type);
  const page = { startIndex: 1, count: 1 };
  const [user] = (await resources.list(users, { filter, page, relations: true })).resources;
  const groups = user?.groups?.filter(({ direct }) => direct) ?? [];
  return {
    id,
    attributes: user && attributesOf(user),
    groups: new Map(groups.map((group) => [group.id, group.display])),
    undone: undefined,
  };
}

function undo(draft: Draft, event: Event): void {
  if (event.resourceType === GROUP.name) undoMembership(draft, event);
  if (event.resourceType !== USER.name || event.resourceId !== draft.id) return;
  draft.undone = event;
  draft.attributes =
    event.action === 'create' ? undefined : event.changes.reduce(undoChange, draft.attributes ?? {});
}

function undoMembership({ id, groups }: Draft, { resourceId, resourceName, changes }: Event): void {
  for (const change of changes) {
    if ('added' in change) {
      if (change.removed.includes(id)) groups.set(resourceId, resourceName);
      if (change.added.includes(id)) groups.delete(resourceId);
    } else if (change.attribute === 'displayName' && groups.has(resourceId)) {
      groups.set(resourceId, String(change.before));
    }
  }
}

function isCalled(attributes: JsonObject | undefined, named: string): boolean {
  return fold(String(attributes?.['userName'])) === fold(named);
}

function present({ id, attributes = {}, groups }: Draft): JsonObject {
  const { schemas = [], ...others } = attributes;
  return {
    schemas,
    id,
    ...others,
    groups: Array.from(groups, ([value, display]) => ({ value, display, type: 'direct' })),
  };
}
