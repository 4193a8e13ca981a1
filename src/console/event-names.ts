import type { Event } from '../directory/event.ts';
import type { TenantName } from '../directory/tenant.ts';
import { ScimError } from '../scim/errors.ts';
import type { ResourceId } from '../scim/resource.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Store } from '../store/port.ts';
import { type EventNames, NAMED_MEMBERS } from './pages/event-entry.ts';
import { nameOf } from './resource-name.ts';
import { TEXTS } from './texts.ts';

const { actor: TEXT } = TEXTS.event;

/** Looks up what events name by id: keys, and the first members of groups. */
export async function readEventNames(
  { registry, resources }: Pick<Store, 'registry' | 'resources'>,
  { tenant, types }: { readonly tenant: TenantName; readonly types: readonly ResourceType[] },
  events: readonly Event[],
): Promise<EventNames> {
  const keys = await registry.listKeys(tenant);
  const providers = new Map<string, string>(keys.map(({ id, identityProvider }) => [id, identityProvider]));
  const members = new Map<string, string>();
  for (const id of new Set(events.flatMap(namedMembers))) {
    const name = await findName(id as ResourceId);
    if (name !== undefined) members.set(id, name);
  }
  return { actor: ({ actor }) => describeActor(actor, providers), member: (id) => members.get(id) };

  async function findName(id: ResourceId): Promise<string | undefined> {
    for (const type of types) {
      try {
        return nameOf(await resources.find({ tenant, type, id }, { relations: false }));
      } catch (error) {
        if (!(error instanceof ScimError && error.status === 404)) throw error;
      }
    }
    return undefined;
  }
}

function namedMembers({ changes }: Event): readonly string[] {
  return changes.flatMap((change) =>
    'added' in change
      ? [...change.added.slice(0, NAMED_MEMBERS), ...change.removed.slice(0, NAMED_MEMBERS)]
      : [],
  );
}

function describeActor(actor: string, providers: ReadonlyMap<string, string>): string {
  const [, kind, name = ''] = /^(key|cli|console):(.*)$/.exec(actor) ?? [];
  switch (kind) {
    case 'key':
      return TEXT.key(providers.get(name) ?? TEXT.removedKey);
    case 'cli':
      return TEXT.cli(name);
    case 'console':
      return TEXT.console(name);
    default:
      return actor === 'config' ? TEXT.config : actor;
  }
}
