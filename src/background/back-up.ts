import type { Logger } from 'pino';
import type { Config } from '../config/schema.ts';
import { backUpInThread } from '../store/sqlite/back-up-in-thread.ts';
import { latestBackup } from '../store/sqlite/backups.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Job } from './job.ts';

export interface BackUpOptions {
  /** The file of the database. */
  readonly database: string;
  readonly settings: () => Config['backup'];
  readonly lastBackup: Metrics['lastBackup'];
  readonly log: Logger;
  readonly now: () => number;
  /** How many milliseconds a start has for itself before the first backup. */
  readonly settle: number;
}

/**
 * Makes a backup when the latest one is old enough, whoever made that; so a restart does not put it off. With an endless
 * time in between it makes none.
 */
export function backUpJob({ database, settings, lastBackup, log, now, settle }: BackUpOptions): Job {
  const notBefore = now() + settle;

  function dueAt(): number {
    const { directory, every } = settings();
    return Math.max(notBefore, (latestBackup(directory, now()) ?? 0) + every);
  }

  function measure(): void {
    const latest = latestBackup(settings().directory, now());
    lastBackup.set(latest === undefined ? [] : [{ labels: {}, value: latest / 1000 }]);
  }

  return {
    name: 'the backup',
    async run(stopping) {
      if (dueAt() <= now()) {
        const { directory, keep } = settings();
        const { file, bytes } = await backUpInThread({ database, directory, keep }, now(), stopping);
        log.info({ file, bytes }, 'backup made');
      }
      measure();
      return Math.max(dueAt() - now(), 0);
    },
  };
}
