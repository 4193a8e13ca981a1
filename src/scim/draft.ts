import { isUnassigned } from './coerce.ts';
import { mergeParts } from './complex.ts';
import { missingValue, nameAttribute } from './describe-attribute.ts';
import { isSame } from './elements.ts';
import { invalidValue, mutability } from './errors.ts';
import { rememberOf } from './remember.ts';
import { isJsonObject, type Json, type JsonObject, type ResourceAttributes } from './resource.ts';
import { COMMON_ATTRIBUTES, type ResourceType } from './resource-types.ts';
import { type Attribute, findAttribute } from './schema.ts';
import { USER_SCHEMA } from './schemas/user.ts';

/** A resource while it is made or changed: canonical values by the attributes' definitions, wherever they stand. */
export type Draft = Map<Attribute, Json>;

/** A user's state. Access hangs on it, so every user has one, and no client takes it away by leaving it out. */
export const ACTIVE = findAttribute(USER_SCHEMA.attributes, 'active') as Attribute;

/** The attributes that stand together: the core ones at the top, those of an extension under its URN. */
interface Section {
  readonly extension: string | undefined;
  readonly required: boolean;
  readonly attributes: readonly Attribute[];
  /** Those of them that are stored. */
  readonly kept: readonly Attribute[];
}

/** The common attributes that a client sets; `schemas` follows from all others. */
const COMMON = COMMON_ATTRIBUTES.filter(({ name }) => name === 'externalId');
/** Says what an element is used for; an element with nothing else has nothing to be used. */
const LABELS: readonly string[] = ['type', 'primary'];

export function openDraft(resource: ResourceAttributes, type: ResourceType): Draft {
  const draft: Draft = new Map();
  for (const { extension, attributes } of sectionsOf(type)) {
    const holder = extension === undefined ? resource : resource[extension];
    if (!isJsonObject(holder)) continue;
    for (const attribute of attributes) {
      const value = holder[attribute.name];
      if (value !== undefined) draft.set(attribute, value);
    }
  }
  return draft;
}

/**
 * Makes the draft a resource: without what is never returned, `schemas` naming what is used.
 * @throws ScimError 400 `invalidValue` when something required is missing
 */
export function closeDraft(draft: Draft, type: ResourceType): ResourceAttributes {
  const sections = sectionsOf(type).map((section) => ({ ...section, values: collect(section, draft) }));
  const used = sections.filter(({ extension, values }) => extension === undefined || !isUnassigned(values));
  for (const section of sections) {
    if (used.includes(section)) checkRequired(section, section.values);
    else if (section.required) throw invalidValue(`The extension "${section.extension}" is required.`);
  }
  const extensions = used.flatMap(({ extension, values }) =>
    extension === undefined ? [] : [[extension, values]],
  );
  return {
    schemas: used.map(({ extension = type.schema.id }) => extension),
    ...sections[0]?.values,
    ...Object.fromEntries(extensions),
  };
}

/**
 * Checks that a whole resource brings what is required but never returned. That is not kept, so of a resource as
 * stored nobody can tell whether it was there.
 * @throws ScimError 400 `invalidValue`
 */
export function checkUnkept(draft: Draft, type: ResourceType): void {
  for (const { extension, required, attributes } of sectionsOf(type)) {
    const missing = attributes.find((each) => each.required && isUnkept(each) && !draft.has(each));
    if (required && missing !== undefined) throw missingValue(nameAttribute(extension, missing), missing);
  }
}

/** Puts immutable values back that a replacement does not name. */
export function keepImmutable(before: Draft, after: Draft): void {
  for (const [attribute, value] of before) {
    const now = after.get(attribute);
    if (now === undefined && attribute.mutability === 'immutable') after.set(attribute, value);
    if (!isJsonObject(value) || !isJsonObject(now)) continue;
    const kept = attribute.subAttributes?.filter(
      ({ name, mutability }) => mutability === 'immutable' && now[name] === undefined,
    );
    after.set(attribute, mergeParts(attribute, now, new Map(kept?.map((sub) => [sub, value[sub.name]]))));
  }
}

/**
 * Checks that immutable attributes keep the values that they have (RFC 7643 §7).
 * @throws ScimError 400 `mutability`
 */
export function checkImmutable(before: Draft, after: Draft): void {
  for (const [attribute, value] of before) {
    checkUnchanged(attribute, value, after.get(attribute), attribute.name);
    if (attribute.multiValued || !isJsonObject(value)) continue;
    const now = after.get(attribute);
    for (const sub of attribute.subAttributes ?? []) {
      const subNow = isJsonObject(now) ? now[sub.name] : undefined;
      checkUnchanged(sub, value[sub.name], subNow, `${attribute.name}.${sub.name}`);
    }
  }
}

function checkUnchanged(
  attribute: Attribute,
  before: Json | undefined,
  after: Json | undefined,
  name: string,
): void {
  if (attribute.mutability !== 'immutable' || before === undefined) return;
  if (after !== undefined && isSame(attribute, before, after)) return;
  throw mutability(`${name} is immutable and has another value already.`, name);
}

const sectionsOf = rememberOf(({ schema, extensions }: ResourceType): readonly Section[] => [
  toSection(undefined, true, [...COMMON, ...schema.attributes]),
  ...extensions.map(({ schema: { id, attributes }, required }) => toSection(id, required, attributes)),
]);

function toSection(
  extension: string | undefined,
  required: boolean,
  attributes: readonly Attribute[],
): Section {
  return { extension, required, attributes, kept: attributes.filter((attribute) => !isUnkept(attribute)) };
}

function collect({ kept }: Section, draft: Draft): JsonObject {
  return Object.fromEntries(
    kept.flatMap((attribute): [string, Json][] => {
      const value = withoutBareLabels(attribute, draft.get(attribute));
      return value === undefined ? [] : [[attribute.name, value]];
    }),
  );
}

function withoutBareLabels({ multiValued, type }: Attribute, value: Json | undefined): Json | undefined {
  if (!multiValued || type !== 'complex' || !Array.isArray(value)) return value;
  const used = value.filter((element) => Object.keys(element).some((name) => !LABELS.includes(name)));
  if (used.length === 0) return undefined;
  return used.length === value.length ? value : used;
}

function checkRequired({ extension, attributes }: Section, values: JsonObject): void {
  for (const attribute of attributes) {
    if (attribute.mutability === 'readOnly' || isUnkept(attribute)) continue;
    const name = nameAttribute(extension, attribute);
    const value = values[attribute.name];
    if (value === undefined) {
      if (attribute.required) throw missingValue(name, attribute);
      continue;
    }
    const wanted = attribute.subAttributes?.filter((sub) => sub.required && !isUnkept(sub)) ?? [];
    for (const element of Array.isArray(value) ? value : [value]) {
      const missing = wanted.find((sub) => element[sub.name] === undefined);
      if (missing !== undefined) throw missingValue(`${name}.${missing.name}`, missing);
    }
  }
}

/** What can never be returned is never kept. */
function isUnkept({ returned }: Attribute): boolean {
  return returned === 'never';
}
