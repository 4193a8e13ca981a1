import type { RequestMethod } from '../directory/event.ts';
import type { Effort } from '../scim/effort.ts';
import { applyPatch, parsePatch } from '../scim/patch.ts';
import { checkPreconditions, type Preconditions } from '../scim/preconditions.ts';
import { readResource, replaceResource } from '../scim/validate.ts';
import type { Target, Write, WriteContext } from '../store/port.ts';
import type { Caller } from './environment.ts';

/** What a client wants done to a resource, by a request of its own or by an operation in a bulk request. */
export interface WriteRequest {
  readonly method: RequestMethod;
  readonly target: Target;
  /** JSON, not yet judged. */
  readonly body: unknown;
  readonly conditions: Preconditions;
  /** What it may take; the operations of a bulk request share it. */
  readonly effort?: Effort;
}

/**
 * Makes it what the store can commit. What depends on the resource as it is then is judged then.
 * @throws ScimError for a body that is wrong whatever the resource is
 */
export function toWrite({ method, target, body, conditions, effort }: WriteRequest, caller: Caller): Write {
  const { unknownMembers, onInactiveDuplicate } = caller.identityProvider;
  const context: WriteContext = { actor: caller.actor, unknownMembers, method };
  const { type } = target;
  switch (method) {
    case 'POST':
      return {
        kind: 'create',
        target,
        change: readResource(body, type, effort),
        onInactiveDuplicate,
        context,
      };
    case 'PUT':
      return {
        kind: 'update',
        target,
        change(current, attributes) {
          checkPreconditions(conditions, current);
          return replaceResource(attributes, body, type, effort);
        },
        context,
      };
    case 'PATCH': {
      const operations = parsePatch(body, type, effort);
      return {
        kind: 'update',
        target,
        change(current, attributes) {
          checkPreconditions(conditions, current);
          return applyPatch(attributes, operations, type, effort);
        },
        context,
      };
    }
    case 'DELETE':
      return { kind: 'remove', target, check: (current) => checkPreconditions(conditions, current), context };
    default:
      return method satisfies never;
  }
}
