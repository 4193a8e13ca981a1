import { html } from 'hono/html';
import { TEXTS } from '../texts.ts';
import { type IconName, icon } from './icons.ts';
import { type Markup, type Optional, prose } from './markup.ts';

export type Tone = 'plain' | 'good' | 'warning' | 'bad' | 'accent';

export function badge(tone: Tone, text: string): Markup {
  return html`<span class="badge ${tone}">${text}</span>`;
}

/** A part of a page under a heading of its own. */
export function card(part: {
  readonly id: string;
  readonly title: string;
  readonly note?: string | undefined;
  readonly action?: Optional;
  readonly content: Optional | readonly Optional[];
}): Markup {
  const { id, title, note, action, content } = part;
  return html`<section class="card" aria-labelledby="${id}">
    <div class="card-head">
      <div><h2 id="${id}">${title}</h2>${note && html`<p class="note">${prose(note)}</p>`}</div>
      ${action}
    </div>
    ${content}
  </section>`;
}

/** Terms with what belongs to each; what is undefined is left out. */
export function facts(
  rows: readonly (readonly [term: string, value: Optional | string | undefined])[],
): Markup {
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  const fact = ([term, value]: (typeof rows)[number]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
  return html`<dl class="facts">${known.map(fact)}</dl>`;
}

/** A value to take elsewhere, with a button that copies it where the browser can. */
export function copyable(value: {
  readonly id: string;
  readonly label: string;
  readonly text: string;
}): Markup {
  const { id, label, text } = value;
  return html`<div class="copyable">
    <label for="${id}">${label}</label>
    <div class="copyable-row">
      <input id="${id}" class="code" value="${text}" readonly autocomplete="off" spellcheck="false" data-select>
      <button type="button" class="button" data-copy="${id}" data-done="${TEXTS.copied}" hidden>
        ${icon('copy')}<span>${TEXTS.copy}</span> <span class="unseen">${label}</span>
      </button>
    </div>
  </div>`;
}

export function notice(tone: Tone, content: Optional | string, symbol?: IconName): Markup {
  const shown = symbol ?? (tone === 'good' ? 'check' : tone === 'bad' ? 'bad' : 'warning');
  return html`<div class="notice ${tone}">${icon(shown)}<div>${content}</div></div>`;
}

/** What stands where there is nothing to list. */
export function empty(title: string, text: string, action?: Optional): Markup {
  return html`<div class="empty"><p class="empty-title">${title}</p><p>${prose(text)}</p>${action}</div>`;
}

export function linkButton(href: string, text: string, kind: 'primary' | 'plain' = 'plain'): Markup {
  return html`<a class="button ${kind}" href="${href}">${text}</a>`;
}

/** More of something, opened by whoever wants it. */
export function disclosure(
  summary: string,
  content: Optional,
  options: { readonly open?: boolean } = {},
): Markup {
  return html`<details class="disclosure" ${options.open === true && 'open'}>
    <summary>${icon('chevron')}${summary}</summary>
    <div class="disclosure-body">${content}</div>
  </details>`;
}

/** A button that asks first: what it opens says what will happen, and has the form that does it. */
export function confirmation(options: {
  readonly label: string;
  /** What the label is of, for those who do not see what is beside it. */
  readonly of?: string;
  readonly content: Optional | readonly Optional[];
}): Markup {
  const { label, of, content } = options;
  return html`<details class="confirm" data-closes>
    <summary>${label}${of && html` <span class="unseen">${of}</span>`}</summary>
    <div class="confirm-body">${content}</div>
  </details>`;
}

export function declaredBadge(declared: boolean): Optional {
  return declared ? html`<span class="badge plain">${icon('lock')}${TEXTS.declared}</span>` : '';
}
