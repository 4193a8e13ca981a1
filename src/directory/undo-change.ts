import { isJsonObject, type JsonObject } from '../scim/resource.ts';
import type { AttributeChange } from './event.ts';

/** The attributes of a resource as they were before a change of one of them. Members are no attribute here. */
export function undoChange(attributes: JsonObject, change: AttributeChange): JsonObject {
  if ('added' in change) return attributes;
  const { attribute, before } = change;
  const [, extension, name] = /^(urn:.*):([^:]+)$/.exec(attribute) ?? [];
  if (extension === undefined || name === undefined) return withValue(attributes, attribute, before);
  const inner = attributes[extension];
  const changed = withValue(isJsonObject(inner) ? inner : {}, name, before);
  return withValue(attributes, extension, Object.keys(changed).length === 0 ? undefined : changed);
}

function withValue(object: JsonObject, name: string, value: JsonObject[string] | undefined): JsonObject {
  const { [name]: _, ...others } = object;
  return value === undefined ? others : { ...others, [name]: value };
}
