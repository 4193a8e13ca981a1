import { html } from 'hono/html';
import type { SigningCertificate } from '../../directory/identity-provider.ts';
import { providerPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import { form, submitButton } from '../ui/form.ts';
import type { Markup } from '../ui/markup.ts';
import { badge, card, disclosure, facts } from '../ui/parts.ts';
import { day } from '../ui/time.ts';
import type { View } from '../view.ts';
import { metadataFields } from './provider-new.ts';
import type { ShownProvider } from './shown-provider.ts';

const { provider: TEXT } = TEXTS;
const SOON_MS = 30 * 86_400_000;

/** The facts of the provider's SAML metadata, and replacing them. */
export function samlCard(view: View, { provider, problems, now }: ShownProvider): Markup {
  const { saml, tenant, name } = provider;
  const shown =
    saml === undefined
      ? html`<p class="note">${TEXT.samlNone}</p>`
      : facts([
          [TEXT.entityId, html`<code>${saml.entityId}</code>`],
          [TEXT.ssoUrl, html`<code>${saml.ssoUrl}</code>`],
          ...saml.certificates.map((each) => [TEXT.certificate, certificate(each, now)] as const),
        ]);
  const replace = form(view, { action: providerPath(tenant, name, '/metadata'), upload: true }, [
    metadataFields('', problems),
    html`<div class="actions">${submitButton(TEXT.replaceButton)}</div>`,
  ]);
  const open = problems['metadata'] !== undefined || problems['metadataFile'] !== undefined;
  return card({
    id: 'saml',
    title: TEXT.samlTitle,
    content: [
      shown,
      view.mayEdit && !provider.declared && disclosure(TEXT.replaceMetadata, replace, { open }),
    ],
  });
}

function certificate({ subject, fingerprint, notAfter }: SigningCertificate, now: number): Markup {
  const tone = notAfter <= now ? 'bad' : notAfter - now < SOON_MS ? 'warning' : 'good';
  const text = notAfter <= now ? TEXT.certificateEnded : TEXT.certificateUntil;
  return html`${subject}
    <p class="note">${badge(tone, text)} ${day(notAfter)}</p>
    <p class="note">${TEXT.fingerprint} <span class="fingerprint">${fingerprint}</span></p>`;
}
