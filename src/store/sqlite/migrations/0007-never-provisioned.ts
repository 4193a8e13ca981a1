import type { Migration } from '../migration.ts';

/** Resources that were there before an identity provider wrote them get the first one whose key is still known. */
export const NEVER_PROVISIONED: Migration = {
  name: '0007-never-provisioned',
  sql: `
UPDATE resources SET source = (
  SELECT keys.identity_provider FROM events JOIN keys ON keys.id = substr(events.actor, length('key:') + 1)
  WHERE events.tenant = resources.tenant AND events.resource_id = resources.id
    AND events.actor LIKE 'key:%' AND keys.tenant = resources.tenant
  ORDER BY events.sequence LIMIT 1
) WHERE source IS NULL;

CREATE INDEX resources_never_provisioned ON resources (tenant, type) WHERE source IS NULL;
`,
};
