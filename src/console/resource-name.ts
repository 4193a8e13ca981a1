import type { JsonObject, StoredResource } from '../scim/resource.ts';

/** What a person calls a resource: its displayName, else its userName, else its id. */
export function nameOf(resource: Pick<StoredResource, 'text' | 'id'>): string {
  const attributes = JSON.parse(resource.text) as JsonObject;
  const { displayName, userName } = attributes;
  return String(displayName ?? userName ?? resource.id);
}
