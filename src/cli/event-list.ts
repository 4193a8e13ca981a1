import { type Command, Option } from 'commander';
import type { EventAction } from '../directory/event.ts';
import type { Collection, EventQuery, Resources } from '../store/port.ts';
import { moment, wholeNumber } from './arguments.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { findIfAny } from './find-resource.ts';
import type { Parts } from './parts.ts';
import { EVENT_COLUMNS, presentEvent } from './present-event.ts';

interface Options {
  readonly tenant?: string;
  readonly user?: string;
  readonly actor?: string;
  readonly action?: EventAction;
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
}

export function eventList({
  output,
  openInstallation,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'now'>): Command {
  return command('list', 'List the latest changes: who changed what, when. The newest comes last.', [
    'event list --tenant acme --user ada@example.com',
    'event list --since 7d --action deactivate',
    'event list --actor cli:root --since 2026-11-01 --until 2026-12-01 --json',
  ])
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
    .option('--until <time>', 'only changes before then', moment(now))
    .option('--limit <number>', 'the most changes to list', wholeNumber(1, 100_000), 100)
    .action(async ({ tenant: name, user, ...narrow }: Options) => {
      await using installation = await openInstallation();
      const { registry, resources, events } = installation.store;
      const tenant = await chooseTenant(registry, name);
      const subject =
        user === undefined
          ? {}
          : await subjectOf(resources, { tenant: tenant.name, type: installation.userType }, user);
      const found = await events.listEvents(tenant.name, { ...narrow, ...subject, descending: true });
      output.table(
        found.toReversed().map(presentEvent),
        EVENT_COLUMNS,
        'No change is recorded, or none that matches.',
      );
    });
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
