import type { Migration } from '../migration.ts';

/** Entries of unique attributes get a table whose key holds them unique: so far each stood in two indexes. */
export const UNIQUE_INDEX: Migration = {
  name: '0012-unique-index',
  sql: `
CREATE TABLE unique_index (
  tenant TEXT NOT NULL,
  type TEXT NOT NULL,
  path TEXT NOT NULL,
  value ANY NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (tenant, type, path, value)
) STRICT, WITHOUT ROWID;
INSERT INTO unique_index (tenant, type, path, value, seq)
  SELECT tenant, type, path, value, seq FROM attribute_index WHERE is_unique = 1
  ORDER BY tenant, type, path, value;

DROP INDEX attribute_index_unique;
DELETE FROM attribute_index WHERE is_unique = 1;
ALTER TABLE attribute_index DROP COLUMN is_unique;
`,
};
