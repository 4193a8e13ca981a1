import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import type { Bench } from '../bench.ts';
import { median } from '../measure.ts';
import { applianceCommand, type Command, programsAtHand } from '../programs.ts';
import type { Figure, Row } from '../report/row.ts';

const NAME = 'start';
const STARTS = 7;

/** How long it takes to start, and what memory the appliance has then. */
export async function measureStart({ stage, begins }: Bench): Promise<readonly Row[]> {
  if (!begins(NAME)) return [];
  const commands = [
    { name: 'node -e 0', command: { program: execPath, args: ['-e', '0'] } },
    ...programsAtHand().map((program) => ({
      name: `--version, ${program}`,
      command: applianceCommand(program, ['--version']),
    })),
  ];
  const times = commands.map((): number[] => []);
  for (let round = 0; round < STARTS; round += 1) {
    for (const [index, { command }] of commands.entries()) times[index]?.push(await timeToEnd(command));
  }
  const figures: Figure[] = commands.map(({ name }, index) => ({
    name,
    p50: median(times[index] ?? []) * 1000,
  }));
  for (const program of programsAtHand()) {
    const starts: number[] = [];
    let idle: number | undefined;
    for (let round = 0; round < STARTS; round += 1) {
      await using server = await stage.startAppliance(`start-${program}`, program);
      starts.push(server.readyAfter);
      idle = server.memory()?.resident;
    }
    figures.push({ name: `ready, ${program}`, p50: median(starts) * 1000 });
    if (idle !== undefined) figures.push({ name: `ready, ${program}`, value: `${idle.toFixed(0)} MB` });
  }
  return [{ name: NAME, figures, outcomes: [] }];
}

async function timeToEnd({ program, args }: Command): Promise<number> {
  const start = performance.now();
  const child = spawn(program, args, { stdio: 'ignore' });
  await once(child, 'exit');
  return performance.now() - start;
}
