import { type Bench, CONNECTIONS } from '../bench.ts';
import type { Mix } from '../load/requests.ts';
import { ratio } from '../measure.ts';
import { isAtHand } from '../programs.ts';
import type { Row } from '../report/row.ts';
import { toFigure } from './throughput.ts';

/** The same sources on Deno, beside Node. */
export async function measureDeno(bench: Bench): Promise<readonly Row[]> {
  const { stage, meter, effort, floor, appliances, begins } = bench;
  const [onNode] = appliances;
  if (onNode === undefined || !isAtHand('deno')) return [];
  const { users, authorization } = stage;
  const mixes: readonly Mix[] = [
    { kind: 'get', users },
    { kind: 'deactivate', users },
  ];
  const rows: Row[] = [];
  for (const mix of mixes) {
    const name = `Deno: ${mix.kind}`;
    if (!begins(name)) continue;
    await using onDeno = await stage.startAppliance('deno', 'deno');
    const rivals = mix.kind === 'get' ? [onNode, floor] : [onNode];
    const servers = [onDeno, ...rivals];
    const contestants = servers.map((server) => ({ server, authorization, mix }));
    const measurements = await meter.compare(contestants, { ...effort, connections: CONNECTIONS });
    const [deno, ...others] = measurements;
    rows.push({
      name,
      figures: measurements.map(toFigure),
      outcomes: others.map((other) => ({
        name: `Deno ÷ ${other.name}`,
        value: ratio(deno?.perSecond ?? [], other.perSecond),
      })),
    });
  }
  return rows;
}
