import type { Event } from '../../directory/event.ts';
import { USER } from '../../scim/resource-types.ts';

/** How many events of a receiver are under way at once. */
export const WAVE = 16;

/**
 * Parts events, in their order, into those that may be under way at once: of users that have nothing to do with each
 * other. Any other event has others neither before nor after it under way: a group's members may be new.
 */
export function* wavesOf(events: Iterable<Event>): Generator<readonly Event[], void> {
  let wave: Event[] = [];
  let names = new Set<unknown>();
  for (const event of events) {
    const own = event.resourceType === USER.name ? namesOf(event) : undefined;
    const isApart = own?.every((name) => !names.has(name)) ?? false;
    if (wave.length > 0 && (!isApart || names.size === 0 || wave.length === WAVE)) {
      yield wave;
      [wave, names] = [[], new Set()];
    }
    wave.push(event);
    for (const name of own ?? []) names.add(name);
  }
  if (wave.length > 0) yield wave;
}

/** Those, in their order, that share no name with one before. */
export function* firstOfEach<T extends { readonly names: readonly unknown[] }>(
  items: Iterable<T>,
): Generator<T, void> {
  const seen = new Set<unknown>();
  for (const item of items) {
    if (!item.names.some((name) => seen.has(name))) yield item;
    for (const name of item.names) seen.add(name);
  }
}

/** What receivers may know a resource by, before and after a change, which another may have had or get. */
export function namesOf({ resourceId, resourceName, changes }: Event): readonly unknown[] {
  const changed = changes.flatMap((change) => {
    const isName = change.attribute === 'userName' || change.attribute === 'externalId';
    return isName && !('added' in change) ? [change.before, change.after] : [];
  });
  return [resourceId, resourceName, ...changed].filter((name) => name !== undefined);
}
