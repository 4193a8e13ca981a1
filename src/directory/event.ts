import type { Json } from '../scim/resource.ts';
import type { TenantName } from './tenant.ts';

/** Who made a change: `key:cyk_…`, `cli:<os user>`, `console:<name>` or `config`. */
export interface Actor {
  readonly name: string;
  readonly requestId: string;
  /** The identity provider whose key was used; a resource remembers the one that created it. */
  readonly identityProvider?: string;
}

export const EVENT_ACTIONS = ['create', 'update', 'activate', 'deactivate', 'delete'] as const;
export type EventAction = (typeof EVENT_ACTIONS)[number];

export function isEventAction(text: string): text is EventAction {
  return EVENT_ACTIONS.some((action) => action === text);
}

/** How a SCIM client asks for a change. */
export type RequestMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One attribute's change. A group's `members` have `added` and `removed` ids instead. */
export type AttributeChange =
  | { readonly attribute: string; readonly before?: Json; readonly after?: Json }
  | { readonly attribute: 'members'; readonly added: readonly string[]; readonly removed: readonly string[] };

/** One committed change: the audit trail and the gateway's feed are these rows. */
export interface Event {
  readonly tenant: TenantName;
  /** Counts the tenant's events from 1, without gaps. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: string;
  readonly requestId: string;
  /** Null where no SCIM client asked for it. */
  readonly method: RequestMethod | null;
  readonly action: EventAction;
  /** A SCIM resource type, or `Tenant`, `IdentityProvider`, `Key`. */
  readonly resourceType: string;
  readonly resourceId: string;
  /** The resource's userName or displayName at that time. */
  readonly resourceName: string;
  readonly changes: readonly AttributeChange[];
  /** Member ids that named nothing and were left out. */
  readonly skippedMembers: readonly string[];
  /** SHA-256 over the digest of the tenant's event before and this event's content, in hex. */
  readonly digest: string;
}
