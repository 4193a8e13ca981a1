import type { Logger } from 'pino';
import type { Awaiting, Events } from '../store/port.ts';
import type { Job } from './job.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;

/** Removes events that are older than they are to be kept and that no receiver waits for. */
export function forgetEventsJob(options: {
  readonly events: Pick<Events, 'forgetEvents'>;
  readonly keepDays: () => number;
  /** Those that are declared. */
  readonly receivers: () => readonly Awaiting[];
  readonly log: Logger;
  readonly now: () => number;
}): Job {
  const { events, keepDays, receivers, log, now } = options;
  return {
    name: 'removing old events',
    async run() {
      const forgotten = await events.forgetEvents(now() - keepDays() * DAY_MS, receivers());
      if (forgotten > 0) log.info({ events: forgotten, keepDays: keepDays() }, 'old events removed');
      return EVERY_MS;
    },
  };
}
