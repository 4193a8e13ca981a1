import type { Context } from 'hono';
import { findPlace } from '../scim/attribute-path.ts';
import { bindFilter, bindSortPath } from '../scim/filter/bind.ts';
import {
  type ListParameters,
  type ListQuery,
  type PageLimits,
  parseListQuery,
  presentList,
  presentListStream,
} from '../scim/list.ts';
import { parseProjection } from '../scim/project.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Resources } from '../store/port.ts';
import type { Cursors } from './cursor.ts';
import type { Caller, HttpEnv } from './environment.ts';
import type { Mender } from './mend.ts';
import { createMergedReader } from './merged-reader.ts';
import { createPageReader, type Search } from './page-reader.ts';
import { joinPieces, reply, streamText } from './reply.ts';
import { isWhole, readsRelations, resourceBody } from './resource-body.ts';

interface QueryDependencies {
  readonly resources: Pick<Resources, 'list'>;
  readonly mender: Mender;
  readonly cursors: Cursors;
  readonly limits: PageLimits;
}

/** Answers a query over the resources of some types: sorted as one list, else those of one type after those of another. */
export type AnswerQuery = (
  c: Context<HttpEnv>,
  types: readonly ResourceType[],
  parameters: ListParameters,
) => Promise<Response>;

export function createQuery({ resources, mender, cursors, limits }: QueryDependencies): AnswerQuery {
  const inTurn = createPageReader({ resources, cursors });
  const merged = createMergedReader({ resources, cursors });
  return async function answerQuery(c, types, parameters) {
    const caller = c.get('caller');
    const filter = parameters.filter === undefined ? undefined : mender.filter(parameters.filter, caller);
    const { page: wanted, ...query } = parseListQuery({ ...parameters, filter }, limits);
    const searches = types.map((type) => bindSearch(query, parameters, { type, types, caller }));
    const reader = query.sort !== undefined && types.length > 1 ? merged : inTurn;
    const page =
      wanted.by === 'index'
        ? await reader.byIndex(searches, wanted)
        : await reader.byCursor(searches, { ...wanted, binding: bindingOf(caller, types, parameters) });
    const { total, items, startIndex, nextCursor } = page;
    const head = { total, startIndex, itemsPerPage: items.length, nextCursor };
    return items.every(isWhole)
      ? reply(c, 200, joinPieces(presentList({ ...head, resources: items })))
      : reply(c, 200, streamText(presentListStream({ ...head, resources: items })));
  };
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
