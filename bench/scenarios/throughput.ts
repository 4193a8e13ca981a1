import { type Bench, CONNECTIONS } from '../bench.ts';
import { percentile } from '../load/histogram.ts';
import type { Mix } from '../load/requests.ts';
import { type Measurement, median, ratio } from '../measure.ts';
import type { Figure, Outcome, Row } from '../report/row.ts';
import type { Server } from '../server.ts';

interface Scenario {
  readonly name: string;
  readonly mix: (users: number) => Mix;
  /** How many times as many requests as another server the appliance is to answer. */
  readonly goals: { readonly floor?: number; readonly peer?: number; readonly 'one commit each'?: number };
  /** Whether the floor that reads is beside, as what can be come to at most. */
  readonly hasLimit?: boolean;
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'GET by id',
    mix: (users) => ({ kind: 'get', users }),
    goals: { floor: 0.75, peer: 15 },
    hasLimit: true,
  },
  {
    name: 'GET by userName eq',
    mix: (users) => ({ kind: 'filter', users }),
    goals: { floor: 0.75, peer: 15 },
    hasLimit: true,
  },
  { name: 'list of 100', mix: () => ({ kind: 'list', count: 100 }), goals: { floor: 0.25, peer: 100 } },
  {
    name: 'access decision',
    mix: (users) => ({ kind: 'access', users }),
    goals: { floor: 0.75 },
    hasLimit: true,
  },
  { name: 'PATCH active', mix: (users) => ({ kind: 'deactivate', users }), goals: { peer: 20 } },
  {
    name: 'create',
    mix: (users) => ({ kind: 'create', firstUser: users }),
    goals: { peer: 10, 'one commit each': 4 },
  },
];

/** How many requests each server answers, beside the others. */
export async function measureThroughput(bench: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  await using oneByOne = await bench.stage.startAppliance('one commit each', 'sources', 'one-by-one.ts');
  await using limit = await bench.stage.startReadingFloor();
  const others = [bench.floor, bench.peer, oneByOne];
  for (const scenario of SCENARIOS) {
    if (!bench.begins(scenario.name)) continue;
    const rivals = others.filter(({ name }) => name in scenario.goals);
    rows.push(await measure(bench, scenario, scenario.hasLimit === true ? [...rivals, limit] : rivals));
  }
  return rows;
}

async function measure(
  { stage, meter, effort, appliances }: Bench,
  { name, mix, goals }: Scenario,
  rivals: readonly Server[],
): Promise<Row> {
  const requests = mix(stage.users);
  const authorization = requests.kind === 'access' ? stage.gatewayAuthorization : stage.authorization;
  const measurements = await meter.compare(
    [...appliances, ...rivals].map((server) => ({ server, authorization, mix: requests })),
    { ...effort, connections: CONNECTIONS },
  );
  const ofAppliances = measurements.slice(0, appliances.length);
  const ofRivals = measurements.slice(appliances.length);
  const atLeast = new Map(Object.entries(goals));
  const outcomes = ofAppliances.flatMap((one) =>
    ofRivals.map((other): Outcome => {
      const goal = atLeast.get(other.name);
      return { ...compare(one, other), ...(goal !== undefined && { atLeast: goal }) };
    }),
  );
  const [floor, limit] = ['floor', 'floor that reads'].map((wanted) =>
    ofRivals.find(({ name: present }) => present === wanted),
  );
  if (floor !== undefined && limit !== undefined) outcomes.push(compare(limit, floor));
  return { name, figures: measurements.map(toFigure), outcomes, goals: { ...goals } };
}

function compare(one: Measurement, other: Measurement): Outcome {
  return { name: `${one.name} ÷ ${other.name}`, value: ratio(one.perSecond, other.perSecond) };
}

export function toFigure({ name, perSecond, processor, durations }: Measurement): Figure {
  return {
    name,
    perSecond: median(perSecond),
    ...(processor.length > 0 && { processor: median(processor) }),
    p50: percentile(durations, 0.5),
    p99: percentile(durations, 0.99),
  };
}
