import { html } from 'hono/html';
import { TEXTS } from '../texts.ts';
import type { Markup } from './markup.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Made at its first use: the language data would take as long to load as a tenth of the whole program. */
let ago: Intl.RelativeTimeFormat | undefined;

/** A moment to the second, in UTC as everywhere in the product. */
export function moment(at: number): Markup {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} <span class="clock">${iso.slice(11, 19)}</span></time>`;
}

export function day(at: number): Markup {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)}</time>`;
}

/** A moment by its distance from now: "5 minutes ago", "in 3 days". */
export function distance(at: number, now: number): Markup {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}" title="${iso.slice(0, 19).replace('T', ' ')} UTC">${describeDistance(at - now)}</time>`;
}

export function describeDistance(milliseconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => Math.abs(milliseconds) >= each) ?? [];
  if (unit === undefined) return TEXTS.time.justNow;
  ago ??= new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  return ago.format(Math.trunc(milliseconds / size), unit);
}
