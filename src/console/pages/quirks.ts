import { html } from 'hono/html';
import type { QuirkCount } from '../../admin/count-quirks.ts';
import { TEXTS } from '../texts.ts';
import { type Markup, type Optional, prose } from '../ui/markup.ts';
import { card, facts } from '../ui/parts.ts';
import { distance } from '../ui/time.ts';
import type { ShownProvider } from './shown-provider.ts';

const { provider: TEXT } = TEXTS;

/** What is allowed for in the product's requests, and how often that was needed. */
export function quirksCard({ quirks, now }: ShownProvider): Optional {
  return (
    quirks.length > 0 &&
    card({
      id: 'quirks',
      title: TEXT.quirksTitle,
      note: TEXT.quirksNote,
      content: facts(quirks.map((quirk) => [quirk.name, describe(quirk, now)] as const)),
    })
  );
}

function describe({ description, count, at }: QuirkCount, now: number): Markup {
  const last = at === undefined ? '' : html`, ${TEXT.quirkLast} ${distance(at, now)}`;
  return html`${prose(description)}<p class="note">${TEXT.quirkCount(count)}${last}</p>`;
}
