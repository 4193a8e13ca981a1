import type { AttributeChange, Event } from '../directory/event.ts';
import { formatTime, isoTime } from './present.ts';
import type { Column } from './table.ts';

export interface PresentedEvent extends Omit<Event, 'at'> {
  readonly at: string;
}

/** What `--json` gives of an event. */
export function presentEvent(event: Event): PresentedEvent {
  return { ...event, at: isoTime(event.at) };
}

export const EVENT_COLUMNS: readonly Column<PresentedEvent>[] = [
  { title: 'NUMBER', text: ({ sequence }) => String(sequence) },
  { title: 'TIME', text: ({ at }) => formatTime(at), whole: true },
  { title: 'ACTION', text: ({ action }) => action },
  { title: 'OF', text: ({ resourceType, resourceName }) => `${resourceType} ${resourceName}` },
  { title: 'BY', text: ({ actor }) => actor },
  { title: 'CHANGES', text: describeChanges, needed: true },
];

export function describeChanges({ resourceType, changes, skippedMembers }: PresentedEvent): string {
  const skipped = skippedMembers.length === 0 ? [] : [`${skippedMembers.length} unknown members skipped`];
  return [...changes.map((change) => describeChange(change, resourceType)), ...skipped].join('; ');
}

export function describeChange(change: AttributeChange, resourceType: string): string {
  if ('added' in change) return `members +${change.added.length} −${change.removed.length}`;
  const { attribute, before, after } = change;
  const textOf = (value: unknown) => describeValue(value, resourceType);
  if (before === undefined) return `${attribute}: ${textOf(after)}`;
  return `${attribute}: ${textOf(before)} → ${after === undefined ? 'none' : textOf(after)}`;
}

/** All numbers of a key are times. */
function describeValue(value: unknown, resourceType: string): string {
  return resourceType === 'Key' && typeof value === 'number'
    ? formatTime(isoTime(value))
    : JSON.stringify(value);
}
