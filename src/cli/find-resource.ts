import { bindFilter } from '../scim/filter/bind.ts';
import { parseFilter } from '../scim/filter/parse.ts';
import type { StoredResource } from '../scim/resource.ts';
import { type ResourceType, USER } from '../scim/resource-types.ts';
import type { Collection, ResourcePage, Resources } from '../store/port.ts';
import { readFilter } from './arguments.ts';
import { CommandError } from './errors.ts';

/** Which of a collection to list. */
export interface Listing {
  readonly filter?: string;
  readonly neverSynced?: boolean;
  readonly limit: number;
}

/**
 * Those that the SCIM filter matches, or of them those that no identity provider has written, up to the limit, and how
 * many there are in all. @throws UsageError
 */
export async function listResources(
  resources: Resources,
  collection: Collection,
  { filter, neverSynced = false, limit }: Listing,
): Promise<ResourcePage> {
  return await resources.list(collection, {
    ...(filter === undefined ? {} : { filter: readFilter(filter, collection.type) }),
    unprovisioned: neverSynced,
    page: { startIndex: 1, count: limit },
    relations: false,
  });
}

export async function countResources(resources: Resources, collection: Collection): Promise<number> {
  const page = await resources.list(collection, { page: { startIndex: 1, count: 0 }, relations: false });
  return page.total;
}

/** The resource of that name or id, with its relations. @throws CommandError when there is none */
export async function findResource(
  resources: Resources,
  collection: Collection,
  text: string,
): Promise<StoredResource> {
  const found = await findIfAny(resources, collection, text);
  if (found !== undefined) return await resources.find({ ...collection, id: found.id }, { relations: true });
  const { tenant, type } = collection;
  const noun = type.name.toLowerCase();
  throw new CommandError(
    `Tenant "${tenant}" has no ${noun} with the ${nameAttribute(type)} or id "${text}". See: cyolo-scim ${noun} list`,
  );
}

/** The resource of that name or, failing that, of that id. */
export async function findIfAny(
  resources: Resources,
  collection: Collection,
  text: string,
): Promise<StoredResource | undefined> {
  const quoted = JSON.stringify(text);
  const filter = parseFilter(`${nameAttribute(collection.type)} eq ${quoted} or id eq ${quoted}`);
  const { resources: found } = await resources.list(collection, {
    filter: bindFilter(filter, collection.type),
    page: { startIndex: 1, count: 2 },
    relations: false,
  });
  return found.find(({ id }) => id !== text) ?? found[0];
}

function nameAttribute(type: ResourceType): string {
  return type.name === USER.name ? 'userName' : 'displayName';
}
