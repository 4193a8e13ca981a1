import { formatCount } from './format.ts';
import { type Figure, isMet, type Outcome, type Row } from './row.ts';

/** The outcomes with their goals, then all figures. */
export function toMarkdown(rows: readonly Row[]): string {
  const outcomes = rows.flatMap(({ name, outcomes: ofRow }) =>
    ofRow.map((outcome) => [
      name,
      outcome.name,
      formatOutcome(outcome),
      formatGoal(outcome),
      formatMet(outcome),
    ]),
  );
  const figures = rows.flatMap(({ name, figures: ofRow }) =>
    ofRow.map((figure) => [name, figure.name, ...formatFigure(figure)]),
  );
  return [
    table(['measured', 'ratio', 'is', 'goal', ''], outcomes),
    table(['measured', 'of', 'requests/s', 'CPU each', 'p50', 'p99', ''], figures),
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

function formatOutcome({ value, unit }: Outcome): string {
  if (unit !== undefined) return `${value.toFixed(0)} ${unit}`;
  return value.toPrecision(value < 10 ? 2 : 3);
}

function formatGoal({ unit = '', atLeast, atMost }: Outcome): string {
  if (atLeast !== undefined) return `≥ ${atLeast} ${unit}`.trimEnd();
  return atMost === undefined ? '' : `≤ ${atMost} ${unit}`.trimEnd();
}

function formatMet(outcome: Outcome): string {
  if (outcome.atLeast === undefined && outcome.atMost === undefined) return '';
  return isMet(outcome) ? '✓' : '✗';
}

function formatFigure({ perSecond, processor, p50, p99, value }: Figure): readonly string[] {
  return [
    perSecond === undefined ? '' : formatCount(perSecond),
    processor === undefined ? '' : `${processor.toFixed(0)} µs`,
    formatDuration(p50),
    formatDuration(p99),
    value ?? '',
  ];
}

function formatDuration(micros: number | undefined): string {
  return micros === undefined ? '' : `${(micros / 1000).toFixed(micros < 10_000 ? 2 : 0)} ms`;
}
