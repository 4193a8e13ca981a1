import { formatCount, formatRatio } from './format.ts';
import type { Axis, Curve, Plot, Point } from './row.ts';
import { draw, element, MARGIN, TOP, tenths, text, WIDTH } from './svg.ts';
import { ticksTo } from './ticks.ts';

const HEIGHT = 420;
/** Where the lines are; their names stand to the right of it. */
const AREA = { left: 84, right: WIDTH - 150, top: TOP + 28, bottom: HEIGHT - 76 };
const LOOKS = ['first', 'second'] as const;
/** Fewer points than this are marked one by one. */
const FEW = 12;
const NAME_HEIGHT = 18;

/** Where the values of an axis are, as shares of its length. */
interface Scale {
  readonly ticks: readonly number[];
  readonly label: (value: number) => string;
  readonly share: (value: number) => number;
}

/** Curves on common axes, the vertical one from 0, each with its name at its end. @param note what it was measured on */
export function drawLines({ title, x, y, curves }: Plot, note: string): string {
  const points = curves.flatMap((curve) => curve.points);
  const [across, up] = [
    scaleOf(
      x,
      points.map(([value]) => value),
    ),
    scaleOf(
      y,
      points.map(([, value]) => value),
    ),
  ];
  const place = ([valueX, valueY]: Point): Point => [
    AREA.left + across.share(valueX) * (AREA.right - AREA.left),
    AREA.bottom - up.share(valueY) * (AREA.bottom - AREA.top),
  ];
  const placed = curves.map((curve) => ({ ...curve, points: curve.points.map(place) }));
  const frame = {
    title,
    notes: [note],
    description: curves.map((curve) => describe(curve, x, y)).join(' '),
    height: HEIGHT,
  };
  return draw(frame, [
    drawVertical(y, up),
    drawHorizontal(x, across),
    ...placed.map(drawCurve),
    ...drawNames(placed),
  ]);
}

function scaleOf({ scale = 'linear' }: Axis, values: readonly number[]): Scale {
  if (scale === 'percentile') {
    const rarity = (percent: number) => -Math.log10(1 - percent / 100);
    const ticks = [...new Set(values)].toSorted((one, other) => one - other);
    const [first, last] = [rarity(ticks[0] ?? 0), rarity(ticks.at(-1) ?? 0)];
    return {
      ticks,
      label: (value) => `p${value}`,
      share: (value) => (rarity(value) - first) / (last - first),
    };
  }
  const ticks = ticksTo(Math.max(...values));
  const most = ticks.at(-1) ?? 1;
  return { ticks, label: formatTick, share: (value) => value / most };
}

function formatTick(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : `${value}`;
}

function drawVertical({ title }: Axis, { ticks, label, share }: Scale): string {
  const lines = ticks.map((tick) => {
    const y = AREA.bottom - share(tick) * (AREA.bottom - AREA.top);
    return [
      element('path', { class: 'grid', d: `M${AREA.left} ${tenths(y)}H${AREA.right}` }),
      text(label(tick), { x: AREA.left - 10, y: y + 4, 'text-anchor': 'end' }, 'small muted'),
    ].join('');
  });
  return [text(title, { x: MARGIN, y: AREA.top - 20 }, 'small muted'), ...lines].join('');
}

function drawHorizontal({ title }: Axis, { ticks, label, share }: Scale): string {
  const lines = ticks.map((tick) => {
    const x = AREA.left + share(tick) * (AREA.right - AREA.left);
    return [
      element('path', { class: 'grid', d: `M${tenths(x)} ${AREA.bottom}v6` }),
      text(label(tick), { x, y: AREA.bottom + 22, 'text-anchor': 'middle' }, 'small muted'),
    ].join('');
  });
  const place = { x: (AREA.left + AREA.right) / 2, y: AREA.bottom + 48, 'text-anchor': 'middle' };
  return [text(title, place, 'small muted'), ...lines].join('');
}

function drawCurve({ points }: Curve, index: number): string {
  const look = lookOf(index);
  const d = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${tenths(x)} ${tenths(y)}`).join('');
  const dots = points.map(([cx, cy]) => element('circle', { cx, cy, r: 4, class: `fill-${look}` }));
  return [element('path', { class: `line ${look}`, d }), ...(points.length < FEW ? dots : [])].join('');
}

/** The names at the ends of the lines, from the highest down, none over another. */
function drawNames(placed: readonly Curve[]): readonly string[] {
  const names = placed
    .map(({ name, points }, index) => ({ name, index, end: points.at(-1)?.[1] ?? AREA.bottom }))
    .toSorted((one, other) => one.end - other.end);
  let lowest = -Infinity;
  return names.map(({ name, index, end }) => {
    lowest = Math.max(end, lowest + NAME_HEIGHT);
    return text(name, { x: AREA.right + 14, y: lowest + 4 }, `strong fill-${lookOf(index)}`);
  });
}

function lookOf(index: number): string {
  return LOOKS[index % LOOKS.length] ?? LOOKS[0];
}

function describe({ name, points }: Curve, x: Axis, y: Axis): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  const at = ([valueX, valueY]: Point) =>
    `${formatRatio(valueY)} ${y.title} at ${x.title} ${formatTick(valueX)}`;
  return `${name}: ${at(first)}, ${at(last)}.`;
}
