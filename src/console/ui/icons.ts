import { html } from 'hono/html';
import type { Markup } from './markup.ts';

const SHAPES = {
  provider: html`<circle cx="7.5" cy="12" r="3.5" /><path d="M11 12h10M17 12v3.5M20.5 12v2.5" />`,
  users: html`<circle cx="9" cy="8" r="3.5" /><path d="M2.5 20c.4-3.7 3-6 6.5-6s6.1 2.3 6.5 6M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.4c2 .8 3.2 2.8 3.5 5.6" />`,
  groups: html`<rect x="3" y="3.5" width="7.5" height="7.5" rx="2" /><rect x="13.5" y="3.5" width="7.5" height="7.5" rx="2" /><rect x="8.2" y="13.5" width="7.5" height="7.5" rx="2" />`,
  activity: html`<path d="M2.5 12h4l3-8 5 16 3-8h4" />`,
  health: html`<path d="M12 20.5s-8.5-4.7-8.5-11A4.6 4.6 0 0 1 12 7a4.6 4.6 0 0 1 8.5 2.5c0 6.3-8.5 11-8.5 11z" />`,
  copy: html`<rect x="8.5" y="8.5" width="12" height="12" rx="2.5" /><path d="M15.5 8.5V6A2.5 2.5 0 0 0 13 3.5H6A2.5 2.5 0 0 0 3.5 6v7A2.5 2.5 0 0 0 6 15.5h2.5" />`,
  check: html`<path d="M4.5 12.5l5 5 10-11" />`,
  warning: html`<path d="M12 3.5l9.5 16.5h-19zM12 10v4.5M12 17.2v.3" />`,
  bad: html`<circle cx="12" cy="12" r="9" /><path d="M12 7v6M12 16.2v.3" />`,
  lock: html`<rect x="4.5" y="10.5" width="15" height="10" rx="2.5" /><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3" />`,
  search: html`<circle cx="10.5" cy="10.5" r="6.5" /><path d="M15.5 15.5l5 5" />`,
  arrow: html`<path d="M5 12h14M13 6l6 6-6 6" />`,
  chevron: html`<path d="M8 5l7 7-7 7" />`,
  plus: html`<path d="M12 5v14M5 12h14" />`,
} as const;

export type IconName = keyof typeof SHAPES;

/** A drawing beside a text that says the same; it means nothing by itself. */
export function icon(name: IconName): Markup {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}

/** The mark of the product: a gate with a key's bit. */
export function mark(): Markup {
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><rect class="mark-ground" x="1" y="1" width="30" height="30" rx="8" /><path class="mark-line" d="M21.5 11.5a7 7 0 1 0 0 9M16 16h9M21.5 16v3.2" /></svg>`;
}
