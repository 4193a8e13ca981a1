import { parseAttributePath } from './attribute-path.ts';
import { invalidPath, invalidSyntax, invalidValue, ScimError } from './errors.ts';
import type { AttributePath, Filter } from './filter/filter.ts';
import { parseFilter } from './filter/parse.ts';
import type { Pieces } from './present.ts';
import type { ProjectionParameters } from './project.ts';
import { isJsonObject, type Json, type JsonObject } from './resource.ts';

export const LIST_RESPONSE_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const SEARCH_REQUEST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

const LIST_END = ']}';

/** The parameters of a query as sent, in the URL (RFC 7644 §3.4.2) or as a SearchRequest (§3.4.3). */
export interface ListParameters extends ProjectionParameters {
  readonly filter?: string | undefined;
  readonly sortBy?: string | undefined;
  readonly sortOrder?: string | undefined;
  readonly startIndex?: string | number | undefined;
  readonly count?: string | number | undefined;
  readonly cursor?: string | undefined;
}

/** A query not yet bound to a resource type. */
export interface ListQuery {
  readonly filter: Filter | undefined;
  readonly sort: { readonly path: AttributePath; readonly descending: boolean } | undefined;
  readonly page: ListPage;
}

/** By index (RFC 7644 §3.4.2.4) or by cursor (RFC 9865), where the empty cursor is the first page's. */
export type ListPage =
  | { readonly by: 'index'; readonly startIndex: number; readonly count: number }
  | { readonly by: 'cursor'; readonly cursor: string; readonly count: number };

export interface PageLimits {
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
}

/**
 * Reads the parameters of a query. A `cursor`, even an empty one, asks for pages by cursor and makes `startIndex`
 * meaningless. By index, numbers out of bounds become the nearest one within.
 * @throws ScimError 400 `invalidFilter`, `invalidPath` for sortBy, `invalidValue` for what is no number or no
 *   sortOrder, `invalidCount` for more than a page by cursor may hold
 */
export function parseListQuery(parameters: ListParameters, limits: PageLimits): ListQuery {
  return {
    filter: parameters.filter === undefined ? undefined : parseFilter(parameters.filter),
    sort: parseSort(parameters),
    page: parsePage(parameters, limits),
  };
}

function parseSort({ sortBy, sortOrder = 'ascending' }: ListParameters): ListQuery['sort'] {
  const order = sortOrder.toLowerCase();
  if (order !== 'ascending' && order !== 'descending') {
    throw invalidValue(`sortOrder is "ascending" or "descending", not "${sortOrder}".`);
  }
  if (sortBy === undefined) return undefined;
  const path = parseAttributePath(sortBy);
  if (path === undefined) throw invalidPath(`sortBy "${sortBy}" is no attribute name.`);
  return { path, descending: order === 'descending' };
}

function parsePage({ startIndex, count, cursor }: ListParameters, limits: PageLimits): ListPage {
  const { defaultPageSize, maxPageSize } = limits;
  const wanted = Math.max(0, parseInteger('count', count) ?? defaultPageSize);
  if (cursor === undefined) {
    const start = Math.max(1, parseInteger('startIndex', startIndex) ?? 1);
    return { by: 'index', startIndex: start, count: Math.min(wanted, maxPageSize) };
  }
  if (wanted > maxPageSize) {
    throw new ScimError(400, `count is at most ${maxPageSize}, not ${wanted}.`, { scimType: 'invalidCount' });
  }
  return { by: 'cursor', cursor, count: wanted };
}

function parseInteger(name: string, value: string | number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const text = String(value).trim();
  if (!/^[+-]?\d+$/.test(text)) throw invalidValue(`${name} is an integer, not "${value}".`);
  // What is larger than any list must not become a number that a store cannot take.
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number(text), Number.MAX_SAFE_INTEGER));
}

/**
 * Reads the body of `POST …/.search` (RFC 7644 §3.4.3); member names in any letter case, unknown ones ignored.
 * @throws ScimError 400 `invalidSyntax` when it is no SearchRequest, `invalidValue` for members of a wrong type
 */
export function parseSearchRequest(body: unknown): ListParameters {
  if (!isJsonObject(body)) throw invalidSyntax('A search request is a JSON object.');
  const members = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
  const member = <T extends Json>(
    name: string,
    is: (value: Json) => value is T,
    what: string,
  ): T | undefined => {
    const value = members.get(name.toLowerCase()) ?? undefined;
    if (value === undefined || is(value)) return value;
    throw invalidValue(`${name} is ${what}.`);
  };
  const schemas = member('schemas', isTextList, 'a list of URNs') ?? [];
  if (![schemas].flat().some((urn) => urn.toLowerCase() === SEARCH_REQUEST_SCHEMA.toLowerCase())) {
    throw invalidSyntax(`The schemas of a search request are ["${SEARCH_REQUEST_SCHEMA}"].`);
  }
  return {
    filter: member('filter', isText, 'text'),
    sortBy: member('sortBy', isText, 'text'),
    sortOrder: member('sortOrder', isText, 'text'),
    startIndex: member('startIndex', isNumeric, 'an integer'),
    count: member('count', isNumeric, 'an integer'),
    cursor: member('cursor', isText, 'text'),
    attributes: member('attributes', isTextList, 'a list of attribute names'),
    excludedAttributes: member('excludedAttributes', isTextList, 'a list of attribute names'),
  };
}

function isText(value: Json): value is string {
  return typeof value === 'string';
}

function isNumeric(value: Json): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isTextList(value: Json): value is string | readonly string[] {
  return isText(value) || (Array.isArray(value) && value.every(isText));
}

/** What a ListResponse says besides its resources; `startIndex` only of pages by index. */
export interface ListHead {
  readonly total: number;
  readonly startIndex?: number | undefined;
  readonly itemsPerPage: number;
  readonly nextCursor?: string | undefined;
}

/** The JSON text of a ListResponse (RFC 7644 §3.4.2) around resources that are JSON text already. */
export function presentList(list: ListHead & { readonly resources: readonly Pieces[] }): Pieces {
  const pieces = [presentListHead(list)];
  for (const [index, resource] of list.resources.entries()) {
    if (index > 0) pieces.push(',');
    pieces.push(...resource);
  }
  pieces.push(LIST_END);
  return pieces;
}

/** The same for resources that are themselves too large to be held as one text. */
export async function* presentListStream(
  list: ListHead & { readonly resources: Iterable<Pieces | AsyncIterable<string>> },
): AsyncGenerator<string> {
  let piece = presentListHead(list);
  for (const resource of list.resources) {
    yield piece;
    yield* resource;
    piece = ',';
  }
  yield piece === ',' ? LIST_END : `${piece}${LIST_END}`;
}

function presentListHead({ total, startIndex, itemsPerPage, nextCursor }: ListHead): string {
  const head: JsonObject = {
    schemas: [LIST_RESPONSE_SCHEMA],
    totalResults: total,
    ...(startIndex === undefined ? {} : { startIndex }),
    itemsPerPage,
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
  return `${JSON.stringify(head).slice(0, -1)},"Resources":[`;
}
