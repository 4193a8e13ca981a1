import type { Actor } from '../directory/event.ts';
import { applyPatch, parsePatch } from '../scim/patch.ts';
import type { Resources, Target } from '../store/port.ts';

/** Sets whether a user may sign in, just as a PATCH of the identity provider would. */
export async function setActive(
  resources: Resources,
  target: Target,
  active: boolean,
  actor: Actor,
): Promise<void> {
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: active }],
  };
  const operations = parsePatch(body, target.type);
  await resources.write({
    kind: 'update',
    target,
    change: (current) => applyPatch(JSON.parse(current.text), operations, target.type),
    context: { actor, unknownMembers: 'skip' },
  });
}
