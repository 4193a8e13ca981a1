import { html } from 'hono/html';
import { TEXTS } from '../texts.ts';
import type { Markup, Optional } from './markup.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Optional | string;
  /** The cell that names its row. */
  readonly isHead?: boolean;
  readonly className?: string;
}

/**
 * A table of rows.
 * @param caption what the table lists, for those who do not see the heading above it
 */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Markup {
  const head = ({ title, className }: Column<Row>) =>
    html`<th scope="col" role="columnheader" class="${className}">${title}</th>`;
  const line = (row: Row) => html`<tr role="row">${columns.map((column) => tableCell(column, row))}</tr>`;
  return html`<div class="table-frame" role="region" aria-label="${TEXTS.table(caption)}" tabindex="0">
    <table role="table">
      <caption class="unseen">${caption}</caption>
      <thead role="rowgroup"><tr role="row">${columns.map(head)}</tr></thead>
      <tbody role="rowgroup">${rows.map(line)}</tbody>
    </table>
  </div>`;
}

function tableCell<Row>({ isHead, className, title, cell }: Column<Row>, row: Row): Markup {
  return isHead === true
    ? html`<th scope="row" role="rowheader" class="${className}" data-title="${title}">${cell(row)}</th>`
    : html`<td role="cell" class="${className}" data-title="${title}">${cell(row)}</td>`;
}
