import { GROUP, USER } from '../scim/resource-types.ts';
import type { Event } from './event.ts';

/** Whether a change takes something away that a session may live on: the right to sign in, or a group. */
export function isRevocation({ resourceType, action, changes }: Event): boolean {
  if (resourceType === USER.name) return action === 'deactivate' || action === 'delete';
  if (resourceType !== GROUP.name) return false;
  return action === 'delete' || changes.some((change) => 'removed' in change && change.removed.length > 0);
}
