import { html } from 'hono/html';
import type { Vendor } from '../../directory/identity-provider.ts';
import { TEXTS } from '../texts.ts';
import type { Markup } from './markup.ts';

/** A product's initial; its logo is not ours to show. */
export function vendorMark(vendor: Vendor): Markup {
  const initial = vendor === 'generic' ? '·' : TEXTS.vendors[vendor].charAt(0);
  return html`<span class="vendor-mark" aria-hidden="true">${initial}</span>`;
}
