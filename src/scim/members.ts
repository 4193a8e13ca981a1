import { invalidValue, mutability } from './errors.ts';
import { bindElementFilter } from './filter/bind.ts';
import { matches } from './filter/evaluate.ts';
import type { Filter } from './filter/filter.ts';
import { memberOf } from './message.ts';
import type { PatchPath } from './path.ts';
import { isJsonObject, type Json, type Member, type MemberOperation } from './resource.ts';
import { type Attribute, findAttribute } from './schema.ts';
import { GROUP_SCHEMA } from './schemas/group.ts';

/** A group's members. They are rows of their own in the store, so they are described by operations, never held as a list. */
export const MEMBERS = findAttribute(GROUP_SCHEMA.attributes, 'members') as Attribute;

/**
 * What a client's operation does to a group's members: without value or filter `remove` takes all, with a list of
 * values exactly those (RFC 7644 §3.5.2.2). An element can come and go but not change (RFC 7643 §4.2).
 * @throws ScimError 400 `invalidValue` for what names no member, `mutability` for a change inside an element,
 *   `invalidFilter`
 */
export function readMemberOperation(
  op: 'add' | 'replace' | 'remove',
  { sub, filter }: Pick<PatchPath, 'sub' | 'filter'>,
  value: Json | undefined,
): MemberOperation {
  if (sub !== undefined || (filter !== undefined && op !== 'remove')) {
    throw mutability('A member cannot be changed in place: remove it and add another one.', MEMBERS.name);
  }
  if (filter !== undefined) return removal(filter);
  if (op !== 'remove') return { op, members: readMembers(value ?? null) };
  if (value === undefined || value === null) return { op: 'replace', members: [] };
  return { op: 'remove', values: readMembers(value).map((member) => member.value) };
}

function readMembers(value: Json): readonly Member[] {
  // Some clients remove `{ "members": […] }` at the path "members" (UnboundID's SDK can).
  const named = isJsonObject(value) ? memberOf(value, MEMBERS.name) : undefined;
  const listed = named ?? value;
  const elements: readonly Json[] = Array.isArray(listed) ? listed : [listed];
  const members = elements.filter((element) => element !== null && element !== '').map(readMember);
  return [...new Map(members.map((member) => [member.value, member])).values()];
}

function readMember(element: Json): Member {
  const value = isJsonObject(element)
    ? (textOf(memberOf(element, 'value')) ?? idIn(memberOf(element, '$ref')))
    : textOf(element);
  if (value === undefined) {
    throw invalidValue(
      'Each of the members must have the id of a user or group, such as { "value": "…" }.',
      MEMBERS.name,
    );
  }
  const type = isJsonObject(element) ? textOf(memberOf(element, 'type'))?.toLowerCase() : undefined;
  if (type === 'user') return { value, type: 'User' };
  return type === 'group' ? { value, type: 'Group' } : { value };
}

/** The id at the end of a resource's URL. */
function idIn(reference: Json | undefined): string | undefined {
  return textOf(textOf(reference)?.split('/').at(-1));
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A filter that lists ids names rows; only another one has to look at each member. */
function removal(filter: Filter): MemberOperation {
  const values = listedValues(filter);
  if (values !== undefined) return { op: 'remove', values };
  const bound = bindElementFilter(filter, MEMBERS);
  return { op: 'removeWhere', where: (member) => matches(bound, member) };
}

/** The ids of `value eq "a" or value eq "b"`; undefined for a filter of another form. */
function listedValues(filter: Filter): readonly string[] | undefined {
  if (filter.kind === 'or') {
    const lists = filter.operands.map(listedValues);
    return lists.includes(undefined) ? undefined : lists.flatMap((list) => list ?? []);
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string')
    return undefined;
  const { urn, name, sub } = filter.path;
  return urn === undefined && sub === undefined && name.toLowerCase() === 'value'
    ? [filter.value]
    : undefined;
}
