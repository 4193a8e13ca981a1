import { createHash } from 'node:crypto';
import { notFound } from '../scim/errors.ts';
import { matches } from '../scim/filter/evaluate.ts';
import { compareItems, sortKey } from '../scim/order.ts';
import { toObject } from '../scim/present.ts';
import type { ResourceId, StoredResource } from '../scim/resource.ts';
import type { DeclaredResource, ResourceType } from '../scim/resource-types.ts';
import type { Query, ResourcePage, Resources } from '../store/port.ts';

/** The resources with those that configuration declares, of which every tenant has the same. */
export function withDeclaredResources(
  stored: Resources,
  types: readonly ResourceType[],
): Omit<Resources, 'stream'> {
  const declared = new Map(
    types.flatMap((type) => {
      const resources = type.declared?.map((resource) => toStored(resource, type));
      return resources === undefined ? [] : [[type.name, resources]];
    }),
  );
  return {
    write: stored.write,
    writeAll: stored.writeAll,
    async find(target, options) {
      const { type, id } = target;
      const resources = declared.get(type.name);
      if (resources === undefined) return stored.find(target, options);
      const found = resources.find((resource) => resource.id === id);
      if (found === undefined) throw notFound(`There is no ${type.name} with the id "${id}".`);
      return found;
    },
    async list(collection, query) {
      const resources = declared.get(collection.type.name);
      return resources === undefined ? stored.list(collection, query) : listOf(resources, query);
    },
  };
}

/** The version tells one content from another, for nothing counts the changes of a file. */
function toStored({ id, text }: DeclaredResource, type: ResourceType): StoredResource {
  const version = createHash('sha256').update(text).digest().readUIntBE(0, 6);
  return {
    id: id as ResourceId,
    type,
    text,
    version,
    created: 0,
    lastModified: 0,
    source: undefined,
  };
}

function listOf(resources: readonly StoredResource[], { filter, sort, page }: Query): ResourcePage {
  const items = resources.flatMap((resource, seq) => {
    const object = toObject(resource, '');
    if (filter !== undefined && !matches(filter, object)) return [];
    return [{ resource, seq, key: sort === undefined ? null : sortKey(sort.path, object) }];
  });
  items.sort(compareItems);
  if (sort?.descending === true) items.reverse();
  const start = 'after' in page ? Number(page.after ?? 0) : page.startIndex - 1;
  const end = start + page.count;
  return {
    total: items.length,
    resources: items.slice(start, end).map(({ resource }) => resource),
    next: 'after' in page && end < items.length ? String(end) : undefined,
  };
}
