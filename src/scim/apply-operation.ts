import { isUnassigned } from './coerce.ts';
import { mergeParts } from './complex.ts';
import type { Draft } from './draft.ts';
import type { Effort } from './effort.ts';
import { exclude, isPrimary, unite } from './elements.ts';
import { noTarget } from './errors.ts';
import type { AttributeOperation, MergeOperation, Operation, SetOperation } from './operation.ts';
import { isJsonObject, type Json, type JsonObject, type MemberOperation } from './resource.ts';
import type { Attribute } from './schema.ts';
import { createElement, type Selection } from './selection.ts';

/** Of what looks at all members of a group, of which there may be very many. */
const MEMBERS_EFFORT = 10_000;

/**
 * Carries out operations on the draft, one after the other (RFC 7644 §3.5.2.1 to §3.5.2.3).
 * @returns those on a group's members, which are the store's to carry out
 * @throws ScimError 400 `noTarget` when a filter selects nothing to replace and cannot make it, `invalidValue` when a
 *   list becomes too long, `tooMany` when it would take too long
 */
export function applyOperations(
  draft: Draft,
  operations: readonly Operation[],
  effort: Effort,
): readonly MemberOperation[] {
  const members: MemberOperation[] = [];
  for (const operation of operations) {
    effort.spend(stepsOf(draft, operation));
    if (operation.kind === 'members') members.push(operation.operation);
    else applyOperation(draft, operation);
  }
  return members;
}

/** How many values an operation looks at. */
function stepsOf(draft: Draft, operation: Operation): number {
  if (operation.kind === 'members') return operation.operation.op === 'removeWhere' ? MEMBERS_EFFORT : 0;
  const elements = draft.get(operation.attribute);
  const count = Array.isArray(elements) ? elements.length : 0;
  switch (operation.kind) {
    case 'append':
      return count;
    case 'exclude':
      return count + operation.elements.length;
    case 'set':
      return count * (operation.selection?.comparisons ?? 1);
    case 'merge':
      return count * (operation.selection?.comparisons ?? 1) + listedIn(elements, operation);
    default:
      return operation satisfies never;
  }
}

/** How many values stand in the lists that a merge adds to. */
function listedIn(value: Json = null, { parts, adds }: MergeOperation): number {
  const lists = adds ? [...parts.keys()].filter(({ multiValued }) => multiValued) : [];
  const holders = (Array.isArray(value) ? value : [value]).filter(isJsonObject);
  return lists
    .flatMap(({ name }) => holders.map((holder) => listOf(holder[name]).length))
    .reduce((sum, count) => sum + count, 0);
}

function applyOperation(draft: Draft, operation: AttributeOperation): void {
  const { attribute } = operation;
  const before = draft.get(attribute);
  const after = attribute.multiValued
    ? changeList(operation, listOf(before))
    : changeValue(operation, before);
  if (isUnassigned(after)) draft.delete(attribute);
  else draft.set(attribute, after);
}

function changeValue(operation: AttributeOperation, before: Json = null): Json {
  if (operation.kind === 'set') return operation.value ?? null;
  if (operation.kind !== 'merge') return before;
  return merge(operation, isJsonObject(before) ? before : {});
}

/** An addition leaves in a list what is in it (RFC 7644 §3.5.2.1). */
function merge({ attribute, parts, adds }: MergeOperation, current: JsonObject): JsonObject {
  if (!adds) return mergeParts(attribute, current, parts);
  const joined = [...parts].map(([sub, part]): [Attribute, Json | undefined] => {
    if (!sub.multiValued) return [sub, part];
    const before = current[sub.name];
    return [sub, part === undefined ? before : unite(sub, [...listOf(before), ...listOf(part)])];
  });
  return mergeParts(attribute, current, new Map(joined));
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function changeList(operation: AttributeOperation, elements: readonly Json[]): readonly Json[] {
  const { attribute } = operation;
  switch (operation.kind) {
    case 'append':
      return unite(attribute, [...elements, ...operation.elements]);
    case 'exclude':
      return exclude(attribute, elements, operation.elements);
    case 'set':
      if (operation.selection !== undefined) return replaceSelected(operation, elements);
      return Array.isArray(operation.value) ? operation.value : [];
    case 'merge':
      return mergeIntoEach(operation, elements.filter(isJsonObject));
    default:
      return operation satisfies never;
  }
}

function replaceSelected(
  { attribute, selection, value }: SetOperation,
  elements: readonly Json[],
): readonly Json[] {
  const selected = select(elements, selection);
  if (value === undefined) return elements.filter((element) => !selected.has(element));
  if (selected.size === 0) throw nothingSelected(attribute);
  return changeElements(attribute, elements, (element) => (selected.has(element) ? value : element));
}

/** What is not there is made of the filter's equalities: clients set `emails[type eq "work"].value` on users without. */
function mergeIntoEach(operation: MergeOperation, elements: readonly JsonObject[]): readonly Json[] {
  const { attribute, selection, parts } = operation;
  const selected = select(elements, selection);
  if (selected.size > 0) {
    return changeElements(attribute, elements, (element) =>
      selected.has(element) ? merge(operation, element) : element,
    );
  }
  if ([...parts.values()].every((part) => part === undefined)) return elements;
  const created =
    selection === undefined ? mergeParts(attribute, {}, parts) : createElement(attribute, selection, parts);
  if (created === undefined) throw nothingSelected(attribute);
  return unite(attribute, [...elements, created]);
}

/** An element that the change makes primary takes that from the others. */
function changeElements<Element extends Json>(
  attribute: Attribute,
  elements: readonly Element[],
  change: (element: Element) => Json,
): readonly Json[] {
  const before = new Set<Json>(elements);
  const changed = elements.map(change);
  const preferred = changed.findLast((element) => isPrimary(element) && !before.has(element));
  return unite(attribute, changed, preferred ?? changed.findLast(isPrimary));
}

function select(elements: readonly Json[], selection: Selection | undefined): ReadonlySet<Json> {
  return new Set(selection === undefined ? elements : elements.filter(selection.selects));
}

function nothingSelected({ name }: Attribute) {
  return noTarget(`No value of ${name} matches the filter.`, name);
}
