import type { Context } from 'hono';
import { findPlace } from '../scim/attribute-path.ts';
import { ScimError } from '../scim/errors.ts';
import { bindFilter, bindSortPath } from '../scim/filter/bind.ts';
import {
  type ListPage,
  type ListParameters,
  type ListQuery,
  type PageLimits,
  parseListQuery,
  presentList,
  presentListStream,
} from '../scim/list.ts';
import { parseProjection } from '../scim/project.ts';
import type { StoredResource } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Collection, CursorPage, Query, ResourcePage, Resources } from '../store/port.ts';
import type { CursorPosition, Cursors } from './cursor.ts';
import type { Caller, HttpEnv } from './environment.ts';
import type { Mender } from './mend.ts';
import { joinPieces, reply, streamText } from './reply.ts';
import { readsRelations, resourceBody } from './resource-body.ts';

interface QueryDependencies {
  readonly resources: Pick<Resources, 'list'>;
  readonly mender: Mender;
  readonly cursors: Cursors;
  readonly limits: PageLimits;
}

/** Answers a query over the resources of some types, those of one type after those of the type before it. */
export type AnswerQuery = (
  c: Context<HttpEnv>,
  types: readonly ResourceType[],
  parameters: ListParameters,
) => Promise<Response>;

/** A query as it concerns one of its types. */
interface Search {
  readonly collection: Collection;
  readonly query: Omit<Query, 'page'>;
  readonly present: (resource: StoredResource) => Item;
}

/** A resource as JSON text, or that text in pieces. */
type Item = string | AsyncIterable<string>;

interface Page {
  readonly total: number;
  readonly items: readonly Item[];
  readonly startIndex?: number;
  readonly nextCursor?: string;
}

type PageBy<Kind> = Extract<ListPage, { readonly by: Kind }>;

export function createQuery({ resources, mender, cursors, limits }: QueryDependencies): AnswerQuery {
  return async function answerQuery(c, types, parameters) {
    const caller = c.get('caller');
    const filter = parameters.filter === undefined ? undefined : mender.filter(parameters.filter, caller);
    const { page: wanted, ...query } = parseListQuery({ ...parameters, filter }, limits);
    const searches = types.map((type) => bindSearch(query, parameters, { type, types, caller }));
    const page =
      wanted.by === 'index'
        ? await readByIndex(searches, wanted)
        : await readByCursor(searches, wanted, bindingOf(caller, types, parameters));
    const { total, items, startIndex, nextCursor } = page;
    const head = { total, startIndex, itemsPerPage: items.length, nextCursor };
    return items.every((item) => typeof item === 'string')
      ? reply(c, 200, joinPieces(presentList({ ...head, resources: items })))
      : reply(c, 200, streamText(presentListStream({ ...head, resources: items })));
  };

  async function readByIndex(searches: readonly Search[], page: PageBy<'index'>): Promise<Page> {
    const items: Item[] = [];
    let total = 0;
    for (const { collection, query, present } of searches) {
      const startIndex = Math.max(1, page.startIndex - total);
      const count = page.count - items.length;
      const part = await resources.list(collection, { ...query, page: { startIndex, count } });
      items.push(...part.resources.map(present));
      total += part.total;
    }
    return { total, items, startIndex: page.startIndex };
  }

  async function readByCursor(
    searches: readonly Search[],
    { cursor, count }: PageBy<'cursor'>,
    binding: string,
  ): Promise<Page> {
    const start = cursor === '' ? { type: 0, after: undefined, count } : await cursors.open(cursor, binding);
    if (start.count !== count) {
      throw new ScimError(400, `count is ${start.count} since the first page.`, { scimType: 'invalidCount' });
    }
    const items: Item[] = [];
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
  }
}

/** Where the page after this one begins, if that is in this type. */
function nextIn(type: number, page: CursorPage, part: ResourcePage): CursorPosition | undefined {
  if (part.next !== undefined) return { type, after: part.next };
  return page.count === 0 && part.total > 0 ? { type, after: undefined } : undefined;
}

function bindSearch(
  { filter, sort }: Omit<ListQuery, 'page'>,
  parameters: ListParameters,
  { type, types, caller }: { type: ResourceType; types: readonly ResourceType[]; caller: Caller },
): Search {
  const projection = parseProjection(parameters, type);
  const path = sort && bindSort(sort, type, types);
  const presentation = { baseUrl: caller.baseUrl, projection, groups: new Map() };
  return {
    collection: { tenant: caller.tenant, type },
    query: {
      ...(filter === undefined ? {} : { filter: bindFilter(filter, type, types) }),
      ...(path === undefined ? {} : { sort: { path, descending: sort?.descending ?? false } }),
      relations: readsRelations(type, projection),
    },
    present: (resource) => resourceBody(resource, presentation),
  };
}

/** What only another of the types has cannot sort this one. */
function bindSort(
  { path }: NonNullable<ListQuery['sort']>,
  type: ResourceType,
  types: readonly ResourceType[],
) {
  const isOfAnother = findPlace(path, type) === undefined && types.some((other) => findPlace(path, other));
  return isOfAnother ? undefined : bindSortPath(path, type);
}

/** What must stay the same from page to page: who asks, and for what. */
function bindingOf(caller: Caller, types: readonly ResourceType[], parameters: ListParameters): string {
  const { filter, sortBy, sortOrder, attributes, excludedAttributes } = parameters;
  const names = types.map(({ name }) => name);
  return JSON.stringify([
    ...[caller.tenant, caller.key.id, names],
    ...[filter, sortBy, sortOrder, attributes, excludedAttributes],
  ]);
}
