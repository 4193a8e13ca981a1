import { html } from 'hono/html';
import { VENDOR_SETUP } from '../../admin/vendor-setup.ts';
import type { Vendor } from '../../directory/identity-provider.ts';
import { TEXTS } from '../texts.ts';
import { type Markup, prose } from '../ui/markup.ts';
import { oktaForm } from './okta-form.ts';

/** What to do at the vendor's product, in steps, with a drawing of its form where we have one. */
export function setupSteps(vendor: Vendor, scimUrl: string): Markup {
  const { place, fields, finish } = VENDOR_SETUP[vendor];
  const entry = ([name, value]: readonly [name: string, value: string]) =>
    html`<div><dt>${name}</dt><dd>${value.startsWith('the ') ? html`<em>${value}</em>` : html`<code>${value}</code>`}</dd></div>`;
  return html`<div class="setup">
    <ol class="todo">
      <li>${place}.</li>
      <li>${TEXTS.setup.enter}<dl class="entries">${fields(scimUrl).map(entry)}</dl></li>
      <li>${prose(finish)}</li>
    </ol>
    ${vendor === 'okta' && html`<figure>${oktaForm(scimUrl)}</figure>`}
  </div>`;
}
