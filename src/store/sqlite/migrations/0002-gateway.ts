import type { Migration } from '../migration.ts';

export const GATEWAY: Migration = {
  name: '0002-gateway',
  sql: `
CREATE TABLE deleted (
  tenant TEXT NOT NULL,
  type TEXT NOT NULL,
  path TEXT NOT NULL,
  value ANY NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (tenant, type, path, value),
  FOREIGN KEY (tenant, sequence) REFERENCES events ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX deleted_by_event ON deleted (tenant, sequence);

CREATE TABLE deliveries (
  tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
  receiver TEXT NOT NULL,
  acknowledged INTEGER NOT NULL,
  acknowledged_at INTEGER,
  failures INTEGER NOT NULL,
  error TEXT,
  next_try_at INTEGER,
  PRIMARY KEY (tenant, receiver)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_streams (
  tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id TEXT NOT NULL,
  description TEXT,
  requested TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE signing_keys (
  tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id TEXT NOT NULL,
  private_key BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
`,
};
