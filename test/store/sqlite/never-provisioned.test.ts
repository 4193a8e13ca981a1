import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { MIGRATIONS, migrate } from '../../../src/store/sqlite/migrate.ts';

test('a database from before gets the provider that was the first to write what it did not create', () => {
  const database = new Database(':memory:');
  const end = MIGRATIONS.findIndex(({ name }) => name === '0007-never-provisioned');
  migrate(database, 0, MIGRATIONS.slice(0, end));
  database.exec(`
    INSERT INTO tenants VALUES ('acme', 'Acme', '[]', 0, 0), ('globex', 'Globex', '[]', 0, 0);
    INSERT INTO identity_providers SELECT 'acme', value, 'okta', NULL, 1, 'conflict', 'skip', 0, 0, 0
      FROM json_each('["okta", "entra"]');
    INSERT INTO keys (id, tenant, identity_provider, scope, digest, declared, created_at, use_count)
      SELECT 'cyk_' || value, 'acme', value, 'provision', x'00', 0, 0, 0 FROM json_each('["okta", "entra"]');
    INSERT INTO resources (tenant, type, id, version, created, last_modified, source, display, text)
      SELECT 'acme', 'User', value, 1, 0, 0, CASE value WHEN 'created' THEN 'entra' END, value, '{}'
      FROM json_each('["created", "adopted", "imported"]');
    INSERT INTO resources (tenant, type, id, version, created, last_modified, source, display, text)
      VALUES ('globex', 'User', 'adopted', 1, 0, 0, NULL, 'adopted', '{}');
    INSERT INTO events (tenant, sequence, at, actor, request_id, action, resource_type, resource_id, resource_name,
      changes, skipped_members, digest)
      SELECT 'acme', key, 0, value ->> 1, '', 'update', 'User', value ->> 0, '', '[]', '[]', ''
      FROM json_each('[["imported", "cli:ada"], ["adopted", "cli:ada"], ["adopted", "key:cyk_okta"],
        ["adopted", "key:cyk_entra"], ["imported", "key:cyk_gone"], ["created", "key:cyk_okta"]]');
  `);
  migrate(database, 0);
  const sources = database
    .prepare('SELECT tenant, id, source FROM resources ORDER BY tenant, id')
    .raw()
    .all();
  assert.deepEqual(sources, [
    ['acme', 'adopted', 'okta'],
    ['acme', 'created', 'entra'],
    ['acme', 'imported', null],
    ['globex', 'adopted', null],
  ]);
  database.close();
});

test('who was never synced is found by an index of those alone', () => {
  const database = new Database(':memory:');
  migrate(database, 0);
  const plan = database
    .prepare<[], { readonly detail: string }>(
      `EXPLAIN QUERY PLAN SELECT seq FROM resources WHERE tenant = 'a' AND type = 'User' AND source IS NULL
       AND (seq) > (0) ORDER BY seq LIMIT 50`,
    )
    .all();
  assert.deepEqual(
    plan.map(({ detail }) => detail),
    [
      'SEARCH resources USING COVERING INDEX resources_never_provisioned (tenant=? AND type=? AND source=? AND rowid>?)',
    ],
  );
  database.close();
});
