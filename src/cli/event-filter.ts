import { type Command, Option } from 'commander';
import type { EventAction } from '../directory/event.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { Collection, EventQuery, Resources } from '../store/port.ts';
import { moment } from './arguments.ts';
import { chooseTenant } from './choose.ts';
import { findIfAny } from './find-resource.ts';
import type { Installation } from './installation.ts';

/** Which events, as options say it. */
export interface EventFilter {
  readonly tenant?: string;
  readonly user?: string;
  readonly actor?: string;
  readonly action?: EventAction;
  readonly since?: number;
  readonly until?: number;
}

/** Gives a command the options by which events are narrowed. */
export function withEventFilter(command: Command, now: () => number): Command {
  return command
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--user <user>', 'only changes of this user, by userName or id')
    .option('--actor <name>', 'only changes by this actor, such as key:cyk_… or cli:root')
    .addOption(
      new Option('--action <action>', 'only changes of this kind').choices([
        'create',
        'update',
        'activate',
        'deactivate',
        'delete',
      ]),
    )
    .option('--since <time>', 'only changes from then on: a date, a time, or how long ago (7d)', moment(now))
    .option('--until <time>', 'only changes before then', moment(now));
}

/** The tenant and the query that the options mean. */
export async function readEventFilter(
  { store, userType }: Installation,
  { tenant: name, user, actor, action, since, until }: EventFilter,
): Promise<{ readonly tenant: TenantName; readonly query: Omit<EventQuery, 'descending' | 'limit'> }> {
  const tenant = (await chooseTenant(store.registry, name)).name;
  const subject =
    user === undefined ? {} : await subjectOf(store.resources, { tenant, type: userType }, user);
  const query = {
    ...subject,
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
  return { tenant, query };
}

/** A user that is there is known by id, whatever the name was at the time; one that is gone, by name or id. */
async function subjectOf(
  resources: Resources,
  users: Collection,
  text: string,
): Promise<Pick<EventQuery, 'resourceId' | 'resourceName'>> {
  const user = await findIfAny(resources, users, text);
  if (user !== undefined) return { resourceId: user.id };
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
    ? { resourceId: text }
    : { resourceName: text };
}
