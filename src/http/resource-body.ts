import { type Pieces, type Presentation, presentResource, presentResourceStream } from '../scim/present.ts';
import type { Projection } from '../scim/project.ts';
import type { StoredResource } from '../scim/resource.ts';
import { findCoreAttribute, type ResourceType } from '../scim/resource-types.ts';

/** Attributes that are not kept with a resource, but read from how it relates to others. */
const RELATIONS = ['groups', 'members'];

/** Whether a projection returns any of them, so that they must be read. */
export function readsRelations(type: ResourceType, projection: Projection): boolean {
  return RELATIONS.some((name) => findCoreAttribute(type, name) !== undefined && projection.includes(name));
}

/** A resource as JSON text in pieces, which come one by one when it has more members than are read at once. */
export type ResourceBody = Pieces | AsyncIterable<string>;

export function isWhole(body: ResourceBody): body is Pieces {
  return Array.isArray(body);
}

export function resourceBody(resource: StoredResource, presentation: Presentation): ResourceBody {
  return resource.moreMembers === undefined
    ? presentResource(resource, presentation)
    : presentResourceStream(resource, presentation);
}
