import { formatCount, formatRatio } from './format.ts';
import type { Figure, Row } from './row.ts';
import { draw, element, MARGIN, TOP, text, WIDTH } from './svg.ts';

/** The servers of the benchmark that are no appliances. */
const OTHERS: ReadonlySet<string> = new Set(['floor', 'floor that reads', 'peer', 'one commit each']);
/** What the columns on the right compare with. */
const COMPARED = ['floor', 'peer'] as const;

const NAMES_END = 318;
const BARS_START = 330;
const BARS_END = 656;
const COUNTS_END = 732;
const COLUMNS_END = [WIDTH - MARGIN - 62, WIDTH - MARGIN] as const;
const HEAD = 22;
const LINE = 22;
const BAR = 14;
const GAP = 24;
/** So that there is something to see of the slowest. */
const SHORTEST = 1.5;

interface Rated extends Figure {
  readonly perSecond: number;
}

/**
 * The requests per second of all servers as bars. Each row has a scale of its own, from 0 to its fastest server or
 * highest goal, and a mark for each goal.
 * @param note what it was measured on
 */
export function drawBars(rows: readonly Row[], note: string): string {
  const parts = [drawHead()];
  let y = TOP + HEAD;
  for (const row of rows) {
    const figures = ratedOf(row);
    parts.push(drawRow(row, figures, y));
    y += figures.length * LINE + GAP;
  }
  const frame = {
    title: 'Requests per second',
    notes: [
      note,
      'floor: a bare Hono server that sends the same · peer: scimmy on Express · vertical mark: what the goal comes to',
    ],
    description: rows.map(describe).join(' '),
    height: y - GAP + MARGIN,
  };
  return draw(frame, parts);
}

function drawHead(): string {
  const y = TOP + 6;
  const heads = COMPARED.map((name, column) =>
    text(`× ${name}`, { x: COLUMNS_END[column], y }, 'small muted end'),
  );
  return [text('requests/s', { x: COUNTS_END, y }, 'small muted end'), ...heads].join('');
}

function drawRow({ name, goals = {} }: Row, figures: readonly Rated[], top: number): string {
  const perSecondOf = new Map(figures.map((figure) => [figure.name, figure.perSecond]));
  const aims = Object.entries(goals).flatMap(([other, factor]) => {
    const perSecond = perSecondOf.get(other);
    return perSecond === undefined ? [] : [{ other, factor, perSecond: factor * perSecond }];
  });
  const most = Math.max(...[...figures, ...aims].map(({ perSecond }) => perSecond));
  const lengthOf = (perSecond: number) => (perSecond / most) * (BARS_END - BARS_START);
  const ours = figures.filter((figure) => !OTHERS.has(figure.name)).length;
  const labels = aims.map(({ other, factor }, index) =>
    text(`goal ≥ ${factor} × ${other}`, { x: MARGIN, y: top + 29 + index * 16 }, 'small muted'),
  );
  const bars = figures.map((figure, index) =>
    drawBar(figure, { top: top + index * LINE, length: lengthOf(figure.perSecond), perSecondOf }),
  );
  const marks = aims.map(({ perSecond }) => {
    const x = BARS_START + lengthOf(perSecond);
    return element('path', {
      class: 'goal',
      d: `M${x.toFixed(1)} ${top - 2}v${ours * LINE - LINE + BAR + 4}`,
    });
  });
  return [text(name, { x: MARGIN, y: top + 12 }, 'strong'), ...labels, ...bars, ...marks].join('');
}

interface Place {
  readonly top: number;
  readonly length: number;
  readonly perSecondOf: ReadonlyMap<string, number>;
}

function drawBar({ name, perSecond }: Rated, { top, length, perSecondOf }: Place): string {
  const isOther = OTHERS.has(name);
  const look = isOther ? 'end muted' : 'end';
  const y = top + 12;
  const width = Math.max(SHORTEST, length);
  const ratios = COMPARED.map((other, column) => {
    const ofOther = perSecondOf.get(other);
    if (ofOther === undefined || name === other) return '';
    return text(formatRatio(perSecond / ofOther), { x: COLUMNS_END[column], y }, look);
  });
  const bar = { x: BARS_START, y: top, width, height: BAR, rx: Math.min(3, width / 2) };
  return [
    text(name, { x: NAMES_END, y }, look),
    element('rect', { ...bar, class: isOther ? 'other' : 'fill-first' }),
    text(formatCount(perSecond), { x: COUNTS_END, y }, look),
    ...ratios,
  ].join('');
}

function describe(row: Row): string {
  const figures = ratedOf(row).map(({ name, perSecond }) => `${name} ${formatCount(perSecond)}`);
  return `${row.name}: ${figures.join(', ')}.`;
}

function ratedOf({ figures }: Row): readonly Rated[] {
  return figures.flatMap(({ perSecond, ...figure }) =>
    perSecond === undefined ? [] : [{ ...figure, perSecond }],
  );
}
