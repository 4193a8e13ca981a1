import { randomUUID } from 'node:crypto';
import type { TenantName } from '../../src/directory/tenant.ts';
import { attributesOf, type ResourceId } from '../../src/scim/resource.ts';
import { BUILT_IN_RESOURCE_TYPES, USER } from '../../src/scim/resource-types.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store, Target, WriteContext } from '../../src/store/port.ts';

const CONTEXT: WriteContext = { actor: { name: 'cli:root', requestId: 'offline' }, unknownMembers: 'skip' };

/** Opens the database beside the server, as the command line does. */
export function openBeside(database: string): Promise<Store> {
  const options = { resourceTypes: BUILT_IN_RESOURCE_TYPES, now: Date.now, backgroundCheckpoints: false };
  return openStore(`sqlite:${database}`, options);
}

/** Creates users of the tenant `acme`, straight in the database. @returns their ids */
export async function createUsers(store: Store, names: readonly string[]): Promise<readonly string[]> {
  const targets = names.map(() => userTarget(randomUUID()));
  await store.resources.writeAll(
    targets.map((target, index) => ({
      kind: 'create' as const,
      target,
      change: { attributes: { schemas: [USER.schema.id], userName: names[index] ?? '' }, members: [] },
      onInactiveDuplicate: 'conflict' as const,
      context: CONTEXT,
    })),
    1,
  );
  return targets.map(({ id }) => id);
}

/** Switches a user of the tenant `acme` off, or on again. */
export async function setActive(store: Store, id: string, active: boolean): Promise<void> {
  await store.resources.write({
    kind: 'update',
    target: userTarget(id),
    change: (current) => ({ attributes: { ...attributesOf(current), active }, members: [] }),
    context: CONTEXT,
  });
}

function userTarget(id: string): Target {
  return { tenant: 'acme' as TenantName, type: USER, id: id as ResourceId };
}
