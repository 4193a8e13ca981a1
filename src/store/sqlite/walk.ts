import type { Collection, Query } from '../port.ts';
import { findIndexed, isSingleValued } from './attribute-index.ts';
import type { Candidates } from './filter-to-sql.ts';
import { isLookup, isOfValues, type Source } from './scan.ts';
import { inOrderOfId, valuesOf } from './sources.ts';

/** A query whose order is that of an index: a page is read from where it begins. */
export interface Walk {
  readonly source: Source;
  readonly descending: boolean;
}

/** @returns undefined when the query's resources have to be collected before they can be put in order */
export function findWalk(
  collection: Collection,
  { filter, unprovisioned, sort }: Pick<Query, 'filter' | 'unprovisioned' | 'sort'>,
  candidates: Candidates,
): Walk | undefined {
  if (sort === undefined) {
    const [source, ...others] = candidates.sources;
    if (source === undefined || !candidates.exact || others.length > 0) return undefined;
    return isLookup(source) ? { source, descending: false } : undefined;
  }
  const source =
    filter === undefined && unprovisioned !== true
      ? sourceInOrder(collection, sort.path)
      : filteredInOrder(collection, sort.path, candidates);
  return source && { source, descending: sort.descending };
}

/** A filter by the attribute that is sorted by, such as `userName sw "a"`, leads through the entries in their order. */
function filteredInOrder(
  collection: Collection,
  path: NonNullable<Query['sort']>['path'],
  { sources: [source, ...others], exact }: Candidates,
): Source | undefined {
  const indexed = findIndexed(path, collection.type);
  const isOfPath =
    source !== undefined && isOfValues(source.kind) && source.parameters['path'] === indexed?.name;
  if (!exact || others.length > 0 || !isOfPath || !isSingleValued(path)) return undefined;
  return source?.test === undefined ? source : undefined;
}

/** An index gives the order of an attribute that every resource has once. */
function sourceInOrder(collection: Collection, path: NonNullable<Query['sort']>['path']): Source | undefined {
  const { extension, attribute, sub } = path;
  if (extension === undefined && attribute.name === 'id') return inOrderOfId(collection);
  const indexed = findIndexed(path, collection.type);
  if (indexed === undefined || !isSingleValued(path)) return undefined;
  const isAlways =
    attribute.name === 'meta' || (extension === undefined && sub === undefined && attribute.required);
  return isAlways ? valuesOf(collection, indexed) : undefined;
}
