import { findPart, findPlace, type Place, parseAttributePath } from './attribute-path.ts';
import type { Effort } from './effort.ts';
import { invalidPath } from './errors.ts';
import { countComparisons } from './filter/count-comparisons.ts';
import type { Filter } from './filter/filter.ts';
import { parseFilter } from './filter/parse.ts';
import type { ResourceType } from './resource-types.ts';

/** What a PATCH operation points at: with a filter, the values of `attribute` that satisfy it, or their `sub`. */
export type PatchPath = Place & { readonly filter: Filter | undefined };

/** `PATH = attrPath / valuePath [subAttr]`; the filter between the brackets has its own parser. */
const PATH = /^(?<attribute>[^[\]]+)(?:\[(?<filter>.*)\](?:\.(?<sub>[^.[\]]+))?)?$/s;
const MAX_LENGTH = 8192;
/** It is read, and bound to what it names. */
const STEPS_OF_COMPARISON = 2;

/**
 * Reads the `path` of a PATCH operation (RFC 7644 §3.5.2).
 * @returns undefined when it is well-formed and names what the type does not have
 * @throws ScimError 400 `invalidPath` when it is malformed, `invalidFilter` when what stands between the brackets is
 *   no filter, `tooMany` when that takes more than the request may
 */
export function parsePath(text: string, type: ResourceType, effort?: Effort): PatchPath | undefined {
  if (text.length > MAX_LENGTH) throw invalidPath(`The path is longer than ${MAX_LENGTH} characters.`);
  const { attribute: name, filter, sub } = PATH.exec(text.trim())?.groups ?? {};
  const path = name === undefined ? undefined : parseAttributePath(name);
  if (path === undefined) {
    throw invalidPath(
      `"${text}" is no path of the form attribute, attribute[filter] or attribute[filter].sub.`,
    );
  }
  const selection = filter === undefined ? undefined : parseFilter(filter);
  if (selection !== undefined) effort?.spend(STEPS_OF_COMPARISON * countComparisons(selection));
  const place = findPlace(path, type);
  if (place === undefined || selection === undefined) return place && { ...place, filter: selection };
  return selectValues(place, selection, sub);
}

function selectValues(
  { extension, attribute, sub }: Place,
  filter: Filter,
  subName: string | undefined,
): PatchPath | undefined {
  if (!attribute?.multiValued || sub !== undefined) {
    throw invalidPath('A filter in a path selects values of a multi-valued attribute, such as emails.');
  }
  if (subName === undefined) return { extension, attribute, sub, filter };
  const selected = findPart({ extension, attribute }, subName);
  return selected && { ...selected, filter };
}
