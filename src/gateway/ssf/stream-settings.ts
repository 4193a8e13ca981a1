import { isDeepStrictEqual } from 'node:util';
import {
  isSecurityEventUri,
  SECURITY_EVENTS,
  type SecurityEventUri,
  USUAL_SECURITY_EVENTS,
} from '../../directory/receiver.ts';
import { invalidValue } from '../../scim/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../../scim/resource.ts';
import type { EventStream } from '../../store/port.ts';
import { POLL_METHOD } from './transmitter.ts';

/** What a receiver may set of its stream (SSF 1.0 §8.1.1). */
export type StreamSettings = Pick<EventStream, 'requested' | 'description'>;

/** A verification that is asked for more often is refused. */
export const MIN_VERIFICATION_SECONDS = 10;
const MAX_DESCRIPTION = 256;
const SUPPLIED = ['iss', 'aud', 'events_supported', 'events_delivered', 'min_verification_interval'] as const;
const STATUSES = ['enabled', 'paused', 'disabled'] as const;

/** The events of a stream: those asked for that there are. */
export function deliveredEvents({ requested }: Pick<EventStream, 'requested'>): readonly SecurityEventUri[] {
  return requested.filter(isSecurityEventUri);
}

export function audienceOf({ id }: EventStream, issuer: string): string {
  return `${issuer}/ssf/streams/${id}`;
}

export function presentStream(stream: EventStream, issuer: string): JsonObject {
  const { id, description, requested } = stream;
  return {
    stream_id: id,
    iss: issuer,
    aud: audienceOf(stream, issuer),
    delivery: { method: POLL_METHOD, endpoint_url: `${issuer}/events/poll/${id}` },
    events_supported: Object.values(SECURITY_EVENTS),
    events_requested: requested,
    events_delivered: deliveredEvents(stream),
    min_verification_interval: MIN_VERIFICATION_SECONDS,
    ...(description === undefined ? {} : { description }),
  };
}

export function presentStatus({ id, status, reason }: EventStream): JsonObject {
  return { stream_id: id, status, ...(reason === undefined ? {} : { reason }) };
}

/**
 * Reads what a receiver sets; what it leaves out stays as `current` has it.
 * @throws ScimError 400, also when it wants tokens sent: only what is configured is connected to
 */
export function readSettings(
  body: JsonObject,
  current: StreamSettings = { requested: USUAL_SECURITY_EVENTS, description: undefined },
): StreamSettings {
  const { delivery, events_requested: requested = current.requested, description } = body;
  checkDelivery(delivery);
  if (!isTexts(requested)) throw invalidValue('"events_requested" is a list of URIs.');
  return { requested, description: readText('description', description ?? current.description) };
}

/**
 * Checks what is not for a receiver to set, but may be in a body as it was told it (SSF 1.0 §8.1.1.3, §8.1.1.4).
 * @param stream as it is presented now
 * @throws ScimError 400 where it is not the same
 */
export function checkSupplied({ delivery = {}, ...body }: JsonObject, stream: JsonObject): void {
  for (const name of SUPPLIED) checkSame(name, body[name], stream[name]);
  const [given, current] = [delivery, stream['delivery']].map((each) => (isJsonObject(each) ? each : {}));
  checkSame('endpoint_url', given?.['endpoint_url'], current?.['endpoint_url']);
}

function checkSame(name: string, given: Json | undefined, current: Json | undefined): void {
  if (given === undefined || isDeepStrictEqual(inOrder(given), inOrder(current))) return;
  throw invalidValue(`"${name}" is not for a receiver to change.`);
}

/** Lists of a stream are sets. */
function inOrder(value: Json | undefined): unknown {
  return Array.isArray(value) ? value.toSorted() : value;
}

/** @throws ScimError 400 */
export function readStatus(body: JsonObject): Pick<EventStream, 'status' | 'reason'> {
  const status = STATUSES.find((each) => each === body['status']);
  if (status === undefined) throw invalidValue(`"status" is one of ${STATUSES.join(', ')}.`);
  return { status, reason: readText('reason', body['reason']) };
}

/** @throws ScimError 400 */
export function readStreamId(body: unknown): { readonly id: string; readonly body: JsonObject } {
  const { stream_id: id } = isJsonObject(body) ? body : {};
  if (typeof id !== 'string' || !isJsonObject(body)) throw invalidValue('The body has a "stream_id".');
  return { id, body };
}

function checkDelivery(delivery: Json | undefined): void {
  if (delivery === undefined) return;
  if (!isJsonObject(delivery) || delivery['method'] !== POLL_METHOD) {
    throw invalidValue(
      `The delivery method is ${POLL_METHOD}. To have tokens sent, declare a receiver of the kind push with that URL in config.yaml, under the tenant's receivers.`,
    );
  }
}

function readText(name: string, value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalidValue(`"${name}" is text.`);
  return value.slice(0, MAX_DESCRIPTION);
}

function isTexts(value: Json | readonly string[]): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
