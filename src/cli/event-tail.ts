import type { Command } from 'commander';
import type { Event } from '../directory/event.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { Events } from '../store/port.ts';
import { wholeNumber } from './arguments.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';
import { EVENT_COLUMNS, presentEvent } from './present-event.ts';
import { printable } from './printable.ts';
import { stopSignal } from './stop-signal.ts';

const SLICE = 1000;

interface Options {
  readonly tenant?: string;
  readonly follow?: boolean;
  readonly lines: number;
}

export function eventTail({
  terminal,
  output,
  openInstallation,
}: Pick<Parts, 'terminal' | 'output' | 'openInstallation'>): Command {
  return command('tail', 'Show the last changes, a line each, and with -f each new one as it comes.', [
    'event tail --tenant acme',
    'event tail -f',
    'event tail -f --json',
  ])
    .option('--tenant <name>', 'the tenant; needed when there are several')
    .option('-f, --follow', 'go on with new changes until stopped; with --json one JSON value a line')
    .option('-n, --lines <number>', 'how many of the past changes', wholeNumber(0, 100_000), 10)
    .action(async ({ tenant: name, follow, lines }: Options) => {
      const stop = stopSignal(terminal);
      await using installation = await openInstallation();
      const { registry, events } = installation.store;
      const tenant = await chooseTenant(registry, name);
      // One is read even when none is to be shown: following starts behind it.
      const past = await events.listEvents(tenant.name, { descending: true, limit: Math.max(lines, 1) });
      const shown = past.slice(0, lines).toReversed();
      if (follow !== true && output.json) {
        output.table(shown.map(presentEvent), EVENT_COLUMNS, '');
        return;
      }
      for (const event of shown) await output.write(lineOf(event, output.json));
      if (follow !== true) return;
      for await (const event of newEvents(events, tenant.name, past[0]?.sequence ?? 0, stop)) {
        await output.write(lineOf(event, output.json));
      }
    });
}

/** The events behind a sequence, and then each as it is committed, until stopped. */
async function* newEvents(
  events: Events,
  tenant: TenantName,
  last: number,
  stop: AbortSignal,
): AsyncGenerator<Event> {
  let after = last;
  while (!stop.aborted) {
    // Waiting starts before reading, so that nothing committed in between is missed.
    const committed = events.waitForEvents(stop);
    const found = await events.listEvents(tenant, { after, descending: false, limit: SLICE });
    for (const event of found) yield event;
    after = found.at(-1)?.sequence ?? after;
    if (found.length < SLICE) await committed;
  }
}

function lineOf(event: Event, isJson: boolean): string {
  const presented = presentEvent(event);
  if (isJson) return `${JSON.stringify(presented)}\n`;
  return `${EVENT_COLUMNS.map((column) => printable(column.text(presented))).join('  ')}\n`;
}
