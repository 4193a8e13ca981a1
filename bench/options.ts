import { parseArgs } from 'node:util';

export interface Options {
  readonly users: number;
  /** How often each server is measured; the medians count. */
  readonly rounds: number;
  /** How long each time. */
  readonly seconds: number;
  /** Only what has that word in its name. */
  readonly only: string | undefined;
  readonly json: boolean;
  /** The directory with the document that the report is written into. */
  readonly report: string | undefined;
}

export const USAGE = `Usage: npm run bench -- [--users N] [--rounds N] [--seconds N] [--only WORD] [--json] [--report DIR]
  --users N    how many users the directory has (100000)
  --rounds N   how often each server is measured (5)
  --seconds N  how long each time (1.5)
  --only WORD  only the measurements with that word in their name
  --json       print one JSON value instead of Markdown
  --report DIR write tables into DIR/benchmark.md, between its two marks, and drawings beside it`;

/** @throws Error for what is no option, or no number */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      users: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '1.5' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      report: { type: 'string' },
    },
  });
  return {
    users: readNumber('users', values.users, 1000),
    rounds: readNumber('rounds', values.rounds, 1),
    seconds: readNumber('seconds', values.seconds, 0.1),
    only: values.only,
    json: values.json,
    report: values.report,
  };
}

function readNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (number >= least) return number;
  throw new Error(`--${name} is a number from ${least} on, not "${text}".`);
}
