import { argv, stderr, stdout } from 'node:process';
import { type Bench, CONNECTIONS } from './bench.ts';
import { Generator } from './load/generator.ts';
import { Meter } from './measure.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { programsAtHand } from './programs.ts';
import { createProgress } from './progress.ts';
import { describeCircumstances, readCircumstances } from './report/circumstances.ts';
import { toMarkdown } from './report/markdown.ts';
import type { Row } from './report/row.ts';
import { checkReport, writeReport } from './report/write-report.ts';
import { takeSamples } from './samples.ts';
import { measureConsole } from './scenarios/console.ts';
import { measureDelivery } from './scenarios/delivery.ts';
import { measureDeno } from './scenarios/deno.ts';
import { measureGroups } from './scenarios/groups.ts';
import { measureIdleReaders } from './scenarios/idle-readers.ts';
import { measureMemory } from './scenarios/memory.ts';
import { measurePaging } from './scenarios/paging.ts';
import { measureRevocation } from './scenarios/revocation.ts';
import { measureSaturation } from './scenarios/saturation.ts';
import { measureStart } from './scenarios/start.ts';
import { measureThroughput } from './scenarios/throughput.ts';
import { Stage } from './stage.ts';

const SCENARIOS = [
  measureThroughput,
  measureSaturation,
  measurePaging,
  measureGroups,
  measureRevocation,
  measureIdleReaders,
  measureDelivery,
  measureConsole,
  measureMemory,
  measureStart,
  measureDeno,
];

/** Starts all servers, measures one thing after the other, and ends them. */
async function runBenchmark(options: Options): Promise<readonly Row[]> {
  const { users, rounds, seconds, only } = options;
  await using resources = new AsyncDisposableStack();
  const stage = resources.use(new Stage(users));
  const generator = resources.use(new Generator());
  const progress = createProgress(stderr);
  const meter = new Meter(generator, progress);
  progress.begin(`making ${users} users`);
  await stage.seed();

  const appliances = [];
  for (const program of programsAtHand()) {
    appliances.push(resources.use(await stage.startAppliance(program, program)));
  }
  const [appliance] = appliances;
  if (appliance === undefined) throw new Error('There is no appliance.');
  const floor = resources.use(await stage.startFloor(await takeSamples(appliance, stage)));
  const peer = resources.use(await stage.startPeer());
  const bench: Bench = {
    stage,
    meter,
    progress,
    effort: { rounds, seconds },
    begins: (name) => {
      const isWanted = only === undefined || name.includes(only);
      if (isWanted) progress.begin(name);
      return isWanted;
    },
    appliances,
    floor,
    peer,
  };
  const rows: Row[] = [];
  for (const measure of SCENARIOS) {
    rows.push(...(await measure(bench)));
  }
  progress.end();
  return rows;
}

let options: Options;
try {
  options = parseOptions(argv.slice(2));
  if (options.report !== undefined) checkReport(options.report);
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
  process.exit(2);
}
const rows = await runBenchmark(options);
const circumstances = readCircumstances({ ...options, connections: CONNECTIONS });
stdout.write(
  options.json
    ? `${JSON.stringify({ circumstances, rows })}\n`
    : `${describeCircumstances(circumstances)}\n\n${toMarkdown(rows)}`,
);
if (options.report !== undefined) writeReport(options.report, rows, circumstances);
