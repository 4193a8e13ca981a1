import type { StoredResource } from '../../scim/resource.ts';
import type { Collection, ReadOptions } from '../port.ts';
import type { Reader } from './reader.ts';
import { allWithRelations } from './relations.ts';
import { type ResourceRow, toStored } from './resource-row.ts';
import { beginTurn } from './turn.ts';

/** Of how many resources the relations are read at once: each may be in many groups, or have many members. */
const SLICE = 50;

/** The resources of those rows; others have their turn between. */
export async function readResources(
  reader: Reader,
  collection: Collection,
  rows: readonly ResourceRow[],
  { relations }: ReadOptions,
): Promise<readonly StoredResource[]> {
  if (!relations) return rows.map((row) => toStored(row, collection.type));
  const resources: StoredResource[] = [];
  const turn = beginTurn();
  for (let start = 0; start < rows.length; start += SLICE) {
    if (turn.isOver) await turn.next();
    const slice = rows.slice(start, start + SLICE);
    resources.push(...reader.read((connection) => allWithRelations(connection, reader, collection, slice)));
  }
  return resources;
}
