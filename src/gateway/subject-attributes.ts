import { findPlace, parseAttributePath } from '../scim/attribute-path.ts';
import type { BoundPath } from '../scim/filter/filter.ts';
import type { ResourceType } from '../scim/resource-types.ts';

/** An attribute that SAML subjects may be the value of. */
export interface SubjectAttribute {
  /** As the configuration has it, such as `emails.value`. */
  readonly name: string;
  readonly path: BoundPath;
  readonly caseExact: boolean;
}

/**
 * Finds what SAML subjects may be the value of.
 * @throws Error when a name is that of no attribute, which the configuration has been checked for
 */
export function bindSubjectAttributes(
  names: readonly string[],
  type: ResourceType,
): readonly SubjectAttribute[] {
  return names.map((name) => {
    const parsed = parseAttributePath(name);
    const path = parsed && findPlace(parsed, type);
    if (path?.attribute === undefined) throw new Error(`A ${type.name} has no attribute "${name}".`);
    return { name, path, caseExact: (path.sub ?? path.attribute).caseExact };
  });
}
