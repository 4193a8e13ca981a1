import type { Command } from 'commander';
import { listPending, listReceivers, type ReceiverStatus } from '../admin/receivers.ts';
import { toReceivers } from '../config/receivers.ts';
import { wholeNumber } from './arguments.ts';
import { command } from './command.ts';
import type { Parts } from './parts.ts';
import { formatTime, optionalTime } from './present.ts';
import { EVENT_COLUMNS, presentEvent } from './present-event.ts';
import type { Column } from './table.ts';

interface Options {
  readonly tenant?: string;
  readonly pending?: boolean;
  readonly limit: number;
}

const NONE = 'There is no receiver.';
const COLUMNS: readonly Column<ReturnType<typeof presentStatus>>[] = [
  { title: 'TENANT', text: ({ tenant }) => tenant },
  { title: 'RECEIVER', text: ({ receiver }) => receiver, whole: true },
  { title: 'KIND', text: ({ kind, paused }) => (paused ? `${kind}, paused` : kind) },
  { title: 'BEHIND', text: ({ behind }) => String(behind) },
  { title: 'OLDEST', text: ({ oldestAt }) => formatTime(oldestAt), whole: true },
  { title: 'LAST TAKEN', text: ({ acknowledgedAt }) => formatTime(acknowledgedAt), whole: true },
  { title: 'FAILURES', text: ({ failures }) => String(failures) },
  { title: 'NEXT TRY', text: ({ nextTryAt }) => formatTime(nextTryAt), whole: true },
  { title: 'ERROR', text: ({ error, gap }) => error ?? gap ?? '–', needed: true },
];

export function eventReceivers({
  output,
  openInstallation,
  now,
}: Pick<Parts, 'output' | 'openInstallation' | 'now'>): Command {
  return command('receivers', 'Show how far each receiver has got with the changes, and what hinders it.', [
    'event receivers',
    'event receivers --pending',
    'event receivers --tenant acme --json',
  ])
    .option('--tenant <name>', 'only the receivers of this tenant')
    .option('--pending', 'instead list the losses of access that a receiver has not taken')
    .option('--limit <number>', 'the most of those to list for each receiver', wholeNumber(1, 100_000), 100)
    .action(async ({ tenant, pending, limit }: Options) => {
      await using installation = await openInstallation();
      const { config, store } = installation;
      const all = await listReceivers({ store, receivers: toReceivers(config), now: now() });
      const statuses = all.filter((status) => tenant === undefined || status.tenant === tenant);
      if (pending !== true) {
        output.table(statuses.map(presentStatus), COLUMNS, NONE);
        return;
      }
      const lists = await Promise.all(
        statuses.map(async ({ receiver, delivery }) =>
          (await listPending(delivery, store.feed, limit)).map((event) => ({
            receiver,
            ...presentEvent(event),
          })),
        ),
      );
      output.table(
        lists.flat(),
        [{ title: 'RECEIVER', text: ({ receiver }) => receiver, whole: true }, ...EVENT_COLUMNS],
        statuses.length === 0 ? NONE : 'Every receiver has taken every loss of access.',
      );
    });
}

function presentStatus({ tenant, receiver, kind, isPaused, behind, oldest, delivery }: ReceiverStatus) {
  const { acknowledged, acknowledgedAt, failures, nextTryAt, error, gap } = delivery;
  return {
    ...{ tenant, receiver, kind, acknowledged, behind, failures },
    paused: isPaused,
    oldestAt: optionalTime(oldest?.at),
    acknowledgedAt: optionalTime(acknowledgedAt),
    nextTryAt: optionalTime(nextTryAt),
    error: error ?? null,
    gap: gap?.reason ?? null,
  };
}
