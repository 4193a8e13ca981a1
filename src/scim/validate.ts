import { applyOperations } from './apply-operation.ts';
import {
  ACTIVE,
  checkImmutable,
  checkUnkept,
  closeDraft,
  type Draft,
  keepImmutable,
  openDraft,
} from './draft.ts';
import { createEffort, type Effort } from './effort.ts';
import { MEMBERS } from './members.ts';
import { readMessage } from './message.ts';
import { type Reading, readObject } from './operation.ts';
import type { MemberOperation, ResourceAttributes, ResourceChange } from './resource.ts';
import type { ResourceType } from './resource-types.ts';

/**
 * Reads the resource that a POST brings (RFC 7644 §3.3).
 * @throws ScimError 400 `invalidSyntax` for a body that is no resource, `invalidValue` naming the attribute that is
 *   missing or of a wrong type
 */
export function readResource(
  body: unknown,
  type: ResourceType,
  effort: Effort = createEffort(),
): ResourceChange {
  const { draft, members } = readWhole('add', body, { type, effort });
  giveState(draft, type);
  return { attributes: closeDraft(draft, type), members };
}

/**
 * What a PUT makes of a resource (RFC 7644 §3.5.1): what the body does not name is gone, except for a user's state
 * and what is immutable. Read-only attributes in the body are ignored.
 * @throws ScimError 400 like readResource, and `mutability` for another value of an immutable attribute
 */
export function replaceResource(
  current: ResourceAttributes,
  body: unknown,
  type: ResourceType,
  effort: Effort = createEffort(),
): ResourceChange {
  const before = openDraft(current, type);
  const { draft, members } = readWhole('replace', body, { type, effort });
  const state = before.get(ACTIVE);
  if (state !== undefined && !draft.has(ACTIVE)) draft.set(ACTIVE, state);
  keepImmutable(before, draft);
  giveState(draft, type);
  checkImmutable(before, draft);
  const hasMembers = type.schema.attributes.includes(MEMBERS);
  return {
    attributes: closeDraft(draft, type),
    members: hasMembers && members.length === 0 ? [{ op: 'replace', members: [] }] : members,
  };
}

function readWhole(
  verb: 'add' | 'replace',
  body: unknown,
  reading: Reading,
): { readonly draft: Draft; readonly members: readonly MemberOperation[] } {
  const { type, effort } = reading;
  const known = [type.schema.id, ...type.extensions.map(({ schema }) => schema.id)];
  const draft: Draft = new Map();
  const members = applyOperations(draft, readObject(verb, readMessage(body, known), reading), effort);
  checkUnkept(draft, type);
  return { draft, members };
}

/** A user whose client says nothing of it may sign in. */
function giveState(draft: Draft, { schema }: ResourceType): void {
  if (schema.attributes.includes(ACTIVE) && !draft.has(ACTIVE)) draft.set(ACTIVE, true);
}
