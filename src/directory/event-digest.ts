import { hash } from 'node:crypto';
import type { Event } from './event.ts';

/**
 * The digest that chains an event to the one before it in its tenant: who changes, drops or swaps events breaks it.
 * @param previous the digest of the event before, empty for the first
 * @returns SHA-256 in hex
 */
export function digestEvent(previous: string, event: Omit<Event, 'digest'>): string {
  const content = [
    previous,
    event.tenant,
    event.sequence,
    event.at,
    event.actor,
    event.requestId,
    event.action,
    event.resourceType,
    event.resourceId,
    event.resourceName,
    event.changes,
    event.skippedMembers,
    // Events from before methods were recorded have none, and the digest that they had then.
    ...(event.method === null ? [] : [event.method]),
  ];
  return hash('sha256', JSON.stringify(content));
}
