import { remember } from './remember.ts';
import type { ResourceId } from './resource.ts';

/**
 * Makes the id of a new resource: a UUID that begins with the time (version 7, RFC 9562 §5.7). So what is created in a
 * row lies side by side in an index, where random ids would each change a page of their own.
 * @param now milliseconds since 1970
 * @param random a random UUID (version 4), all but its beginning becomes part of the id
 */
export function makeResourceId(now: number, random: string): ResourceId {
  return `${beginningAt(now)}-7${random.slice('xxxxxxxx-xxxx-4'.length)}` as ResourceId;
}

/** Many are made in one millisecond. */
const beginningAt = remember(1, (now: number) => {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
});
