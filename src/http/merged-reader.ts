import { invalidValue } from '../scim/errors.ts';
import { compareItems, type Item, sortKey } from '../scim/order.ts';
import { toObject } from '../scim/present.ts';
import type { StoredResource } from '../scim/resource.ts';
import type { ResourcePage } from '../store/port.ts';
import { openCursor, type PageReader, type PageSources, type Search } from './page-reader.ts';

/** A resource that one of the searches found. */
interface Found {
  readonly search: Search;
  readonly resource: StoredResource;
  /** Its place among the others: by its key, and among equals by the order of the searches. */
  readonly place: Item;
}

/** How far a search has been read: the store's text, null at its start, false at its end. */
type Position = string | null | false;

/** All that comes before a page by index is read again for it, from each search; for a page by cursor nothing is. */
const MAX_DEPTH = 5000;

/** Reads what several sorted searches find as one list in their order (RFC 7644 §3.4.2.3). */
export function createMergedReader({ resources, cursors }: PageSources): PageReader {
  function readAfter(
    { collection, query }: Search,
    position: Position,
    count: number,
  ): Promise<ResourcePage> {
    const page =
      position === false ? { after: undefined, count: 0 } : { after: position ?? undefined, count };
    return resources.list(collection, { ...query, page });
  }

  /** The position behind so many of the resources that a search found behind a position. */
  async function positionBehind(
    search: Search,
    { position, part, taken }: { position: Position; part: ResourcePage | undefined; taken: number },
  ): Promise<Position> {
    if (position === false) return false;
    if (taken === part?.resources.length) return part.next ?? false;
    if (taken === 0) return position;
    return (await readAfter(search, position, taken)).next ?? false;
  }

  return {
    async byIndex(searches, { startIndex, count }) {
      const depth = count === 0 ? 0 : startIndex - 1 + count;
      if (depth > MAX_DEPTH) {
        throw invalidValue(`Sorted pages of several types end at ${MAX_DEPTH} by index: use a cursor.`);
      }
      const page = { startIndex: 1, count: depth };
      const parts = await Promise.all(
        searches.map(({ collection, query }) => resources.list(collection, { ...query, page })),
      );
      const found = merge(searches, parts).slice(startIndex - 1, depth);
      return { total: totalOf(parts), items: found.map(present), startIndex };
    },

    async byCursor(searches, wanted) {
      const { count, binding } = wanted;
      const { after } = await openCursor(cursors, wanted);
      // The text is one that was sealed here.
      const positions: readonly Position[] = after === undefined ? [] : JSON.parse(after);
      const positionOf = (index: number): Position => positions[index] ?? null;
      const parts = await Promise.all(
        searches.map((search, index) => readAfter(search, positionOf(index), count)),
      );
      const found = merge(searches, parts).slice(0, count);
      const items = found.map(present);
      const next = await Promise.all(
        searches.map((search, index) => {
          const taken = found.filter((each) => each.search === search).length;
          return positionBehind(search, { position: positionOf(index), part: parts[index], taken });
        }),
      );
      // A page of 0 asks for the total alone.
      if (count === 0 || next.every((position) => position === false))
        return { total: totalOf(parts), items };
      const nextCursor = await cursors.seal({ type: 0, after: JSON.stringify(next), count }, binding);
      return { total: totalOf(parts), items, nextCursor };
    },
  };
}

function totalOf(parts: readonly ResourcePage[]): number {
  return parts.reduce((sum, { total }) => sum + total, 0);
}

/** All that was found, sorted. Equals of one search stay in its order. */
function merge(searches: readonly Search[], parts: readonly ResourcePage[]): readonly Found[] {
  const isDescending = searches.some(({ query }) => query.sort?.descending === true);
  const sign = isDescending ? -1 : 1;
  return searches
    .flatMap((search, index) =>
      (parts[index]?.resources ?? []).map((resource) => {
        const { sort } = search.query;
        // As the store sorts, which has no base URL for a location.
        const key = sort === undefined ? null : sortKey(sort.path, toObject(resource, ''));
        return { search, resource, place: { seq: index, key } };
      }),
    )
    .sort((one, other) => sign * compareItems(one.place, other.place));
}

function present({ search, resource }: Found) {
  return search.present(resource);
}
