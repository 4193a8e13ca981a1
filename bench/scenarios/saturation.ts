import { type Bench, CONNECTIONS } from '../bench.ts';
import { Generator } from '../load/generator.ts';
import { add, type Histogram, percentile } from '../load/histogram.ts';
import { Meter, median, ratio } from '../measure.ts';
import type { Figure, Row } from '../report/row.ts';

const NAME = 'reads while writes saturate, each sync 5 ms longer';
const SHARES = [0.5, 0.9, 0.99, 0.999] as const;

interface Reads {
  readonly perSecond: number[];
  readonly p99: number[];
  readonly durations: Histogram;
}

/** What others who write without a pause cost those who read, on a slow disk. */
export async function measureSaturation({
  stage,
  meter,
  progress,
  effort,
  begins,
}: Bench): Promise<readonly Row[]> {
  if (!begins(NAME)) return [];
  await using server = await stage.startAppliance('slow-disk', 'sources', 'slow-sync.ts');
  using generator = new Generator();
  const writeMeter = new Meter(generator, progress);
  const { users, authorization } = stage;
  const load = { ...effort, connections: CONNECTIONS, isShared: true };
  const read = () => meter.round({ server, authorization, mix: { kind: 'get', users } }, load);
  const write = () => writeMeter.round({ server, authorization, mix: { kind: 'deactivate', users } }, load);

  const alone: Reads = { perSecond: [], p99: [], durations: [] };
  const beside: Reads = { perSecond: [], p99: [], durations: [] };
  const writes: number[] = [];
  await Promise.all([read(), write()]);
  for (let round = 0; round < effort.rounds; round += 1) {
    progress.step(`round ${round + 1} of ${effort.rounds}`);
    note(alone, await read());
    const [reads, written] = await Promise.all([read(), write()]);
    note(beside, reads);
    writes.push(written.perSecond);
  }
  const value = ratio(beside.p99, alone.p99);
  return [
    {
      name: NAME,
      figures: [
        toFigure('reads alone', alone),
        toFigure('reads beside writes', beside),
        { name: 'writes', perSecond: median(writes) },
      ],
      outcomes: [{ name: 'p99 beside ÷ p99 alone', value, atMost: 2 }],
      plot: {
        name: 'reads-beside-writes',
        title: 'Time to read a user, alone and while others write, on a slow disk',
        x: { title: 'percentile', scale: 'percentile' },
        y: { title: 'ms' },
        curves: [toCurve('alone', alone), toCurve('beside writes', beside)],
      },
    },
  ];
}

function note(reads: Reads, round: { readonly perSecond: number; readonly durations: Histogram }): void {
  reads.perSecond.push(round.perSecond);
  reads.p99.push(percentile(round.durations, 0.99));
  add(reads.durations, round.durations);
}

function toFigure(name: string, { perSecond, p99, durations }: Reads): Figure {
  return { name, perSecond: median(perSecond), p50: percentile(durations, 0.5), p99: median(p99) };
}

function toCurve(name: string, { durations }: Reads) {
  return { name, points: SHARES.map((share) => [share * 100, percentile(durations, share) / 1000] as const) };
}
