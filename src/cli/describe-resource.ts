import { isJsonObject, type Json, type JsonObject, type StoredResource } from '../scim/resource.ts';
import { formatFields } from './table.ts';

type Line = readonly [path: string, value: string];

/**
 * A resource for people: a line for each value, under the attribute's path.
 * @param notes further lines
 */
export function describeResource(resource: JsonObject, ...notes: readonly Line[]): string {
  const { schemas: _, ...attributes } = resource;
  return formatFields([...linesOf('', attributes), ...notes]);
}

/** The line that names the identity provider whose key was the first to write a resource. */
export function sourceLine({ source }: Pick<StoredResource, 'source'>): Line {
  return ['provisioned by', source ?? 'no identity provider yet'];
}

function linesOf(path: string, value: Json): readonly Line[] {
  if (Array.isArray(value)) return value.map((element) => [path, elementText(element)]);
  if (!isJsonObject(value)) return [[path, scalarText(value)]];
  return Object.entries(value).flatMap(([name, inner]) =>
    linesOf(path === '' ? name : `${path}.${name}`, inner),
  );
}

/** What counts of an element, then what qualifies it. */
function elementText(element: Json): string {
  if (!isJsonObject(element)) return scalarText(element);
  const { value, display, type, primary, $ref: _, ...others } = element;
  const rest = Object.entries(others).map(([name, inner]) => `${name}: ${scalarText(inner)}`);
  const named = [display, value, type].filter((part) => part !== undefined).map(scalarText);
  return [...named, ...(primary === true ? ['primary'] : []), ...rest].join(', ');
}

function scalarText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
