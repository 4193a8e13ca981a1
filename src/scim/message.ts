import { invalidSyntax } from './errors.ts';
import { isJsonObject, type Json, type JsonObject } from './resource.ts';

/**
 * Takes a request body for a resource or message of one of the given schemas. `schemas` may be missing, since the
 * endpoint says what is meant; when it is there, it must name one of them.
 * @throws ScimError 400 `invalidSyntax` when the body is no object, `schemas` no list of URNs, or all of them unknown
 */
export function readMessage(body: unknown, known: readonly string[]): JsonObject {
  if (!isJsonObject(body)) throw invalidSyntax('The body must be a JSON object.');
  const schemas = memberOf(body, 'schemas');
  if (schemas === undefined || schemas === null) return body;
  if (!isListOfUrns(schemas)) {
    throw invalidSyntax(`schemas must be a list of URNs, such as ["${known[0]}"].`);
  }
  const accepted = new Set(known.map((urn) => urn.toLowerCase()));
  if (!schemas.some((urn) => accepted.has(urn.toLowerCase()))) {
    throw invalidSyntax(`schemas must contain ${known.map((urn) => `"${urn}"`).join(' or ')}.`);
  }
  return body;
}

/** The member of that name in any letter case; clients write both `Operations` and `operations`. */
export function memberOf(object: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(object, name)) return object[name];
  const wanted = name.toLowerCase();
  return Object.entries(object).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

function isListOfUrns(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((urn) => typeof urn === 'string');
}
