import { printable } from './printable.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Whether it is of use only uncut, such as an identifier or a time. */
  readonly whole?: true;
  /** Whether it is shown however narrow the terminal; the first column always is. */
  readonly needed?: true;
}

export interface Table {
  readonly lines: readonly string[];
  /** The titles of the columns for which there is no room. */
  readonly omitted: readonly string[];
}

/** A column with its cells, the title first. */
interface Laid {
  readonly title: string;
  readonly cells: readonly string[];
  readonly natural: number;
  /** The width below which it is of no use. */
  readonly least: number;
  readonly needed: boolean;
}

const GAP = '  ';
const NARROWEST = 12;

/**
 * Lays rows out in columns under their titles. When they are wider than `width`, the widest columns that may be cut give
 * way first, and what is cut off is marked with "…"; where that does not do, the last columns are left out.
 */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number,
): Table {
  const all = columns.map((column, index) => layOut(rows, column, index === 0));
  const shown = chooseColumns(all, width);
  const widths = fitWidths(shown, roomFor(shown, width));
  return {
    lines: Array.from({ length: rows.length + 1 }, (_, row) =>
      shown
        .map(({ cells }, index) => fit(cells[row] ?? '', widths[index] ?? 0))
        .join(GAP)
        .trimEnd(),
    ),
    omitted: all.filter((each) => !shown.includes(each)).map(({ title }) => title),
  };
}

function layOut<Row>(
  rows: readonly Row[],
  { title, text, whole, needed }: Column<Row>,
  isFirst: boolean,
): Laid {
  const cells = [title, ...rows.map((row) => printable(text(row)))];
  const natural = cells.reduce((widest, cell) => Math.max(widest, lengthOf(cell)), 0);
  const least = whole ? natural : Math.min(natural, NARROWEST);
  return { title, cells, natural, least, needed: needed === true || isFirst };
}

/** Leaves the last out, as long as there is no room for all and one is not needed. */
function chooseColumns(columns: readonly Laid[], width: number): readonly Laid[] {
  const total = columns.reduce((sum, { least }) => sum + least, 0);
  const dropped = columns.findLast(({ needed }) => !needed);
  if (total <= roomFor(columns, width) || dropped === undefined) return columns;
  return chooseColumns(
    columns.filter((each) => each !== dropped),
    width,
  );
}

function roomFor(columns: readonly Laid[], width: number): number {
  return width - GAP.length * (columns.length - 1);
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
function fitWidths(columns: readonly Laid[], room: number): readonly number[] {
  const widths = columns.map(({ natural }) => natural);
  const spare = (index: number) => (widths[index] ?? 0) > (columns[index]?.least ?? 0);
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
