import { html } from 'hono/html';
import type { IdentityProvider } from '../../directory/identity-provider.ts';
import type { Key } from '../../directory/key.ts';
import type { Tenant } from '../../directory/tenant.ts';
import { providerPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import { form, submitButton } from '../ui/form.ts';
import type { Markup } from '../ui/markup.ts';
import { card, linkButton, notice } from '../ui/parts.ts';
import type { View } from '../view.ts';
import type { Arrival } from './arrival.ts';
import { livePanel } from './issued-key.ts';
import { page } from './layout.ts';
import { providerForm } from './provider-new.ts';
import { tenantForm } from './tenant.ts';
import { wizardSteps } from './wizard.ts';

const { start: TEXT, vendors: VENDOR } = TEXTS;

/** How far one has come. */
export type Progress =
  | { readonly step: 'tenant' }
  | { readonly step: 'provider'; readonly tenant: Tenant }
  | { readonly step: 'key'; readonly provider: IdentityProvider }
  | {
      readonly step: 'call' | 'done';
      readonly provider: IdentityProvider;
      readonly key: Key;
      readonly arrival: Arrival;
    };

export function startPage(view: View, progress: Progress): Markup {
  return page(view, {
    title: TEXT.title,
    lead: TEXT.lead,
    content: [
      wizardSteps(progress.step),
      view.mayEdit ? stepContent(view, progress) : notice('plain', TEXT.viewer, 'lock'),
    ],
  });
}

function stepContent(view: View, progress: Progress): Markup {
  switch (progress.step) {
    case 'tenant':
      return step(TEXT.steps.tenant, tenantForm(view, { values: {}, problems: {} }));
    case 'provider': {
      const filled = { values: { wizard: 'yes', vendor: 'okta' }, problems: {} };
      return step(TEXT.steps.provider, providerForm(view, progress.tenant, filled));
    }
    case 'key':
      return step(TEXT.steps.key, switchOn(view, progress.provider));
    case 'call':
    case 'done':
      return html`${livePanel(progress)}${callLinks(progress.provider)}`;
    default:
      return progress satisfies never;
  }
}

function step(title: string, content: Markup): Markup {
  return card({ id: 'step', title, content });
}

/** The same form as the provider's own page has, with nothing to decide but the switch. */
function switchOn(view: View, provider: IdentityProvider): Markup {
  const { tenant, name, vendor, onInactiveDuplicate, unknownMembers } = provider;
  const kept = { vendor, onInactiveDuplicate, unknownMembers, autoProvisioning: 'on' };
  return form(view, { action: providerPath(tenant, name) }, [
    html`<p>${TEXT.keyText(VENDOR[vendor])}</p>`,
    html`${Object.entries(kept).map(([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`)}`,
    html`<div class="actions">${submitButton(TEXT.keyButton)}</div>`,
  ]);
}

function callLinks({ tenant, name }: IdentityProvider): Markup {
  return html`<p class="note">${TEXT.lost(name)}</p><p class="actions">${linkButton(providerPath(tenant, name), TEXT.providerLink(name))}</p>`;
}
