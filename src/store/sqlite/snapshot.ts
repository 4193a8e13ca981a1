import type { TenantName } from '../../directory/tenant.ts';
import type { StoredResource } from '../../scim/resource.ts';
import type { ResourceType } from '../../scim/resource-types.ts';
import type { Snapshot } from '../port.ts';
import type { Connection } from './connection.ts';
import { positionOf } from './event-log.ts';
import { createSharedReader, type Reader } from './reader.ts';
import { findRows, toStored } from './resource-row.ts';
import { streamFrom } from './resources.ts';
import { scan } from './scan.ts';
import { inOrderOfCreation } from './sources.ts';

const SLICE = 500;

/**
 * Reads a tenant in the state that it is in now.
 * @param connection for this alone; it is closed with the snapshot
 */
export function createSnapshot(connection: Connection, tenant: TenantName): Snapshot {
  connection.run('BEGIN');
  const position = positionOf(connection, tenant);
  // Its reads all belong to the one transaction that is open already.
  const reader = createSharedReader(connection);
  return {
    position,
    read: (type, { relations }) =>
      relations ? streamFrom(reader, { tenant, type }) : streamBare(reader, { tenant, type }),
    async [Symbol.asyncDispose]() {
      connection.database.close();
    },
  };
}

/** Without relations: a group's members may be many, and are in the groups of users too. */
async function* streamBare(
  reader: Reader,
  collection: { readonly tenant: TenantName; readonly type: ResourceType },
): AsyncGenerator<readonly StoredResource[], void> {
  for await (const seqs of scan(reader, inOrderOfCreation(collection), SLICE)) {
    const rows = reader.read((connection) => findRows(connection, collection, seqs));
    if (rows.length > 0) yield rows.map((row) => toStored(row, collection.type));
  }
}
