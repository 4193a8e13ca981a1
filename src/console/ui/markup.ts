import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** HTML in which all that is not markup is escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What a template may leave out. */
export type Optional = Markup | '' | false | undefined;

/** A text with `code` between backquotes. */
export function prose(text: string): Markup {
  const pieces = text
    .split('`')
    .map((piece, index) => (index % 2 === 0 ? piece : html`<code>${piece}</code>`));
  return html`${pieces}`;
}
