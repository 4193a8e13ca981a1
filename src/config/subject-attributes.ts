import { findPlace, type Place, parseAttributePath } from '../scim/attribute-path.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Path } from './problem.ts';

/** Reports attributes that no user can be found by at once, which is what every sign-in asks for. */
export function checkSubjectAttributes(
  names: readonly string[],
  type: ResourceType,
  report: (path: Path, hint: string) => void,
): void {
  const indexed = type.indexed.map((name) => placeOf(name, type));
  for (const [index, name] of names.entries()) {
    const place = placeOf(name, type);
    const found = place?.sub ?? place?.attribute;
    if (place === undefined || found === undefined) {
      report(['gateway', 'subjectAttributes', index], `${type.name} has no such attribute`);
    } else if (found.uniqueness === 'none' && !indexed.some((each) => isSame(each, place))) {
      report(
        ['gateway', 'subjectAttributes', index],
        `add it to resourceTypes, to "indexed" of ${type.name}`,
      );
    }
  }
}

function placeOf(name: string, type: ResourceType): Place | undefined {
  const path = parseAttributePath(name);
  return path && findPlace(path, type);
}

function isSame(one: Place | undefined, other: Place): boolean {
  return one?.attribute === other.attribute && one?.sub === other.sub && one?.extension === other.extension;
}
