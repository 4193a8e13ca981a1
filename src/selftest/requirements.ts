import type { JsonObject } from '../scim/resource.ts';
import type { Requirement } from './requirement.ts';
import { BULK_REQUIREMENTS } from './requirements/bulk.ts';
import { DISCOVERY_REQUIREMENTS } from './requirements/discovery.ts';
import { PAGING_REQUIREMENTS } from './requirements/paging.ts';
import { PATCHING_REQUIREMENTS } from './requirements/patching.ts';
import { PROTOCOL_REQUIREMENTS } from './requirements/protocol.ts';
import { QUERYING_REQUIREMENTS } from './requirements/querying.ts';
import { SCHEMA_REQUIREMENTS } from './requirements/schema.ts';
import { WRITING_REQUIREMENTS } from './requirements/writing.ts';
import { at } from './scim-client.ts';

/** What RFC 7643, 7644 and 9865 ask of a server and a client can see. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...SCHEMA_REQUIREMENTS,
  ...DISCOVERY_REQUIREMENTS,
  ...PROTOCOL_REQUIREMENTS,
  ...WRITING_REQUIREMENTS,
  ...QUERYING_REQUIREMENTS,
  ...PAGING_REQUIREMENTS,
  ...PATCHING_REQUIREMENTS,
  ...BULK_REQUIREMENTS,
];

/**
 * Whether a requirement applies to a server.
 * @param config its ServiceProviderConfig
 */
export function applies({ feature }: Requirement, config: JsonObject): boolean {
  if (feature === undefined) return true;
  if (feature === 'cursor') return at(config, 'pagination', 'cursor') === true;
  return at(config, feature, 'supported') === true;
}
