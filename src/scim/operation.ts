import { findNamed, type SchemaPlace } from './attribute-path.ts';
import { coerceElements, coerceParts, coerceValue, isUnassigned } from './coerce.ts';
import { mergeParts, type Parts } from './complex.ts';
import { nameAttribute } from './describe-attribute.ts';
import type { Effort } from './effort.ts';
import { invalidSyntax, invalidValue, mutability, ScimError } from './errors.ts';
import { MEMBERS, readMemberOperation } from './members.ts';
import { type PatchPath, parsePath } from './path.ts';
import { isJsonObject, type Json, type JsonObject, type MemberOperation } from './resource.ts';
import type { ResourceType } from './resource-types.ts';
import type { Attribute } from './schema.ts';
import { forReplacement, readSelection, type Selection } from './selection.ts';

/** What a PATCH operation does (RFC 7644 §3.5.2). */
export type Verb = 'add' | 'replace' | 'remove';

/**
 * What a request asks for, every name found and every value in canonical form. POST and PUT come down to the same
 * operations as PATCH: a resource sent as a whole is one for each of its attributes.
 */
export type Operation = AttributeOperation | MembersOperation;
export type AttributeOperation = SetOperation | MergeOperation | ListOperation;

export interface MembersOperation {
  readonly kind: 'members';
  readonly operation: MemberOperation;
}

/** Puts a value in the place of what is there; undefined takes that away. */
export interface SetOperation extends Aim {
  readonly kind: 'set';
  readonly value: Json | undefined;
}

/** Puts parts into a complex value, or into each of the elements aimed at. */
export interface MergeOperation extends Aim {
  readonly kind: 'merge';
  readonly parts: Parts;
  /** Whether parts that are lists join what is there. */
  readonly adds: boolean;
}

/** Adds elements to a list, or takes those out that are like them. */
export interface ListOperation {
  readonly kind: 'append' | 'exclude';
  readonly attribute: Attribute;
  readonly elements: readonly Json[];
}

interface Aim {
  readonly attribute: Attribute;
  /** Which elements of a multi-valued attribute; all of them when undefined. */
  readonly selection: Selection | undefined;
}

/** What operations are read for, and what that may take. */
export interface Reading {
  readonly type: ResourceType;
  readonly effort: Effort;
}

type AttributePatchPath = Exclude<PatchPath, SchemaPlace>;

/**
 * Reads the operations that an object of attributes stands for: a body, or the value of a PATCH operation without a
 * path. Each name may be a path of any form, such as `name.givenName`, `urn:…:User:department` or
 * `emails[type eq "work"].value`. What the type does not have and what a client cannot set is ignored.
 * @throws ScimError 400 `invalidValue` for values of a wrong type, `invalidSyntax` for an attribute that is named twice,
 *   `tooMany`
 */
export function readObject(
  verb: 'add' | 'replace',
  object: JsonObject,
  reading: Reading,
): readonly Operation[] {
  return readNamed(verb, Object.entries(object), reading);
}

/**
 * Reads the operations that a value at a path stands for.
 * @throws ScimError 400 `mutability` for what a client cannot set or take away, `invalidValue`, `invalidFilter`
 */
export function readAtPath(
  verb: Verb,
  path: PatchPath,
  value: Json | undefined,
  reading: Reading,
): readonly Operation[] {
  if (path.attribute === undefined) return readSchemaAtPath(verb, path, value, reading);
  const name = namePath(path);
  if (isReadOnly(path)) throw mutability(`${name} is read-only.`, name);
  const operation = readOperation(verb, path, value);
  const isWhole = path.sub !== undefined || (operation.kind === 'set' && operation.selection === undefined);
  const { required } = path.sub ?? path.attribute;
  if (verb === 'remove' && isWhole && required)
    throw mutability(`${name} is required and cannot be removed.`, name);
  if (verb !== 'replace' || operation.kind !== 'merge' || operation.selection === undefined)
    return [operation];
  return [{ ...operation, selection: forReplacement(operation.selection) }];
}

function readNamed(
  verb: 'add' | 'replace',
  values: readonly (readonly [name: string, value: Json])[],
  reading: Reading,
): readonly Operation[] {
  reading.effort.spend(values.length);
  const named = new Set<Attribute>();
  return values.flatMap(([name, value]) => {
    const path = findPath(name, reading);
    if (path === undefined) return [];
    if (path.attribute === undefined) return readSchema(verb, path, value, reading);
    if (isReadOnly(path)) return [];
    if (path.filter === undefined) checkNamedOnce(path.sub ?? path.attribute, named, name);
    return readOperation(verb, path, value);
  });
}

/** Of `active` and `Active` nobody can tell which one the client means (RFC 7643 §2.1). */
function checkNamedOnce(attribute: Attribute, named: Set<Attribute>, name: string): void {
  if (named.has(attribute)) throw invalidSyntax(`${name} is named twice, in another letter case or form.`);
  named.add(attribute);
}

/** The path that a name is; undefined when the type has nothing there. */
function findPath(text: string, { type, effort }: Reading): PatchPath | undefined {
  const place = findNamed(text, type);
  if (place !== undefined) return { ...place, filter: undefined };
  if (!text.includes('[')) return undefined;
  try {
    return parsePath(text, type, effort);
  } catch (error) {
    if (error instanceof ScimError && error.scimType !== 'tooMany') return undefined;
    throw error;
  }
}

/** At an extension's own path, `replace` also takes away what the value does not name. */
function readSchemaAtPath(
  verb: Verb,
  place: SchemaPlace,
  value: Json | undefined,
  reading: Reading,
): readonly Operation[] {
  if (verb === 'remove') return clearSchema(place);
  const cleared = verb === 'replace' && place.extension !== undefined ? clearSchema(place) : [];
  return [...cleared, ...readSchema(verb, place, value ?? null, reading)];
}

function readSchema(
  verb: 'add' | 'replace',
  place: SchemaPlace,
  value: Json,
  reading: Reading,
): readonly Operation[] {
  const { id } = place.schema;
  if (isUnassigned(value)) return verb === 'replace' ? clearSchema(place) : [];
  if (!isJsonObject(value)) throw invalidValue(`${id} must be an object of its attributes.`);
  const values = Object.entries(value).map(([name, each]) => [`${id}:${name}`, each] as const);
  return readNamed(verb, values, reading);
}

function clearSchema({ extension, schema }: SchemaPlace): readonly Operation[] {
  return schema.attributes
    .map((attribute) => ({ extension, attribute, sub: undefined, filter: undefined }))
    .filter((path) => !isReadOnly(path))
    .map((path) => readOperation('remove', path, undefined));
}

function readOperation(verb: Verb, path: AttributePatchPath, value: Json = null): Operation {
  const { attribute, sub, filter } = path;
  if (attribute === MEMBERS) return { kind: 'members', operation: readMemberOperation(verb, path, value) };
  const name = namePath(path);
  const selection = filter && readSelection(filter, attribute);
  if (sub !== undefined) {
    const part = verb === 'remove' ? undefined : coerceValue(sub, value, name);
    return { kind: 'merge', attribute, selection, parts: new Map([[sub, part]]), adds: verb === 'add' };
  }
  if (verb === 'remove') return readRemoval(attribute, selection, value, name);
  if (attribute.multiValued && selection === undefined) {
    if (verb === 'add')
      return { kind: 'append', attribute, elements: coerceElements(attribute, value, name) };
  } else if (attribute.type === 'complex' && !isUnassigned(value)) {
    const parts = coerceParts(attribute, value, name);
    // Sub-attributes that a replacement does not name stay as they are (RFC 7644 §3.5.2.3).
    if (verb === 'add' || !attribute.multiValued) {
      return { kind: 'merge', attribute, selection, parts, adds: verb === 'add' };
    }
    const named = new Map([...(selection?.equalities ?? []), ...parts]);
    return { kind: 'set', attribute, selection, value: mergeParts(attribute, {}, named) };
  }
  // What is put in the place of selected values is one value.
  const target = selection === undefined ? attribute : { ...attribute, multiValued: false };
  return { kind: 'set', attribute, selection, value: coerceValue(target, value, name) };
}

/** With a list of values, exactly those are taken out: clients remove single elements this way. */
function readRemoval(
  attribute: Attribute,
  selection: Selection | undefined,
  value: Json,
  name: string,
): AttributeOperation {
  if (value === null || selection !== undefined || !attribute.multiValued) {
    return { kind: 'set', attribute, selection, value: undefined };
  }
  return { kind: 'exclude', attribute, elements: coerceElements(attribute, value, name) };
}

function isReadOnly({ attribute, sub }: AttributePatchPath): boolean {
  return attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly';
}

function namePath({ extension, attribute, sub }: AttributePatchPath): string {
  const name = nameAttribute(extension, attribute);
  return sub === undefined ? name : `${name}.${sub.name}`;
}
