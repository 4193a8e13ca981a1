import type { Event } from '../../directory/event.ts';
import { undoChange } from '../../directory/undo-change.ts';
import { ScimError } from '../../scim/errors.ts';
import { attributesOf, type JsonObject, type ResourceId, type StoredResource } from '../../scim/resource.ts';
import { GROUP, type ResourceType } from '../../scim/resource-types.ts';
import type { Store, Target } from '../../store/port.ts';

interface Draft {
  attributes: JsonObject;
  readonly members: Set<string>;
}

const SLICE = 100;

/** What the resource of an event was behind it: what it is now, with all that was done since undone. */
export async function resourceAfter(
  event: Event,
  type: ResourceType,
  { resources, events }: Pick<Store, 'resources' | 'events'>,
): Promise<JsonObject> {
  const { tenant, resourceId, sequence } = event;
  // It is read before its events: what is done to it meanwhile is among those, and undone whether it was seen or not.
  const draft = await draftOf({ tenant, type, id: resourceId as ResourceId }, resources);
  const later = { resourceId, after: sequence, descending: true, limit: SLICE };
  let slice: readonly Event[];
  let query: typeof later & { readonly before?: number } = later;
  do {
    slice = await events.listEvents(tenant, query);
    for (const each of slice) undo(draft, each);
    query = { ...later, before: slice.at(-1)?.sequence ?? sequence };
  } while (slice.length === SLICE);
  return present(draft, event, type);
}

async function draftOf(target: Target, resources: Store['resources']): Promise<Draft> {
  try {
    const found = await resources.find(target, { relations: target.type.name === GROUP.name });
    return { attributes: attributesOf(found), members: await membersOf(found) };
  } catch (error) {
    if (error instanceof ScimError && error.status === 404) return { attributes: {}, members: new Set() };
    throw error;
  }
}

async function membersOf({ members = [], moreMembers }: StoredResource): Promise<Set<string>> {
  const ids = new Set(members.map(({ id }) => id as string));
  for await (const slice of moreMembers ?? []) for (const { id } of slice) ids.add(id);
  return ids;
}

function undo(draft: Draft, { changes }: Event): void {
  for (const change of changes) {
    draft.attributes = undoChange(draft.attributes, change);
    if (!('added' in change)) continue;
    for (const id of change.added) draft.members.delete(id);
    for (const id of change.removed) draft.members.add(id);
  }
}

/** In a fixed order, so that a token is the same however much was undone for it. */
function present({ attributes, members }: Draft, { resourceId }: Event, type: ResourceType): JsonObject {
  const { schemas = [], ...others } = attributes;
  const inOrder = Object.entries(others).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    schemas,
    id: resourceId,
    ...Object.fromEntries(inOrder),
    ...(type.name === GROUP.name && { members: [...members].toSorted().map((value) => ({ value })) }),
  };
}
