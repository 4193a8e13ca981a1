/**
 * Reads comma-separated values (RFC 4180), with a byte order mark and any line ends.
 * @returns the rows with the line each starts at; empty lines are left out
 * @throws SyntaxError when a quotation does not end
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let [line, startedAt] = [1, 1];
  let end = 0;
  for (const match of text.replace(/^\uFEFF/, '').matchAll(CELL)) {
    const { quoted, bare = '', separator = '' } = match.groups ?? {};
    end = match.index + match[0].length;
    cells.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    line += match[0].split('\n').length - 1;
    if (separator === ',') continue;
    if (cells.some((cell) => cell !== '')) rows.push({ line: startedAt, cells });
    [cells, startedAt] = [[], line];
    if (separator === '') break;
  }
  if (end < text.replace(/^\uFEFF/, '').length)
    throw new SyntaxError(`Line ${line}: a quotation mark is out of place.`);
  return rows;
}

export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A cell and what ends it: a comma, a line end, or the end of the text. */
const CELL = /(?:"(?<quoted>(?:[^"]|"")*)"|(?<bare>[^",\r\n]*))(?<separator>,|\r?\n|\r|$)/gy;

/** Writes a row as `parseCsv` reads it. */
export function formatCsv(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
