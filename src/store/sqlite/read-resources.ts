import type { StoredResource } from '../../scim/resource.ts';
import type { Collection, ReadOptions } from '../port.ts';
import type { Reader } from './reader.ts';
import { withRelations } from './relations.ts';
import { findRows, toStored } from './resource-row.ts';
import { beginTurn } from './turn.ts';

/** Those resources that there are, in their order; others have their turn between, for groups may be large. */
export async function readResources(
  reader: Reader,
  collection: Collection,
  seqs: readonly number[],
  { relations }: ReadOptions,
): Promise<readonly StoredResource[]> {
  const rows = reader.read((connection) => findRows(connection, collection, seqs));
  if (!relations) return rows.map((row) => toStored(row, collection.type));
  const resources: StoredResource[] = [];
  const turn = beginTurn();
  for (const row of rows) {
    resources.push(reader.read((connection) => withRelations(connection, reader, collection, row)));
    if (turn.isOver) await turn.next();
  }
  return resources;
}
