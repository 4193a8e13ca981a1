import type { AttributeChange, Event } from '../../directory/event.ts';
import { SECURITY_EVENTS, type SecurityEventUri } from '../../directory/receiver.ts';
import { fold, type Json, type JsonObject } from '../../scim/resource.ts';
import { type ResourceType, USER } from '../../scim/resource-types.ts';

/** One thing that is said of one subject, as a SET has it. */
export interface SecurityEvent {
  readonly uri: SecurityEventUri;
  readonly subject: JsonObject;
  /** Found out when it is sent: most that a receiver has had is never asked for again. */
  payload(): JsonObject | Promise<JsonObject>;
}

interface Context {
  /** Who says so: the subject of a session is a user of his. */
  readonly issuer: string;
  readonly resourceTypes: readonly ResourceType[];
  readonly wanted: readonly SecurityEventUri[];
  /** What the resource of an event was behind it. */
  readonly resourceAfter: (event: Event, type: ResourceType) => Promise<JsonObject>;
}

type Provisioning = readonly [SecurityEventUri, SecurityEvent['payload']];

/**
 * What is wanted of a change, what ends access first; one event a token, as the Shared Signals Framework has it.
 * What a PUT has changed is told as such, every other update as the patch that it comes to.
 */
export function securityEventsOf(event: Event, context: Context): readonly SecurityEvent[] {
  const type = context.resourceTypes.find(({ name }) => name === event.resourceType);
  if (type === undefined) return [];
  const subject = scimSubject(event, type);
  return [
    ...revocation(event, context.issuer),
    ...provisioning(event, type, context).map(([uri, payload]) => ({ uri, subject, payload })),
  ].filter(({ uri }) => context.wanted.includes(uri));
}

function provisioning(event: Event, type: ResourceType, context: Context): readonly Provisioning[] {
  switch (event.action) {
    case 'create':
      return [
        [SECURITY_EVENTS.createNotice, () => ({ attributes: ['id', ...namesOf(event)] })],
        [SECURITY_EVENTS.createFull, () => ({ data: resourceOf(event) })],
      ];
    case 'update':
      return modification(event, type, context);
    case 'activate':
      return [[SECURITY_EVENTS.activate, nothing], ...modification(event, type, context)];
    case 'deactivate':
      return [[SECURITY_EVENTS.deactivate, nothing], ...modification(event, type, context)];
    case 'delete':
      return [[SECURITY_EVENTS.delete, nothing]];
    default:
      return event.action satisfies never;
  }
}

function modification(event: Event, type: ResourceType, { resourceAfter }: Context): readonly Provisioning[] {
  const notice = () => ({ attributes: namesOf(event) });
  if (event.method !== 'PUT') {
    return [
      [SECURITY_EVENTS.patchNotice, notice],
      [SECURITY_EVENTS.patchFull, () => ({ data: patchOf(event.changes) })],
    ];
  }
  return [
    [SECURITY_EVENTS.putNotice, notice],
    [SECURITY_EVENTS.putFull, async () => ({ data: await resourceAfter(event, type) })],
  ];
}

function nothing(): JsonObject {
  return {};
}

function namesOf({ changes }: Event): readonly string[] {
  return changes.map(({ attribute }) => attribute);
}

/** Whoever may no longer sign in has no session either. */
function revocation(event: Event, issuer: string): readonly SecurityEvent[] {
  if (event.resourceType !== USER.name) return [];
  return barredNames(event).map((name) => ({
    uri: SECURITY_EVENTS.sessionRevoked,
    subject: personSubject(name, issuer),
    payload: () => ({
      event_timestamp: Math.floor(event.at / 1000),
      initiating_entity: 'admin',
      reason_admin: { en: reasonOf(event) },
    }),
  }));
}

/**
 * The userNames that nobody may sign in under since a change of a user. One that the user had before is among them: a
 * session from then is known by it, and what ends the user's access later tells of the new one only.
 */
function barredNames({ action, resourceName, changes }: Event): readonly string[] {
  const former = action === 'delete' ? [] : changes.flatMap(formerName);
  return action === 'deactivate' || action === 'delete' ? [resourceName, ...former] : former;
}

/** In another letter case it is the same name. */
function formerName(change: AttributeChange): readonly string[] {
  if (change.attribute !== 'userName' || 'added' in change) return [];
  const { before, after } = change;
  return typeof before !== 'string' || fold(before) === fold(String(after)) ? [] : [before];
}

function reasonOf({ action }: Event): string {
  if (action === 'delete') return 'The user was deleted.';
  return action === 'deactivate' ? 'The user was deactivated.' : 'The user was given another userName.';
}

/** RFC 9967 §2.1. The name is unique in the tenant, and may help where ids are not known. */
function scimSubject(event: Event, { endpoint, name }: ResourceType): JsonObject {
  const externalId = event.changes.find(({ attribute }) => attribute === 'externalId');
  const known = externalId && 'added' in externalId ? undefined : (externalId?.after ?? externalId?.before);
  return {
    format: 'scim',
    uri: `${endpoint}/${event.resourceId}`,
    id: event.resourceId,
    ...(known === undefined ? {} : { externalId: known }),
    ...(name === USER.name ? { userName: event.resourceName } : {}),
  };
}

/** RFC 9493 §3.2: what receivers of sessions understand. */
function personSubject(userName: string, issuer: string): JsonObject {
  return userName.includes('@')
    ? { format: 'email', email: userName }
    : { format: 'iss_sub', iss: issuer, sub: userName };
}

/** The resource as it was created. */
function resourceOf({ resourceId, changes }: Event): JsonObject {
  const resource: Record<string, Json> = { id: resourceId };
  for (const change of changes) {
    if ('added' in change) resource['members'] = change.added.map((value) => ({ value }));
    else if (change.after !== undefined) place(resource, change.attribute, change.after);
  }
  return resource;
}

/** An attribute of an extension is called `urn:…:attribute`, and belongs into the extension's object. */
function place(resource: Record<string, Json>, attribute: string, value: Json): void {
  const colon = attribute.lastIndexOf(':');
  if (colon === -1) {
    resource[attribute] = value;
    return;
  }
  const urn = attribute.slice(0, colon);
  resource[urn] = { ...(resource[urn] as JsonObject | undefined), [attribute.slice(colon + 1)]: value };
}

/** A PATCH request that makes the same change (RFC 7644 §3.5.2). */
function patchOf(changes: readonly AttributeChange[]): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: changes.flatMap(operationsOf),
  };
}

function operationsOf(change: AttributeChange): readonly JsonObject[] {
  if ('added' in change) {
    return [
      ...(change.added.length === 0
        ? []
        : [{ op: 'add', path: 'members', value: change.added.map((value) => ({ value })) }]),
      ...change.removed.map((id) => ({ op: 'remove', path: `members[value eq "${id}"]` })),
    ];
  }
  const { attribute: path, after } = change;
  return [after === undefined ? { op: 'remove', path } : { op: 'replace', path, value: after }];
}
