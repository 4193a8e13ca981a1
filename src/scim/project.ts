import { findNamed, formatAttributePath, type Place } from './attribute-path.ts';
import { rememberOf } from './remember.ts';
import { isJsonObject, type Json, type JsonObject } from './resource.ts';
import { COMMON_ATTRIBUTES, type ResourceType } from './resource-types.ts';
import type { Attribute } from './schema.ts';

/** The parameters of RFC 7644 §3.9 as sent: names separated by commas, or a list of them. */
export interface ProjectionParameters {
  readonly attributes?: string | readonly string[] | undefined;
  readonly excludedAttributes?: string | readonly string[] | undefined;
}

/** Which attributes of a resource are returned. */
export interface Projection {
  /** Nothing is dropped; what is `returned: never` is not stored in the first place. */
  readonly whole: boolean;
  readonly kept: Kept;
  /** Whether anything of that top-level attribute is returned; the name as the schema spells it. */
  includes(name: string): boolean;
}

/** All of a value, or some members of an object or of each object in a list. */
type Kept = 'all' | ReadonlyMap<string, Kept>;
type Entry = readonly [name: string, kept: Kept];

const NOTHING: Kept = new Map<string, Kept>();

interface Rule {
  /** Whether a resource as such is selected, so that what is not named is returned. */
  readonly initially: boolean;
  /** Whether an attribute is returned, given whether what holds it is. */
  selects(key: string, returned: Attribute['returned'], isHolderSelected: boolean): boolean;
  /** Whether sub-attributes of an attribute are returned though it was not selected itself. */
  opens(key: string): boolean;
}

/**
 * Reads which attributes to return (RFC 7644 §3.9). Names may be qualified by a URN or be one, in any letter case;
 * unknown ones are ignored. The two parameters exclude each other in the RFC; of a client that sends both,
 * `attributes` counts.
 * @param asked what is to be returned in any case where `attributes` does not say what
 */
export function parseProjection(
  parameters: ProjectionParameters,
  type: ResourceType,
  asked: readonly Place[] = [],
): Projection {
  const wanted = readNames(parameters.attributes);
  if (wanted.length > 0) return createProjection(type, onlyNamed(findPlaces(wanted, type)));
  const unwanted = readNames(parameters.excludedAttributes);
  if (unwanted.length === 0 && asked.length === 0) return defaultProjection(type);
  return createProjection(type, allButNamed(findPlaces(unwanted, type), asked));
}

/** Nearly all requests name no attributes. */
const defaultProjection = rememberOf((type: ResourceType) => createProjection(type, allButNamed([])));

function createProjection(type: ResourceType, rule: Rule): Projection {
  const kept = keepResource(type, rule);
  return { whole: kept === 'all', kept, includes: (name) => kept === 'all' || kept.has(name) };
}

/** The part of a presented resource that the projection returns. */
export function project(resource: JsonObject, { kept }: Projection): JsonObject {
  return kept === 'all' ? resource : pickMembers(resource, kept);
}

function readNames(names: string | readonly string[] = []): readonly string[] {
  return [names]
    .flat()
    .flatMap((list) => list.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function findPlaces(names: readonly string[], type: ResourceType): readonly Place[] {
  return names.flatMap((name) => findNamed(name, type) ?? []);
}

function onlyNamed(places: readonly Place[]): Rule {
  const named = new Set(places.map(keyOf));
  const opened = new Set(places.filter(({ sub }) => sub !== undefined).map(keyOfHolder));
  return {
    initially: false,
    selects: (key, returned, isHolderSelected) =>
      returned === 'always' || named.has(key) || (returned === 'default' && isHolderSelected),
    opens: (key) => opened.has(key),
  };
}

function allButNamed(places: readonly Place[], asked: readonly Place[] = []): Rule {
  const named = new Set(places.map(keyOf));
  const askedFor = new Set(asked.map(keyOf));
  return {
    initially: true,
    selects: (key, returned, isHolderSelected) =>
      returned === 'always' ||
      ((returned === 'default' || askedFor.has(key)) && isHolderSelected && !named.has(key)),
    opens: () => false,
  };
}

/** Names each place the same way: `name.givenName`, `urn:…:User:manager.value`, or a schema's URN. */
function keyOf(place: Place): string {
  const { extension: urn, attribute, sub } = place;
  if (attribute === undefined) return place.schema.id;
  return formatAttributePath({ urn, name: attribute.name, sub: sub?.name });
}

function keyOfHolder(place: Place): string {
  return keyOf({ ...place, sub: undefined });
}

function keepResource({ schema, extensions }: ResourceType, rule: Rule): Kept {
  const isSelected = (urn: string) => rule.selects(urn, 'default', rule.initially);
  return gather([
    ...keepAttributes(COMMON_ATTRIBUTES, rule, rule.initially, ''),
    ...keepAttributes(schema.attributes, rule, isSelected(schema.id), ''),
    ...extensions.map(({ schema: { id, attributes } }): Entry => {
      return [id, gather(keepAttributes(attributes, rule, isSelected(id), `${id}:`))];
    }),
  ]);
}

function keepAttributes(
  attributes: readonly Attribute[],
  rule: Rule,
  isHolderSelected: boolean,
  prefix: string,
): readonly Entry[] {
  return attributes
    .filter(({ returned }) => returned !== 'never')
    .map((attribute) => [attribute.name, keepAttribute(attribute, rule, isHolderSelected, prefix)]);
}

function keepAttribute(attribute: Attribute, rule: Rule, isHolderSelected: boolean, prefix: string): Kept {
  const key = prefix + attribute.name;
  const isSelected = rule.selects(key, attribute.returned, isHolderSelected);
  if (!isSelected && !rule.opens(key)) return NOTHING;
  if (attribute.subAttributes === undefined) return 'all';
  return gather(keepAttributes(attribute.subAttributes, rule, isSelected, `${key}.`));
}

function gather(entries: readonly Entry[]): Kept {
  if (entries.every(([, kept]) => kept === 'all')) return 'all';
  const members = entries.filter(([, kept]) => kept !== NOTHING);
  return members.length === 0 ? NOTHING : new Map(members);
}

function pick(value: Json, kept: Kept): Json | undefined {
  if (kept === 'all') return value;
  if (kept === NOTHING) return undefined;
  if (Array.isArray(value)) {
    const elements = value.flatMap((element) => pick(element, kept) ?? []);
    return elements.length === 0 && value.length > 0 ? undefined : elements;
  }
  const members = isJsonObject(value) ? pickMembers(value, kept) : {};
  return Object.keys(members).length === 0 ? undefined : members;
}

function pickMembers(object: JsonObject, kept: ReadonlyMap<string, Kept>): JsonObject {
  const members = Object.entries(object).flatMap(([name, value]) => {
    const picked = pick(value, kept.get(name) ?? NOTHING);
    return picked === undefined ? [] : [[name, picked] as const];
  });
  return Object.fromEntries(members);
}
