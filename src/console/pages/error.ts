import { html } from 'hono/html';
import { TEXTS } from '../texts.ts';
import { type Markup, prose } from '../ui/markup.ts';
import { linkButton } from '../ui/parts.ts';
import { plainPage } from './layout.ts';

export function errorPage(title: string, text: string): Markup {
  return plainPage(
    title,
    html`<p>${prose(text)}</p><p class="actions">${linkButton('/', TEXTS.errors.home)}</p>`,
  );
}
