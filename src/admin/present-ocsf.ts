import type { Event, EventAction } from '../directory/event.ts';
import { GROUP, USER } from '../scim/resource-types.ts';
import { VERSION } from './version.ts';

/** The version of the Open Cybersecurity Schema Framework (schema.ocsf.io) that this is by. */
const OCSF_VERSION = '1.1.0';

const IDENTITY_AND_ACCESS = 3;
const ACCOUNT_CHANGE = { uid: 3001, name: 'Account Change' };
const ENTITY_MANAGEMENT = { uid: 3004, name: 'Entity Management' };
const GROUP_MANAGEMENT = { uid: 3006, name: 'Group Management' };

interface Activity {
  readonly id: number;
  readonly name: string;
}

/** Account Change knows no update of what an account says. */
const OF_ACCOUNT: Readonly<Record<EventAction, Activity>> = {
  create: { id: 1, name: 'Create' },
  activate: { id: 2, name: 'Enable' },
  deactivate: { id: 5, name: 'Disable' },
  delete: { id: 6, name: 'Delete' },
  update: { id: 99, name: 'Update' },
};
const UPDATE: Activity = { id: 3, name: 'Update' };
const OF_ENTITY: Readonly<Record<EventAction, Activity>> = {
  create: { id: 1, name: 'Create' },
  activate: UPDATE,
  deactivate: UPDATE,
  update: UPDATE,
  delete: { id: 4, name: 'Delete' },
};
const ADD_USER: Activity = { id: 3, name: 'Add User' };
const REMOVE_USER: Activity = { id: 4, name: 'Remove User' };

/**
 * Presents an event as OCSF: a user's as Account Change; each member that came to or went from a group as Group
 * Management; what else happened to groups, tenants, identity providers and keys as Entity Management.
 */
export function presentOcsf(event: Event): readonly object[] {
  const { action, resourceType, resourceId: uid, resourceName: name } = event;
  if (resourceType === USER.name)
    return [present(event, ACCOUNT_CHANGE, OF_ACCOUNT[action], { user: { name, uid } })];
  const isOnlyMembers =
    resourceType === GROUP.name &&
    action === 'update' &&
    event.changes.length > 0 &&
    event.changes.every((change) => 'added' in change);
  const entity = { name, uid, type: resourceType };
  return [
    ...(isOnlyMembers ? [] : [present(event, ENTITY_MANAGEMENT, OF_ENTITY[action], { entity })]),
    ...presentMembers(event),
  ];
}

function presentMembers(event: Event): readonly object[] {
  const group = { name: event.resourceName, uid: event.resourceId };
  const presentMember = (activity: Activity) => (uid: string) =>
    present({ ...event, changes: [] }, GROUP_MANAGEMENT, activity, { group, user: { uid } });
  return event.changes.flatMap((change) =>
    'added' in change
      ? [...change.added.map(presentMember(ADD_USER)), ...change.removed.map(presentMember(REMOVE_USER))]
      : [],
  );
}

function present(
  event: Event,
  eventClass: { readonly uid: number; readonly name: string },
  activity: Activity,
  about: object,
): object {
  const changes = event.changes.filter((change) => !('added' in change));
  return {
    time: event.at,
    category_uid: IDENTITY_AND_ACCESS,
    category_name: 'Identity & Access Management',
    class_uid: eventClass.uid,
    class_name: eventClass.name,
    activity_id: activity.id,
    activity_name: activity.name,
    type_uid: eventClass.uid * 100 + activity.id,
    type_name: `${eventClass.name}: ${activity.name}`,
    severity_id: 1,
    severity: 'Informational',
    status_id: 1,
    status: 'Success',
    metadata: {
      version: OCSF_VERSION,
      product: { name: 'cyolo-scim', vendor_name: 'Cyolo', version: VERSION },
      uid: `${event.tenant}/${event.sequence}`,
      sequence: event.sequence,
      tenant_uid: event.tenant,
      correlation_uid: event.requestId,
    },
    actor: { user: { name: event.actor } },
    ...about,
    unmapped: {
      digest: event.digest,
      ...(changes.length > 0 && { changes }),
      ...(event.skippedMembers.length > 0 && { skipped_members: event.skippedMembers }),
    },
  };
}
