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
`,
};
