import type { Migration } from '../migration.ts';

/** With the column that it is bound to, the index answers by itself: to count many, no row has to be read. */
export const NEVER_PROVISIONED_ALONE: Migration = {
  name: '0009-never-provisioned-alone',
  sql: `
DROP INDEX resources_never_provisioned;
CREATE INDEX resources_never_provisioned ON resources (tenant, type, source) WHERE source IS NULL;
`,
};
