import { ScimError } from '../scim/errors.ts';
import type { ListPage } from '../scim/list.ts';
import type { StoredResource } from '../scim/resource.ts';
import type { Collection, CursorPage, Query, ResourcePage, Resources } from '../store/port.ts';
import type { CursorPosition, CursorState, Cursors } from './cursor.ts';
import type { ResourceBody } from './resource-body.ts';

/** A query as it concerns one of its types. */
export interface Search {
  readonly collection: Collection;
  readonly query: Omit<Query, 'page'>;
  readonly present: (resource: StoredResource) => ResourceBody;
}

export interface Page {
  readonly total: number;
  readonly items: readonly ResourceBody[];
  readonly startIndex?: number;
  readonly nextCursor?: string;
}

type PageBy<Kind> = Omit<Extract<ListPage, { readonly by: Kind }>, 'by'>;
export type ByIndex = PageBy<'index'>;
/** With what the cursor is good for. */
export type ByCursor = PageBy<'cursor'> & { readonly binding: string };

/** Reads pages of what several searches find. */
export interface PageReader {
  byIndex(searches: readonly Search[], wanted: ByIndex): Promise<Page>;
  byCursor(searches: readonly Search[], wanted: ByCursor): Promise<Page>;
}

export interface PageSources {
  readonly resources: Pick<Resources, 'list'>;
  readonly cursors: Cursors;
}

/** Reads what one search finds after what the one before it does. */
export function createPageReader({ resources, cursors }: PageSources): PageReader {
  return {
    async byIndex(searches, page) {
      const items: ResourceBody[] = [];
      let total = 0;
      for (const { collection, query, present } of searches) {
        const startIndex = Math.max(1, page.startIndex - total);
        const count = page.count - items.length;
        const part = await resources.list(collection, { ...query, page: { startIndex, count } });
        items.push(...part.resources.map(present));
        total += part.total;
      }
      return { total, items, startIndex: page.startIndex };
    },

    async byCursor(searches, wanted) {
      const { count, binding } = wanted;
      const start = await openCursor(cursors, wanted);
      const items: ResourceBody[] = [];
      let total = 0;
      let next: CursorPosition | undefined;
      for (const [type, { collection, query, present }] of searches.entries()) {
        const isWanted = type >= start.type && next === undefined;
        const after = type === start.type ? start.after : undefined;
        const page = { after, count: isWanted ? count - items.length : 0 };
        const part = await resources.list(collection, { ...query, page });
        items.push(...part.resources.map(present));
        total += part.total;
        if (isWanted) next = nextIn(type, page, part);
      }
      // A page of 0 asks for the total alone; a cursor from there would lead to the same place.
      if (next === undefined || count === 0) return { total, items };
      return { total, items, nextCursor: await cursors.seal({ ...next, count }, binding) };
    },
  };
}

/** Where a page begins. @throws ScimError 400 `invalidCount` when pages were of another size before, and as Cursors.open does */
export async function openCursor(
  cursors: Cursors,
  { cursor, count, binding }: ByCursor,
): Promise<CursorState> {
  const start = cursor === '' ? { type: 0, after: undefined, count } : await cursors.open(cursor, binding);
  if (start.count === count) return start;
  throw new ScimError(400, `count is ${start.count} since the first page.`, { scimType: 'invalidCount' });
}

/** Where the page after this one begins, if that is in this type. */
function nextIn(type: number, page: CursorPage, part: ResourcePage): CursorPosition | undefined {
  if (part.next !== undefined) return { type, after: part.next };
  return page.count === 0 && part.total > 0 ? { type, after: undefined } : undefined;
}
