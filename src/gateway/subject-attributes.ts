import { findPlace, parseAttributePath } from '../scim/attribute-path.ts';
import type { BoundPath } from '../scim/filter/filter.ts';
import type { ResourceType } from '../scim/resource-types.ts';

/**
 * Finds what SAML subjects may be the value of.
 * @throws Error when a name is that of no attribute, which the configuration has been checked for
 */
export function bindSubjectAttributes(names: readonly string[], type: ResourceType): readonly BoundPath[] {
  return names.map((name) => {
    const path = parseAttributePath(name);
    const place = path && findPlace(path, type);
    if (place?.attribute === undefined) throw new Error(`A ${type.name} has no attribute "${name}".`);
    return place;
  });
}
