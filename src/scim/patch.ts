import { applyOperations } from './apply-operation.ts';
import { checkImmutable, closeDraft, openDraft } from './draft.ts';
import { createEffort, type Effort } from './effort.ts';
import { invalidPath, invalidSyntax, invalidValue, noTarget } from './errors.ts';
import { memberOf, readMessage } from './message.ts';
import { type Operation, type Reading, readAtPath, readObject, type Verb } from './operation.ts';
import { parsePath } from './path.ts';
import { isJsonObject, type Json, type ResourceAttributes, type ResourceChange } from './resource.ts';
import type { ResourceType } from './resource-types.ts';

export const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const VERBS: readonly string[] = ['add', 'replace', 'remove'] satisfies Verb[];
/** Clients send up to a thousand group changes at once. */
const MAX_OPERATIONS = 5000;

/**
 * Reads a PATCH request (RFC 7644 §3.5.2). One operation of the request can become several, or none when it names
 * nothing that can be set.
 * @throws ScimError 400 `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue`, `mutability`, `noTarget`
 *   for a removal of nothing, and `tooMany`
 */
export function parsePatch(
  body: unknown,
  type: ResourceType,
  effort: Effort = createEffort(),
): readonly Operation[] {
  const operations = memberOf(readMessage(body, [PATCH_SCHEMA]), 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw invalidSyntax('Operations must be a list of at least one operation.');
  }
  if (operations.length > MAX_OPERATIONS) {
    throw invalidValue(`A PATCH request has at most ${MAX_OPERATIONS} operations.`);
  }
  const reading = { type, effort };
  return operations.flatMap((operation) => parseOperation(operation, reading));
}

/**
 * What the operations make of a resource, one after the other and all or none.
 * @throws ScimError 400 `noTarget`, `invalidValue` when something required goes missing, `mutability`, `tooMany`
 */
export function applyPatch(
  current: ResourceAttributes,
  operations: readonly Operation[],
  type: ResourceType,
  effort: Effort = createEffort(),
): ResourceChange {
  const before = openDraft(current, type);
  const draft = new Map(before);
  const members = applyOperations(draft, operations, effort);
  checkImmutable(before, draft);
  return { attributes: closeDraft(draft, type), members };
}

function parseOperation(operation: Json, reading: Reading): readonly Operation[] {
  if (!isJsonObject(operation)) throw invalidSyntax('Each of the Operations must be an object.');
  const verb = parseVerb(memberOf(operation, 'op'));
  const path = memberOf(operation, 'path') ?? '';
  const value = memberOf(operation, 'value');
  if (typeof path !== 'string') throw invalidPath('The path of an operation must be a string.');
  if (verb !== 'remove' && value === undefined) throw invalidValue(`The operation "${verb}" needs a value.`);
  if (path !== '') {
    const target = parsePath(path, reading.type, reading.effort);
    // One attribute that a client maps and this type lacks must not cost the deactivation that stands beside it.
    return target === undefined ? [] : readAtPath(verb, target, value, reading);
  }
  if (verb === 'remove') throw noTarget('The operation "remove" needs a path.');
  if (!isJsonObject(value)) {
    throw invalidValue(`The operation "${verb}" without a path needs an object of attributes as its value.`);
  }
  return readObject(verb, value, reading);
}

function parseVerb(op: Json | undefined): Verb {
  const verb = typeof op === 'string' ? op.toLowerCase() : '';
  if (VERBS.includes(verb)) return verb as Verb;
  throw invalidSyntax('The op of an operation must be "add", "replace" or "remove".');
}
