import type { EventAction } from './event.ts';
import type { KeyId } from './key.ts';
import type { TenantName } from './tenant.ts';

interface Named {
  readonly tenant: TenantName;
  readonly name: string;
}

/** Where to connect to. */
export interface Destination {
  readonly url: string;
  /** Whether that may be in a network of our own. */
  readonly allowPrivateNetwork: boolean;
}

/** Who gets the events of a tenant. */
export type Receiver = PushReceiver | PollReceiver | WebhookReceiver;

/** Gets Security Event Tokens by POST (RFC 8935). */
export interface PushReceiver extends Named, Destination {
  readonly kind: 'push';
  /** The `Authorization` header that it wants. */
  readonly authorization: string | undefined;
  readonly audience: string;
  readonly events: readonly SecurityEventUri[];
}

/** Comes for Security Event Tokens itself (RFC 8936). */
export interface PollReceiver extends Named {
  readonly kind: 'poll';
  readonly audience: string;
  readonly events: readonly SecurityEventUri[];
}

/** Gets events as the feed has them by POST, signed with a secret that both know. */
export interface WebhookReceiver extends Named, Destination {
  readonly kind: 'webhook';
  readonly secret: string;
  readonly events: readonly EventAction[];
}

const READER = 'key:';

/** How a gateway that reads the feed and acknowledges is called among the receivers: by its key. */
export function readerName(key: KeyId): string {
  return `${READER}${key}`;
}

/** The key of such a gateway; undefined when the name is that of another receiver. */
export function keyOfReader(name: string): KeyId | undefined {
  return name.startsWith(READER) ? (name.slice(READER.length) as KeyId) : undefined;
}

const PROVISIONING = 'urn:ietf:params:scim:event:prov';
const CAEP = 'https://schemas.openid.net/secevent/caep/event-type';

/** What can be told: the provisioning events of RFC 9967 §2.4, and that sessions are to end (CAEP 1.0 §3.1). */
export const SECURITY_EVENTS = {
  createNotice: `${PROVISIONING}:create:notice`,
  createFull: `${PROVISIONING}:create:full`,
  patchNotice: `${PROVISIONING}:patch:notice`,
  patchFull: `${PROVISIONING}:patch:full`,
  putNotice: `${PROVISIONING}:put:notice`,
  putFull: `${PROVISIONING}:put:full`,
  delete: `${PROVISIONING}:delete`,
  activate: `${PROVISIONING}:activate`,
  deactivate: `${PROVISIONING}:deactivate`,
  sessionRevoked: `${CAEP}/session-revoked`,
} as const;

export type SecurityEventUri = (typeof SECURITY_EVENTS)[keyof typeof SECURITY_EVENTS];

/** Without the values of attributes, which a receiver reads itself when it needs them. */
export const USUAL_SECURITY_EVENTS: readonly SecurityEventUri[] = [
  SECURITY_EVENTS.createNotice,
  SECURITY_EVENTS.patchNotice,
  SECURITY_EVENTS.putNotice,
  SECURITY_EVENTS.delete,
  SECURITY_EVENTS.activate,
  SECURITY_EVENTS.deactivate,
  SECURITY_EVENTS.sessionRevoked,
];

export function isSecurityEventUri(text: string): text is SecurityEventUri {
  return Object.values<string>(SECURITY_EVENTS).includes(text);
}
