import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { programsAtHand } from '../programs.ts';
import type { Figure, Outcome, Row } from '../report/row.ts';

const NAME = 'memory';
const SETTLE_MS = 2000;
const IDLE_LIMIT = 110;
const LOAD_LIMIT = 400;

/** What memory a fresh appliance has, and what the measured ones had at most after the load they have been under. */
export async function measureMemory(bench: Bench): Promise<readonly Row[]> {
  const { stage, meter, appliances, begins } = bench;
  if (!begins(NAME)) return [];
  const figures: Figure[] = [];
  const outcomes: Outcome[] = [];
  const note = (when: string, program: string, value: number | undefined, limit: number) => {
    if (value === undefined) return;
    const name = `${when}, ${program}`;
    figures.push({ name, value: `${value.toFixed(0)} MB` });
    // What runs the sources holds its own compiler of types too, so the limits are of the program that is installed.
    outcomes.push({ name, value, unit: 'MB', ...(program === 'packaged' && { atMost: limit }) });
  };
  for (const program of programsAtHand()) {
    await using server = await stage.startAppliance(`idle-${program}`, program);
    await sleep(SETTLE_MS);
    note('idle', program, server.memory()?.resident, IDLE_LIMIT);
  }
  for (const server of appliances) {
    note('under load', server.name, meter.mostMemory(server), LOAD_LIMIT);
  }
  return [{ name: NAME, figures, outcomes }];
}
