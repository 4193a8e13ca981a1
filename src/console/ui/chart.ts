import { html } from 'hono/html';
import type { Markup } from './markup.ts';

const WIDTH = 640;
const HEIGHT = 190;
const TOP = 22;
const BOTTOM = 26;
const PLOT = HEIGHT - TOP - BOTTOM;

/** Where a chart begins and ends, and the figure at its top. */
export interface Scale {
  readonly label: string;
  readonly top: string;
  readonly start: string;
  readonly end: string;
}

/** Bars side by side, each with a lower part in the colour of failures. */
export function barChart(
  bars: readonly { readonly whole: number; readonly part: number }[],
  scale: Scale,
): Markup {
  const most = Math.max(1, ...bars.map(({ whole }) => whole));
  const step = WIDTH / bars.length;
  const bar = (value: number, index: number, name: string) =>
    value > 0 &&
    html`<rect class="${name}" x="${round(index * step + 1)}" y="${round(y(value / most))}"
      width="${round(step - 2)}" height="${round((value / most) * PLOT)}" rx="1.5" />`;
  return frame(
    scale,
    bars.map(({ whole, part }, index) => html`${bar(whole, index, 'c-bar')}${bar(part, index, 'c-bar-bad')}`),
  );
}

/** Lines over the same time; where a value is undefined a line has a gap. */
export function lineChart(
  lines: readonly { readonly name: string; readonly values: readonly (number | undefined)[] }[],
  scale: Scale,
): Markup {
  const most = Math.max(
    Number.MIN_VALUE,
    ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)),
  );
  return frame(
    scale,
    lines.map(({ name, values }) => html`<path class="${name}" d="${pathOf(values, most)}" />`),
  );
}

function pathOf(values: readonly (number | undefined)[], most: number): string {
  const step = WIDTH / values.length;
  return values
    .map((value, index) => {
      if (value === undefined) return '';
      const isStart = values[index - 1] === undefined;
      const isAlone = isStart && values[index + 1] === undefined;
      const x = (index + 0.5) * step;
      const point = `${round(x)} ${round(y(value / most))}`;
      return `${isStart ? 'M' : 'L'}${point}${isAlone ? `h0.01` : ''}`;
    })
    .join('');
}

function frame({ label, top, start, end }: Scale, content: readonly Markup[]): Markup {
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
    <path class="c-grid" d="M0 ${TOP}H${WIDTH}M0 ${TOP + PLOT / 2}H${WIDTH}M0 ${TOP + PLOT}H${WIDTH}" />
    ${content}
    <text class="c-text" x="0" y="${TOP - 4}">${top}</text>
    <text class="c-text" x="0" y="${HEIGHT - 4}">${start}</text>
    <text class="c-text" x="${WIDTH}" y="${HEIGHT - 4}" text-anchor="end">${end}</text>
  </svg>`;
}

function y(share: number): number {
  return TOP + PLOT * (1 - share);
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
