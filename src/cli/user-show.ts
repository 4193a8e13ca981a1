import type { Command } from 'commander';
import { findPastUser, type PastUser } from '../admin/past-user.ts';
import { scimUrl } from '../admin/public-url.ts';
import { toObject } from '../scim/present.ts';
import type { Collection } from '../store/port.ts';
import { moment } from './arguments.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { describeResource, sourceLine } from './describe-resource.ts';
import { CommandError } from './errors.ts';
import { findResource } from './find-resource.ts';
import type { Installation } from './installation.ts';
import type { Parts } from './parts.ts';
import { formatTime, isoTime } from './present.ts';

interface Options {
  readonly tenant?: string;
  readonly at?: number;
}

export function userShow({
  output,
  openInstallation,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'now'>): Command {
  return command(
    'show <user>',
    'Show a user with all attributes and groups, by userName or id. With --at: as of then, as far back as events are kept.',
    [
      'user show ada@example.com --tenant acme',
      'user show ada@example.com --json',
      'user show ada@example.com --at 2026-11-01T09:00Z',
    ],
  )
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('--at <time>', 'as of then: a date, a time, or how long ago (7d)', moment(now))
    .action(async (text: string, { tenant: name, at }: Options) => {
      await using installation = await openInstallation();
      const { registry } = installation.store;
      const tenant = await chooseTenant(registry, name);
      const users = { tenant: tenant.name, type: installation.userType };
      if (at === undefined) await showNow(installation, users, text);
      else showThen(await findPastUser(installation.store, users, text, at), text, at);
    });

  async function showNow({ store, config }: Installation, users: Collection, text: string): Promise<void> {
    const user = await findResource(store.resources, users, text);
    const presented = toObject(user, scimUrl(config, users.tenant));
    output.answer(presented, describeResource(presented, sourceLine(user)));
  }

  function showThen(past: PastUser, text: string, at: number): void {
    const then = formatTime(isoTime(at));
    switch (past.state) {
      case 'there': {
        const { user, lastChange } = past;
        output.answer(user, describeResource(user));
        if (lastChange === undefined) output.remark(`The last change until ${then} is no longer kept.`);
        else {
          const { action, sequence, at: changedAt, actor } = lastChange;
          const time = formatTime(isoTime(changedAt));
          output.remark(
            `As of ${then}. The last change until then: ${action} by ${actor} at ${time}, event ${sequence}.`,
          );
        }
        return;
      }
      case 'absent':
        throw new CommandError(
          past.later === undefined
            ? `There was no user "${text}" on ${then}, and no event tells of one.`
            : `There was no user "${text}" on ${then}; the next event of one is ${past.later.sequence}, ${past.later.action}, of ${formatTime(isoTime(past.later.at))}.`,
        );
      case 'forgotten':
        throw new CommandError(
          `What was on ${then} can no longer be told: events are kept from ${formatTime(isoTime(past.keptFrom))} on (events.keepDays). A backup from then may tell.`,
        );
      default:
        past satisfies never;
    }
  }
}
