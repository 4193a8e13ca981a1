import { html } from 'hono/html';
import type { IdentityProvider } from '../../directory/identity-provider.ts';
import { tenantPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import { icon } from '../ui/icons.ts';
import type { Markup } from '../ui/markup.ts';
import { linkButton } from '../ui/parts.ts';
import { moment } from '../ui/time.ts';

const { issued: TEXT, setup: SETUP } = TEXTS;

export interface Arrival {
  /** When the key was last used; undefined before the first time. */
  readonly at: number | undefined;
  /** How many sign-ins were refused while someone waits. */
  readonly refused: number;
}

/** Whether the first call of a key has come. */
export function arrivalPanel({ vendor, tenant }: IdentityProvider, { at, refused }: Arrival): Markup {
  const test = SETUP.tests[vendor];
  if (at !== undefined) {
    return html`<div class="arrival arrived">${icon('check')}<div>
      <h2>${TEXT.arrivedTitle(test)}</h2><p>${moment(at)} UTC. ${TEXT.arrivedText}</p>
      <p class="actions">${linkButton(tenantPath(tenant, 'activity'), TEXT.watch, 'primary')}</p></div></div>`;
  }
  return html`<div class="arrival"><span class="pulse" aria-hidden="true"></span><div>
    <h2>${TEXT.waitTitle}</h2><p>${TEXT.waitText(test)}</p>
    ${refused > 0 && html`<p class="refused">${icon('bad')}${TEXT.refused(refused)}. ${linkText(tenant)}</p>`}</div></div>`;
}

function linkText(tenant: string): Markup {
  return html`<a href="${tenantPath(tenant, 'activity')}">${TEXT.watch}</a>`;
}
