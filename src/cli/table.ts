import { printable } from './printable.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Whether it is of use only uncut, such as an identifier. */
  readonly whole?: true;
}

const GAP = '  ';
const NARROWEST = 6;

/**
 * Lays rows out in columns under their titles. When they are wider than `width`, the widest columns that may be
 * cut give way first, and what is cut off is marked with "…".
 */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number,
): readonly string[] {
  const cells = rows.map((row) => columns.map((column) => printable(column.text(row))));
  const lines = [columns.map((column) => column.title), ...cells];
  const natural = columns.map((_, index) =>
    lines.reduce((widest, line) => Math.max(widest, lengthOf(line[index] ?? '')), 0),
  );
  const least = columns.map(({ whole }, index) => (whole ? (natural[index] ?? 0) : NARROWEST));
  const widths = fitWidths(natural, least, width - GAP.length * (columns.length - 1));
  return lines.map((line) =>
    line
      .map((cell, index) => fit(cell, widths[index] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** Lays out names and values, one pair a line; a value of several lines keeps its column. */
export function formatFields(fields: readonly (readonly [name: string, value: string])[]): string {
  const indent = Math.max(...fields.map(([name]) => name.length)) + GAP.length;
  return fields
    .map(([name, value]) => {
      const lines = value.split('\n').map(printable);
      return name.padEnd(indent) + lines.join(`\n${' '.repeat(indent)}`);
    })
    .join('\n');
}

/** Takes from the widest column that is above its least width, as long as there are any and it is needed. */
function fitWidths(natural: readonly number[], least: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  const spare = (index: number) => (widths[index] ?? 0) > (least[index] ?? 0);
  while (widths.reduce((sum, width) => sum + width, 0) > room) {
    const widest = Math.max(...widths.filter((_, index) => spare(index)));
    const index = widths.findIndex((width, each) => width === widest && spare(each));
    if (index === -1) break;
    widths[index] = widest - 1;
  }
  return widths;
}

function fit(text: string, width: number): string {
  const length = lengthOf(text);
  if (length <= width) return text + ' '.repeat(width - length);
  return `${Array.from(text)
    .slice(0, width - 1)
    .join('')}…`;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
