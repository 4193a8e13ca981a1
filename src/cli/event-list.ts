import type { Command } from 'commander';
import { wholeNumber } from './arguments.ts';
import { command } from './command.ts';
import { type EventFilter, readEventFilter, withEventFilter } from './event-filter.ts';
import type { Parts } from './parts.ts';
import { EVENT_COLUMNS, presentEvent } from './present-event.ts';

export function eventList({
  output,
  openInstallation,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'now'>): Command {
  const list = command('list', 'List the latest changes: who changed what, when. The newest comes last.', [
    'event list --tenant acme --user ada@example.com',
    'event list --since 7d --action deactivate',
    'event list --actor cli:root --since 2026-11-01 --until 2026-12-01 --json',
  ]);
  return withEventFilter(list, now)
    .option('--limit <number>', 'the most changes to list', wholeNumber(1, 100_000), 100)
    .action(async ({ limit, ...filter }: EventFilter & { readonly limit: number }) => {
      await using installation = await openInstallation();
      const { tenant, query } = await readEventFilter(installation, filter);
      const { events } = installation.store;
      const found = await events.listEvents(tenant, { ...query, descending: true, limit });
      output.table(
        found.toReversed().map(presentEvent),
        EVENT_COLUMNS,
        'No change is recorded, or none that matches.',
      );
    });
}
