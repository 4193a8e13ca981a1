import type { Actor, Event } from '../../directory/event.ts';
import { digestEvent } from '../../directory/event-digest.ts';
import type { TenantName } from '../../directory/tenant.ts';
import { rememberOf } from '../../scim/remember.ts';
import type { Position } from '../port.ts';
import type { Connection } from './connection.ts';
import { type Reader, rememberState } from './reader.ts';

const REMEMBERED = 1000;

/** An event as the change that causes it knows it. */
export interface NewEvent
  extends Pick<
    Event,
    'tenant' | 'at' | 'action' | 'resourceType' | 'resourceId' | 'resourceName' | 'changes'
  > {
  readonly actor: Actor;
  readonly method?: Event['method'];
  readonly skippedMembers?: readonly string[];
}

/** Writes an event, chained to the tenant's one before it. */
export function appendEvent(
  connection: Connection,
  { actor, method = null, skippedMembers = [], ...event }: NewEvent,
): void {
  const previous = positionOf(connection, event.tenant);
  const content = {
    ...event,
    sequence: previous.sequence + 1,
    actor: actor.name,
    requestId: actor.requestId,
    method,
    skippedMembers,
  };
  connection.run(
    `INSERT INTO events (tenant, sequence, at, actor, request_id, action, resource_type, resource_id, resource_name,
       changes, skipped_members, digest, method)
     VALUES (@tenant, @sequence, @at, @actor, @requestId, @action, @resourceType, @resourceId, @resourceName,
       @changes, @skippedMembers, @digest, @method)`,
    {
      ...content,
      changes: JSON.stringify(content.changes),
      skippedMembers: JSON.stringify(skippedMembers),
      digest: digestEvent(previous.digest, content),
    },
  );
}

const positionsIn = rememberOf((reader: Reader) =>
  rememberState(reader, REMEMBERED, (tenant: TenantName) =>
    reader.read((connection) => positionOf(connection, tenant)),
  ),
);

/** The tenant's last event, read once for each state. While it is the same, so is everything in the tenant. */
export function readPosition(reader: Reader, tenant: TenantName): Position {
  return positionsIn(reader)(tenant);
}

/** The tenant's last event. */
export function positionOf(connection: Connection, tenant: TenantName): Position {
  const last = connection.get<Position>(
    'SELECT sequence, digest FROM events WHERE tenant = @tenant ORDER BY sequence DESC LIMIT 1',
    { tenant },
  );
  return last ?? { sequence: 0, digest: '' };
}
