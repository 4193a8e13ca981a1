import type { Migration } from '../migration.ts';

export const EVENT_ANCHORS: Migration = {
  name: '0004-event-anchors',
  sql: `
CREATE TABLE event_anchors (
  tenant TEXT NOT NULL PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
