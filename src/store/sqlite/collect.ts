import { tooMany } from '../../scim/errors.ts';
import { matches } from '../../scim/filter/evaluate.ts';
import type { BoundFilter, BoundPath } from '../../scim/filter/filter.ts';
import { compareItems, type Item, sortKey } from '../../scim/order.ts';
import { toObject } from '../../scim/present.ts';
import type { Collection, Query } from '../port.ts';
import { indexedAttributes } from './attribute-index.ts';
import type { Candidates } from './filter-to-sql.ts';
import type { Reader } from './reader.ts';
import { withAllRelations } from './relations.ts';
import { findRows, toStored } from './resource-row.ts';
import { scanAll } from './scan-all.ts';
import type { Search } from './search-line.ts';
import { beginTurn } from './turn.ts';

/** How many candidates one turn of the event loop takes: when each has to be looked at, and when not. */
const LOOKED_AT = 500;
const TAKEN = 5000;

interface Criteria {
  readonly filter?: BoundFilter | undefined;
  readonly sort?: Query['sort'] | undefined;
}

/**
 * All resources that satisfy a query, in its order.
 * @throws ScimError 400 `tooMany`, 429
 */
export async function collect(
  reader: Reader,
  collection: Collection,
  { filter, sort }: Criteria,
  { candidates, search }: { readonly candidates: Candidates; readonly search: Search },
): Promise<readonly Item[]> {
  const isLook = !candidates.exact || sort !== undefined;
  const criteria = { filter: candidates.exact ? undefined : filter, sort };
  const items = new Map<number, Item>();
  const size = isLook ? LOOKED_AT : TAKEN;
  for await (const seqs of scanAll(reader, candidates.sources, { size, search })) {
    await search.goOn();
    const found = isLook
      ? await look(reader, collection, seqs, { ...criteria, search })
      : seqs.map((seq) => ({ seq, key: null }));
    for (const item of found) items.set(item.seq, item);
    if (search.isOver) throw tooLong(collection, search);
  }
  const ascending = [...items.values()].sort(compareItems);
  return sort?.descending === true ? ascending.reverse() : ascending;
}

/** Looks at resources until the search is over; others have their turn between, for some hold a thousand values. */
async function look(
  reader: Reader,
  collection: Collection,
  seqs: readonly number[],
  { filter, sort, search }: Criteria & { readonly search: Search },
): Promise<readonly Item[]> {
  const paths = [
    ...(filter === undefined ? [] : pathsOf(filter)),
    ...(sort === undefined ? [] : [sort.path]),
  ];
  const needsRelations = paths.some(isRelation);
  const rows = reader.read((connection) => findRows(connection, collection, seqs));
  const items: Item[] = [];
  const turn = beginTurn();
  for (const row of rows) {
    const resource = needsRelations
      ? reader.read((connection) => withAllRelations(connection, collection, row))
      : toStored(row, collection.type);
    // No filter has a base URL to compare a location with.
    const object = toObject(resource, '');
    if (filter === undefined || matches(filter, object)) {
      items.push({ seq: row.seq, key: sort === undefined ? null : sortKey(sort.path, object) });
    }
    if (!turn.isOver) continue;
    if (search.isOver) break;
    await turn.next();
  }
  return items;
}

/** The attributes of the resource that a filter looks at. */
function pathsOf(filter: BoundFilter): readonly BoundPath[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.flatMap(pathsOf);
    case 'not':
      return pathsOf(filter.operand);
    case 'present':
    case 'compare':
    case 'element':
      return [filter.path];
    default:
      return filter satisfies never;
  }
}

function isRelation({ extension, attribute }: BoundPath): boolean {
  return extension === undefined && (attribute.name === 'groups' || attribute.name === 'members');
}

function tooLong({ type }: Collection, { budget }: Search): Error {
  const names = ['id', ...indexedAttributes(type).keys()].join(', ');
  return tooMany(
    `The query did not end within ${budget / 1000} seconds. Quick filters of a ${type.name} compare one of: ${names}.`,
  );
}
