import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredResource } from '../../scim/resource.ts';
import type { Collection, ReadOptions } from '../port.ts';
import type { Reader } from './reader.ts';
import { withRelations } from './relations.ts';
import { findRows, toStored } from './resource-row.ts';

/** How many milliseconds may pass before others have their turn; a page of large groups takes many times as long. */
const TURN = 5;

/** Those resources that there are, in their order. */
export async function readResources(
  reader: Reader,
  collection: Collection,
  seqs: readonly number[],
  { relations }: ReadOptions,
): Promise<readonly StoredResource[]> {
  const rows = reader.read((connection) => findRows(connection, collection, seqs));
  if (!relations) return rows.map((row) => toStored(row, collection.type));
  const resources: StoredResource[] = [];
  let end = performance.now() + TURN;
  for (const row of rows) {
    resources.push(reader.read((connection) => withRelations(connection, reader, collection, row)));
    if (performance.now() < end) continue;
    await nextTurn();
    end = performance.now() + TURN;
  }
  return resources;
}
