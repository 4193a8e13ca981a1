import { html } from 'hono/html';
import { TEXTS } from '../texts.ts';
import { icon } from './icons.ts';
import type { Markup, Optional } from './markup.ts';

/** A form that narrows the list below it, by a text and what else there is; with a script it does so as one types. */
export function searchForm(options: {
  readonly action: string;
  readonly q: string;
  readonly hint: string;
  readonly others?: Optional;
}): Markup {
  const { action, q, hint, others } = options;
  return html`<form method="get" action="${action}" class="toolbar" role="search" data-search="results">
    <div class="field grow">
      <label for="q">${TEXTS.users.search}</label>
      <div class="with-icon">${icon('search')}
        <input type="search" id="q" name="q" value="${q}" placeholder="${hint}" autocomplete="off" spellcheck="false">
      </div>
    </div>
    ${others}
    <button class="button">${TEXTS.users.apply}</button>
  </form>`;
}
