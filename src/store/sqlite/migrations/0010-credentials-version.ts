import type { Migration } from '../migration.ts';

const TABLES = ['keys', 'identity_providers'];
const CHANGES = ['INSERT', 'UPDATE', 'DELETE'];

/**
 * Counts the changes of what credentials consist of, whichever statement or process makes them: as long as the count is
 * the same, so are they.
 */
export const CREDENTIALS_VERSION: Migration = {
  name: '0010-credentials-version',
  sql: `
CREATE TABLE credentials_version (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO credentials_version (id, version) VALUES (1, 0);
${TABLES.flatMap((table) => CHANGES.map((change) => triggerOf(table, change))).join('\n')}
`,
};

function triggerOf(table: string, change: string): string {
  return `CREATE TRIGGER ${table}_${change.toLowerCase()}_changes_credentials AFTER ${change} ON ${table} BEGIN
  UPDATE credentials_version SET version = version + 1;
END;`;
}
