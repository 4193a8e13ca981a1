import type { Migration } from '../migration.ts';

export const DIRECTORY: Migration = {
  name: '0001-directory',
  sql: `
CREATE TABLE tenants (
  name TEXT NOT NULL PRIMARY KEY,
  display_name TEXT NOT NULL,
  hosts TEXT NOT NULL,
  declared INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE identity_providers (
  tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
  name TEXT NOT NULL,
  vendor TEXT NOT NULL,
  saml TEXT,
  auto_provisioning INTEGER NOT NULL,
  on_inactive_duplicate TEXT NOT NULL,
  unknown_members TEXT NOT NULL,
  declared INTEGER NOT NULL,
  auto_provisioning_declared INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
  id TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  identity_provider TEXT NOT NULL,
  scope TEXT NOT NULL,
  digest BLOB NOT NULL,
  declared INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER,
  last_address TEXT,
  last_user_agent TEXT,
  use_count INTEGER NOT NULL,
  FOREIGN KEY (tenant, identity_provider) REFERENCES identity_providers ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_by_provider ON keys (tenant, identity_provider, created_at);
CREATE INDEX keys_by_digest ON keys (digest);

CREATE TABLE resources (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  created INTEGER NOT NULL,
  last_modified INTEGER NOT NULL,
  source TEXT,
  display TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX resources_by_id ON resources (tenant, type, id);
CREATE INDEX resources_by_creation ON resources (tenant, type);

CREATE TABLE attribute_index (
  tenant TEXT NOT NULL,
  type TEXT NOT NULL,
  path TEXT NOT NULL,
  value ANY NOT NULL,
  seq INTEGER NOT NULL,
  is_unique INTEGER NOT NULL,
  PRIMARY KEY (tenant, type, path, value, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX attribute_index_unique ON attribute_index (tenant, type, path, value) WHERE is_unique = 1;

CREATE TABLE indexed_attributes (
  type TEXT NOT NULL,
  path TEXT NOT NULL,
  form TEXT NOT NULL,
  PRIMARY KEY (type, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  tenant TEXT NOT NULL,
  group_seq INTEGER NOT NULL,
  member_type TEXT NOT NULL,
  member_seq INTEGER NOT NULL,
  PRIMARY KEY (tenant, group_seq, member_type, member_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_member ON members (tenant, member_seq, group_seq);

CREATE TABLE counters (
  tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
  type TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (tenant, type)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL,
  action TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  resource_name TEXT NOT NULL,
  changes TEXT NOT NULL,
  skipped_members TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (tenant, sequence)
) STRICT;
CREATE INDEX events_by_resource ON events (tenant, resource_id, sequence);

CREATE TABLE secrets (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE write_checks (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;
`,
};
