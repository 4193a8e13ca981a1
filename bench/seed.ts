import { argv } from 'node:process';
import type { TenantName } from '../src/directory/tenant.ts';
import type { JsonObject, ResourceId } from '../src/scim/resource.ts';
import { BUILT_IN_RESOURCE_TYPES, GROUP, type ResourceType, USER } from '../src/scim/resource-types.ts';
import { openStore } from '../src/store/open.ts';
import { addEntries, entriesOf } from '../src/store/sqlite/attribute-index.ts';
import { type Connection, createConnection } from '../src/store/sqlite/connection.ts';
import { applyMemberOperations } from '../src/store/sqlite/members.ts';
import { openDatabase } from '../src/store/sqlite/open-database.ts';
import { insertRow, toText } from '../src/store/sqlite/resource-row.ts';
import { groupId, IDENTITY_PROVIDER, sourceOf, TENANT, userAttributes, userId } from './data.ts';

/**
 * Fills a new database: `seed.ts FILE USERS GROUP-SIZE…`. A million requests would take many minutes, so this calls what
 * the store calls for a row and its index, in large transactions, and leaves out what the benchmark does not read:
 * the validation of its own data, and the events.
 */
const [file = '', users = '0', ...groupSizes] = argv.slice(2);
const SLICE = 10_000;

await createTenant();
const connection = openForSeeding();
for (let first = 0; first < Number(users); first += SLICE) {
  transaction(() => {
    for (let number = first; number < Math.min(first + SLICE, Number(users)); number += 1) {
      insert(USER, userId(number), userAttributes(number), sourceOf(number));
    }
  });
}
for (const size of groupSizes.map(Number)) {
  transaction(() => {
    const attributes = { schemas: [GROUP.schema.id], displayName: `Group of ${size}` };
    const seq = insert(GROUP, groupId(size), attributes, IDENTITY_PROVIDER);
    const members = Array.from({ length: size }, (_, number) => ({ value: userId(number) }));
    const owner = { tenant: TENANT as TenantName, seq };
    applyMemberOperations(connection, owner, [{ op: 'add', members }], 'reject');
  });
}
connection.database.pragma('wal_checkpoint(TRUNCATE)');
connection.database.close();

async function createTenant(): Promise<void> {
  await using store = await openStore(`sqlite:${file}`, {
    resourceTypes: BUILT_IN_RESOURCE_TYPES,
    now: Date.now,
  });
  await store.registry.createTenant(
    {
      name: TENANT as TenantName,
      displayName: 'Benchmark',
      hosts: [],
      declared: true,
      createdAt: Date.now(),
    },
    { name: 'bench', requestId: 'seed' },
  );
}

function openForSeeding(): Connection {
  const database = openDatabase(file, { busyTimeout: 0 });
  database.pragma('synchronous = OFF');
  database.pragma('cache_size = -500000');
  return createConnection(database);
}

function transaction(work: () => void): void {
  connection.run('BEGIN');
  work();
  connection.run('COMMIT');
}

function insert(type: ResourceType, id: ResourceId, attributes: JsonObject, source: string | null): number {
  const collection = { tenant: TENANT as TenantName, type };
  const at = Date.now();
  const row = { id, version: 1, created: at, lastModified: at, source, text: toText(id, attributes) };
  const seq = insertRow(connection, collection, row, attributes);
  addEntries(connection, collection, seq, entriesOf(type, attributes));
  return seq;
}
