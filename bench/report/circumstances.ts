import { availableParallelism, cpus } from 'node:os';
import { version } from 'node:process';
import Database from 'better-sqlite3';
import { formatCount } from './format.ts';

/** How much was measured. */
export interface Extent {
  readonly users: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
}

/** What was measured on, and how much. */
export interface Circumstances extends Extent {
  /** `2026-01-31` */
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  readonly sqlite: string;
}

/** Asks the machine. */
export function readCircumstances({ users, rounds, seconds, connections }: Extent): Circumstances {
  const memory = new Database(':memory:');
  const sqlite = `${memory.prepare('SELECT sqlite_version()').pluck().get()}`;
  memory.close();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    node: version.slice(1),
    sqlite,
    ...{ users, rounds, seconds, connections },
  };
}

/** In one line. */
export function describeCircumstances(circumstances: Circumstances): string {
  const { date, processor, cores, node, sqlite, users, rounds, seconds, connections } = circumstances;
  return [
    date,
    processor,
    plural(cores, 'core'),
    `Node ${node}`,
    `SQLite ${sqlite}`,
    plural(users, 'user'),
    `${plural(rounds, 'round')} of ${seconds} s`,
    plural(connections, 'connection'),
  ].join(' · ');
}

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
