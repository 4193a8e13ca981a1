import type { Command } from 'commander';
import { allEvents } from '../admin/all-events.ts';
import { type NetChange, sumUp } from '../admin/net-changes.ts';
import { findKeptFrom } from '../admin/past-user.ts';
import { moment } from './arguments.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';
import { formatTime, isoTime } from './present.ts';
import { describeChange } from './present-event.ts';
import { printable } from './printable.ts';

interface Options {
  readonly tenant?: string;
  readonly since: number;
  readonly until?: number;
}

const SIGNS = { created: '+', removed: '-', changed: '~', passing: '±' } as const;

export function eventDiff({
  output,
  openInstallation,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'now'>): Command {
  return command(
    'diff',
    'Show how a tenant differs from an earlier moment: users, groups, providers and keys. What was changed and changed back is left out.',
    ['event diff --tenant acme --since 7d', 'event diff --since 2026-11-01 --until 2026-11-08 --json'],
  )
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .requiredOption('--since <time>', 'the earlier moment: a date, a time, or how long ago (7d)', moment(now))
    .option('--until <time>', 'the later moment (default: now)', moment(now))
    .action(async ({ tenant: name, since, until }: Options) => {
      await using installation = await openInstallation();
      const { registry, events } = installation.store;
      const tenant = await chooseTenant(registry, name);
      const keptFrom = await findKeptFrom(events, tenant.name);
      const between = { since, ...(until === undefined ? {} : { until }), descending: false };
      const changes = await sumUp(allEvents(events, tenant.name, between));
      const isComplete = since >= keptFrom;
      const answer = {
        tenant: tenant.name,
        since: isoTime(since),
        until: isoTime(until ?? now()),
        complete: isComplete,
        keptFrom: Number.isFinite(keptFrom) ? isoTime(keptFrom) : null,
        changes,
      };
      output.answer(answer, changes.length === 0 ? 'Nothing differs.' : changes.map(describe).join('\n'));
      if (!isComplete) {
        output.remark(
          `Events are kept from ${formatTime(isoTime(keptFrom))} on: what was changed before is not in this.`,
        );
      }
    });
}

function describe({ change, resourceType, name, attributes, members }: NetChange): string {
  const lines = attributes.map((each) => describeChange(each, resourceType));
  const { added, removed } = members;
  const isMembersChange = added.length + removed.length > 0;
  if (isMembersChange) lines.push(describeChange({ attribute: 'members', added, removed }, resourceType));
  // Of what is gone, or came and went, the name tells enough.
  const shown = change === 'removed' || change === 'passing' ? [] : lines;
  return [`${SIGNS[change]} ${resourceType} ${name}`, ...shown.map((line) => `    ${line}`)]
    .map(printable)
    .join('\n');
}
