import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Circumstances, describeCircumstances } from './circumstances.ts';
import { drawBars } from './draw-bars.ts';
import { drawLines } from './draw-lines.ts';
import { replaceGenerated } from './generated-part.ts';
import { toMarkdown } from './markdown.ts';
import type { Row } from './row.ts';

const DOCUMENT = 'benchmark.md';

interface Picture {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

/** Writes the drawings of a run into a directory, and what was measured into the document that is there. */
export function writeReport(directory: string, rows: readonly Row[], circumstances: Circumstances): void {
  const note = describeCircumstances(circumstances);
  const pictures = drawAll(rows, note);
  for (const { file, svg } of pictures) writeFileSync(join(directory, file), svg);
  const images = pictures.map(({ file, title }) => `![${title}](${file})\n`);
  const generated = [`${note}\n`, ...images, toMarkdown(rows)].join('\n');
  const document = join(directory, DOCUMENT);
  writeFileSync(document, replaceGenerated(readFileSync(document, 'utf8'), generated));
}

/** @throws Error when the directory has no document that a report can be written into */
export function checkReport(directory: string): void {
  replaceGenerated(readFileSync(join(directory, DOCUMENT), 'utf8'), '');
}

function drawAll(rows: readonly Row[], note: string): readonly Picture[] {
  const rated = rows.filter(({ goals }) => goals !== undefined);
  const bars = { file: 'benchmark-throughput.svg', title: 'Requests per second' };
  const lines = rows.flatMap(({ plot }): Picture[] =>
    plot === undefined
      ? []
      : [{ file: `benchmark-${plot.name}.svg`, title: plot.title, svg: drawLines(plot, note) }],
  );
  return [...(rated.length > 0 ? [{ ...bars, svg: drawBars(rated, note) }] : []), ...lines];
}
