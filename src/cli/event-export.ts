import { type Command, Option } from 'commander';
import { allEvents } from '../admin/all-events.ts';
import { presentOcsf } from '../admin/present-ocsf.ts';
import type { Event } from '../directory/event.ts';
import { wholeNumber } from './arguments.ts';
import { command } from './command.ts';
import { type EventFilter, readEventFilter, withEventFilter } from './event-filter.ts';
import type { Parts } from './parts.ts';
import { presentEvent } from './present-event.ts';
import { writeValues } from './write-values.ts';

const PRESENT = {
  ndjson: (event: Event): readonly object[] => [presentEvent(event)],
  ocsf: presentOcsf,
} as const;

interface Options extends EventFilter {
  readonly format: keyof typeof PRESENT;
  readonly after?: number;
}

export function eventExport({
  output,
  openInstallation,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'now'>): Command {
  const exporting = command(
    'export',
    'Write all changes out, the oldest first, one JSON value a line: as they are, or as OCSF for a SIEM.',
    [
      'event export --tenant acme > events.ndjson',
      'event export --format ocsf --since 1d | your-siem-forwarder',
      'event export --after 4711',
    ],
  );
  return withEventFilter(exporting, now)
    .addOption(
      new Option('--format <format>', 'how to write them').choices(Object.keys(PRESENT)).default('ndjson'),
    )
    .option('--after <number>', 'only changes with a greater number', wholeNumber(0))
    .action(async ({ format, after, ...filter }: Options) => {
      await using installation = await openInstallation();
      const { tenant, query } = await readEventFilter(installation, filter);
      const { events } = installation.store;
      const following = { ...query, ...(after !== undefined && { after }), descending: false };
      await writeValues(output, presentAll(allEvents(events, tenant, following), PRESENT[format]));
    });
}

async function* presentAll(
  events: AsyncIterable<Event>,
  present: (event: Event) => readonly object[],
): AsyncGenerator<object, void> {
  for await (const event of events) yield* present(event);
}
