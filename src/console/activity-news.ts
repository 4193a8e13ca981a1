import type { EventAction } from '../directory/event.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { ConsoleDependencies } from './dependencies.ts';
import { readEventNames } from './event-names.ts';
import type { ReadNews } from './live.ts';
import { changeEntries } from './pages/activity.ts';
import { failureList } from './pages/failures.ts';
import { receiverList } from './pages/receivers.ts';
import { PAGE_SIZE } from './read-changes.ts';
import { type ReceiverDependencies, readReceivers } from './receivers.ts';
import { failuresOf, readProviders } from './tenant-failures.ts';

export type NewsDependencies = ReceiverDependencies &
  Pick<ConsoleDependencies, 'userType' | 'groupType' | 'watch'>;

/** The changes behind a sequence, of one kind or all; of a burst only the end. */
export function newChanges(
  { store, userType, groupType }: NewsDependencies,
  tenant: TenantName,
  { action, after }: { readonly action: EventAction | undefined; readonly after: number },
): ReadNews {
  let sequence = after;
  return async () => {
    const page = { after: sequence, descending: true, limit: PAGE_SIZE };
    const found = await store.events.listEvents(tenant, page);
    sequence = found[0]?.sequence ?? sequence;
    const wanted = found.filter((event) => action === undefined || event.action === action);
    if (wanted.length === 0) return [];
    const names = await readEventNames(store, { tenant, types: [userType, groupType] }, wanted);
    return [{ part: 'changes', content: changeEntries(wanted, names) }];
  };
}

/** All failures, once there is another one. */
export function newFailures({ store, watch, now }: NewsDependencies, tenant: TenantName): ReadNews {
  let told = failuresOf(tenant, watch)[0]?.number ?? 0;
  return async () => {
    const failures = failuresOf(tenant, watch);
    const latest = failures[0]?.number ?? 0;
    if (latest <= told) return [];
    told = latest;
    const providers = await readProviders(tenant, store.registry);
    return [{ part: 'failures', content: failureList(failures, providers, now()) }];
  };
}

/** How far receivers have got, once that is different. */
export function newOfReceivers(dependencies: NewsDependencies, tenant: TenantName): ReadNews {
  let told: string | undefined;
  return async () => {
    const content = receiverList(await readReceivers(dependencies, tenant), dependencies.now());
    const text = `${await content}`;
    const isNew = told !== undefined && text !== told;
    told = text;
    return isNew ? [{ part: 'receivers', content }] : [];
  };
}
