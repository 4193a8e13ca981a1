import { isJsonObject, type Json, type JsonObject } from '../scim/resource.ts';

/** The text at a path such as `name.formatted` or `emails.value`, of a list its primary or first element; "" for none. */
export function textAt(resource: JsonObject, path: string): string {
  let value: Json | undefined = resource;
  for (const name of path.split('.')) {
    const object: Json | undefined = preferred(value);
    value = isJsonObject(object) ? object[name] : undefined;
  }
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

function preferred(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value)) return value;
  return value.find((element) => isJsonObject(element) && element['primary'] === true) ?? value[0];
}
