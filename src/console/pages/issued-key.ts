import { html } from 'hono/html';
import type { IdentityProvider } from '../../directory/identity-provider.ts';
import type { Key } from '../../directory/key.ts';
import { keyPath, providerPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import { type Markup, type Optional, prose } from '../ui/markup.ts';
import { card, copyable, linkButton, notice } from '../ui/parts.ts';
import type { View } from '../view.ts';
import { type Arrival, arrivalPanel } from './arrival.ts';
import { page } from './layout.ts';
import { setupSteps } from './setup.ts';
import { wizardSteps } from './wizard.ts';

const { issued: TEXT, provider: PROVIDER, vendors: VENDOR } = TEXTS;

export interface IssuedKey {
  readonly provider: IdentityProvider;
  readonly key: Key;
  /** Undefined when it has been shown already. */
  readonly secret: string | undefined;
  readonly publicUrl: string;
  readonly arrival: Arrival;
  /** Whether it is the provider's first key, so that someone is on the way through the first steps. */
  readonly isFirst: boolean;
}

/** Key and Secret, this once, and what to do with them. */
export function issuedKeyPage(view: View, shown: IssuedKey): Markup {
  const { provider, key, publicUrl } = shown;
  const isForScim = key.scope === 'provision';
  const back = providerPath(provider.tenant, provider.name);
  return page(view, {
    title: TEXT.title(provider.name),
    above: [back, provider.name],
    content: [
      shown.isFirst && isForScim && wizardSteps('call'),
      pairCard(shown),
      isForScim && livePanel(shown),
      isForScim &&
        card({
          id: 'setup',
          title: PROVIDER.setupTitle(VENDOR[provider.vendor]),
          content: setupSteps(provider.vendor, `${publicUrl}/scim/v2/${provider.tenant}`),
        }),
      html`<p class="actions">${linkButton(back, TEXT.back(provider.name))}</p>`,
    ],
  });
}

function pairCard({ provider, key, secret, publicUrl }: IssuedKey): Markup {
  const isForScim = key.scope === 'provision';
  const url = isForScim
    ? { id: 'url', label: PROVIDER.scimUrl, text: `${publicUrl}/scim/v2/${provider.tenant}` }
    : { id: 'url', label: TEXT.gatewayUrl, text: `${publicUrl}/gateway/v1/${provider.tenant}` };
  const warning: Optional =
    secret === undefined
      ? notice('warning', html`<strong>${TEXT.goneTitle}</strong><p>${prose(TEXT.gone)}</p>`)
      : notice('warning', html`<strong>${TEXT.once}</strong><p>${TEXT.onceText}</p>`);
  return html`<section class="card pair" aria-label="${TEXT.title(provider.name)}">${warning}
    ${copyable(url)}
    ${copyable({ id: 'key', label: TEXT.key, text: key.id })}
    ${secret !== undefined && copyable({ id: 'secret', label: TEXT.secret, text: secret })}
  </section>`;
}

/** Notices the first call by itself. */
export function livePanel({
  provider,
  key,
  arrival,
}: Pick<IssuedKey, 'provider' | 'key' | 'arrival'>): Markup {
  const source = keyPath(provider.tenant, provider.name, key.id, '/arrival');
  return html`<div class="card" role="status" data-live="${source}" data-part="arrival">${arrivalPanel(provider, arrival)}</div>`;
}
