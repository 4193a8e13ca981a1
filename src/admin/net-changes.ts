import type { Event } from '../directory/event.ts';
import type { Json } from '../scim/resource.ts';

/** How something differs between two moments. */
export interface NetChange {
  readonly resourceType: string;
  readonly resourceId: string;
  /** What it is called at the later moment, or was last called. */
  readonly name: string;
  /** `passing`: it came after the first moment and was gone again before the second. */
  readonly change: 'created' | 'removed' | 'changed' | 'passing';
  readonly attributes: readonly NetAttribute[];
  readonly members: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

export interface NetAttribute {
  readonly attribute: string;
  readonly before?: Json;
  readonly after?: Json;
}

interface Draft {
  readonly first: Event;
  last: Event;
  readonly attributes: Map<string, NetAttribute>;
  readonly added: Set<string>;
  readonly removed: Set<string>;
}

/**
 * Sums up events, in their order, into how each thing differs between before the first and after the last; what was
 * changed back does not differ.
 */
export async function sumUp(events: AsyncIterable<Event>): Promise<readonly NetChange[]> {
  const drafts = new Map<string, Draft>();
  for await (const event of events) {
    const key = `${event.resourceType} ${event.resourceId}`;
    const draft = drafts.get(key) ?? {
      first: event,
      last: event,
      attributes: new Map(),
      added: new Set(),
      removed: new Set(),
    };
    drafts.set(key, draft);
    draft.last = event;
    for (const change of event.changes) {
      if ('added' in change) addMembers(draft, change);
      else addAttribute(draft.attributes, change);
    }
  }
  return [...drafts.values()].map(toNetChange).filter(isOfInterest);
}

function addMembers(
  { added, removed }: Draft,
  change: { added: readonly string[]; removed: readonly string[] },
) {
  for (const id of change.added) if (!removed.delete(id)) added.add(id);
  for (const id of change.removed) if (!added.delete(id)) removed.add(id);
}

function addAttribute(attributes: Map<string, NetAttribute>, { attribute, ...change }: NetAttribute): void {
  const known = attributes.get(attribute);
  const before = known === undefined ? change.before : known.before;
  const { after } = change;
  attributes.set(attribute, {
    attribute,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  });
}

function toNetChange({ first, last, attributes, added, removed }: Draft): NetChange {
  const { resourceType, resourceId } = last;
  const wasThere = first.action !== 'create';
  const isThere = last.action !== 'delete';
  const change = isThere ? (wasThere ? 'changed' : 'created') : wasThere ? 'removed' : 'passing';
  return {
    resourceType,
    resourceId,
    name: last.resourceName,
    change,
    attributes: [...attributes.values()].filter(
      ({ before, after }) => JSON.stringify(before) !== JSON.stringify(after),
    ),
    members: { added: [...added], removed: [...removed] },
  };
}

function isOfInterest({ change, attributes, members }: NetChange): boolean {
  return change !== 'changed' || attributes.length + members.added.length + members.removed.length > 0;
}
