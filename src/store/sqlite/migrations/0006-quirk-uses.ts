import type { Migration } from '../migration.ts';

export const QUIRK_USES: Migration = {
  name: '0006-quirk-uses',
  sql: `
CREATE TABLE quirk_uses (
  key TEXT NOT NULL REFERENCES keys ON DELETE CASCADE,
  quirk TEXT NOT NULL,
  count INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (key, quirk)
) STRICT, WITHOUT ROWID;
`,
};
