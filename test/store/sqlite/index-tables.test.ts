import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import type { TenantName } from '../../../src/directory/tenant.ts';
import { USER } from '../../../src/scim/resource-types.ts';
import { type IndexedAttribute, indexedAttributes } from '../../../src/store/sqlite/attribute-index.ts';
import { createConnection } from '../../../src/store/sqlite/connection.ts';
import { MIGRATIONS, migrate } from '../../../src/store/sqlite/migrate.ts';
import { explain } from '../../../src/store/sqlite/scan.ts';
import { equalTo, valuesOf } from '../../../src/store/sqlite/sources.ts';

test('a database from before gets what stood in attribute_index to where it is now', () => {
  const database = new Database(':memory:');
  const end = MIGRATIONS.findIndex(({ name }) => name === '0011-values-in-columns');
  migrate(database, 0, MIGRATIONS.slice(0, end));
  database.exec(`
    INSERT INTO tenants VALUES ('acme', 'Acme', '[]', 0, 0);
    INSERT INTO resources (tenant, type, id, version, created, last_modified, display, text)
      SELECT 'acme', value ->> 0, value ->> 1, 1, 0, 0, '', value ->> 2 FROM json_each('[
        ["User", "on", "{\\"active\\":true}"], ["User", "off", "{\\"active\\":false}"], ["User", "unsaid", "{}"],
        ["Group", "group", "{}"], ["Device", "device", "{\\"active\\":false}"]]');
    INSERT INTO attribute_index (tenant, type, path, value, seq, is_unique)
      SELECT 'acme', value ->> 0, value ->> 1, 'on', key, value ->> 1 = 'userName' FROM json_each('[
        ["User", "active"], ["User", "meta.created"], ["Group", "meta.lastModified"], ["User", "displayName"],
        ["Device", "active"], ["User", "userName"]]');
    INSERT INTO indexed_attributes (type, path, form) SELECT type, path, '' FROM attribute_index;
  `);
  migrate(database, 0);
  const rowsOf = (sql: string) => database.prepare(sql).raw().all();
  assert.deepEqual(rowsOf('SELECT id, active FROM resources ORDER BY id'), [
    ['device', 1],
    ['group', 1],
    ['off', 0],
    ['on', 1],
    ['unsaid', null],
  ]);
  const left = [
    ['Device', 'active'],
    ['User', 'displayName'],
  ];
  const unique = ['User', 'userName'];
  assert.deepEqual(rowsOf('SELECT type, path FROM attribute_index ORDER BY type'), left);
  assert.deepEqual(rowsOf('SELECT * FROM unique_index'), [['acme', ...unique, 'on', 5]]);
  assert.deepEqual(rowsOf('SELECT type, path FROM indexed_attributes ORDER BY type, path'), [
    ...left,
    unique,
  ]);
  database.close();
});

test('each indexed attribute is found by its index alone', () => {
  const database = new Database(':memory:');
  migrate(database, 0);
  const connection = createConnection(database);
  const collection = { tenant: 'acme' as TenantName, type: USER };
  const indexOf = ({ column }: IndexedAttribute) =>
    column === undefined ? 'PRIMARY KEY' : `COVERING INDEX resources_by_${column}`;
  for (const attribute of indexedAttributes(USER).values()) {
    const bounds = { from: { value: 1, inclusive: true }, to: { value: 2, inclusive: false } };
    for (const source of [equalTo(collection, attribute, 1), valuesOf(collection, attribute, bounds)]) {
      const plan = explain(connection, source).join('\n');
      assert.match(plan, new RegExp(`USING ${indexOf(attribute)} `), attribute.name);
      assert.doesNotMatch(plan, /TEMP B-TREE/);
    }
  }
  database.close();
});
