import type { AttributeChange, Event } from '../directory/event.ts';
import { GROUP, USER } from '../scim/resource-types.ts';
import type { Feed } from '../store/port.ts';
import { formatPosition } from './position.ts';

/** Whose right to sign in, or whose groups, an event may have changed. */
export interface Affected {
  /** Ids of users. */
  readonly users: readonly string[];
  /** Whether these are all; where they are too many, all sessions are to be looked at. */
  readonly complete: boolean;
}

/** An event as the gateway reads it. */
export interface FeedEvent {
  readonly id: string;
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: Event['action'];
  readonly resource: { readonly type: string; readonly id: string; readonly name: string };
  readonly changes: readonly AttributeChange[];
  readonly affects: Affected;
}

/** A gateway that has more of a group's users in session than this looks at all of them anyway. */
export const MAX_AFFECTED = 1000;

const NOBODY: Affected = { users: [], complete: true };

/**
 * Presents an event with the users that it affects. Of a group these are the users now in what came or went, at any
 * depth: who has left it meanwhile was affected by a later event, which says so.
 */
export async function presentEvent(event: Event, feed: Pick<Feed, 'usersWithin'>): Promise<FeedEvent> {
  return {
    id: formatPosition(event),
    sequence: event.sequence,
    at: new Date(event.at).toISOString(),
    actor: event.actor,
    action: event.action,
    resource: { type: event.resourceType, id: event.resourceId, name: event.resourceName },
    changes: event.changes,
    affects: await findAffected(event, feed),
  };
}

async function findAffected(event: Event, feed: Pick<Feed, 'usersWithin'>): Promise<Affected> {
  if (event.resourceType === USER.name) return { users: [event.resourceId], complete: true };
  if (event.resourceType !== GROUP.name) return NOBODY;
  const users = await feed.usersWithin(event.tenant, groupAndMembers(event), MAX_AFFECTED + 1);
  return { users: users.slice(0, MAX_AFFECTED), complete: users.length <= MAX_AFFECTED };
}

/** Those that came or went; and the group with all that are in it when it is called otherwise now. */
function groupAndMembers({ resourceId, changes }: Event): readonly string[] {
  return changes.flatMap((change) =>
    'added' in change ? [...change.added, ...change.removed] : [resourceId],
  );
}
