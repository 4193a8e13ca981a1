import { html } from 'hono/html';
import { type IdentityProvider, VENDORS } from '../../directory/identity-provider.ts';
import { providerPath, tenantPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import {
  errorSummary,
  form,
  selectField,
  shownField,
  submitButton,
  switchField,
  textField,
} from '../ui/form.ts';
import type { Markup, Optional } from '../ui/markup.ts';
import { badge, card, copyable, declaredBadge, disclosure, notice } from '../ui/parts.ts';
import type { View } from '../view.ts';
import { keysCard } from './key-list.ts';
import { page } from './layout.ts';
import { quirksCard } from './quirks.ts';
import { samlCard } from './saml.ts';
import { setupSteps } from './setup.ts';
import type { ShownProvider } from './shown-provider.ts';

const { provider: TEXT, providers: LIST, vendors: VENDOR } = TEXTS;

export function providerPage(view: View, shown: ShownProvider): Markup {
  const { provider, scimUrl, problems } = shown;
  return page(view, {
    title: provider.name,
    lead: VENDOR[provider.vendor],
    above: [tenantPath(provider.tenant, 'identity-providers'), LIST.title],
    badges: html` ${provider.autoProvisioning ? badge('good', LIST.on) : badge('plain', LIST.off)} ${declaredBadge(provider.declared)}`,
    hasProblem: Object.keys(problems).length > 0,
    content: [
      errorSummary(problems),
      provider.declared && notice('plain', TEXT.declaredNote, 'lock'),
      !view.mayEdit && notice('plain', TEXTS.form.readOnly, 'lock'),
      settingsCard(view, shown),
      keysCard(view, shown),
      card({
        id: 'setup',
        title: TEXT.setupTitle(VENDOR[provider.vendor]),
        content: setupSteps(provider.vendor, scimUrl),
      }),
      quirksCard(shown),
      samlCard(view, shown),
      view.mayEdit && !provider.declared && removeCard(view, shown),
    ],
  });
}

function settingsCard(view: View, { provider, scimUrl }: ShownProvider): Markup {
  const isFixed = !view.mayEdit || (provider.declared && provider.autoProvisioningDeclared);
  const content: readonly Optional[] = [
    switchField({
      name: 'autoProvisioning',
      label: TEXT.switchLabel,
      hint: provider.autoProvisioningDeclared
        ? TEXT.switchDeclared
        : TEXT.switchHint(VENDOR[provider.vendor]),
      on: provider.autoProvisioning,
      disabled: !view.mayEdit || provider.autoProvisioningDeclared,
    }),
    copyable({ id: 'scim-url', label: TEXT.scimUrl, text: scimUrl }),
    html`<fieldset class="grid" ${(!view.mayEdit || provider.declared) && 'disabled'}>
      <legend>${TEXT.rules}</legend>${ruleFields(provider)}
    </fieldset>`,
    html`${Object.entries(settingsOf(provider)).map(([name, value]) => shownField(name, value))}`,
    !isFixed && html`<div class="actions">${submitButton(TEXTS.form.save)}</div>`,
  ];
  const place = providerPath(provider.tenant, provider.name);
  return card({
    id: 'settings',
    title: TEXT.switchTitle,
    content: isFixed ? html`<div class="form">${content}</div>` : form(view, { action: place }, content),
  });
}

/** What the form of a provider shows, field by field, as it is sent when nobody changes it. */
export function settingsOf(provider: IdentityProvider): Readonly<Record<string, string>> {
  const { autoProvisioning, vendor, onInactiveDuplicate, unknownMembers } = provider;
  return { autoProvisioning: autoProvisioning ? 'on' : '', vendor, onInactiveDuplicate, unknownMembers };
}

function ruleFields(provider: IdentityProvider): readonly Markup[] {
  return [
    selectField({
      name: 'vendor',
      label: LIST.vendor,
      value: provider.vendor,
      choices: VENDORS.map((vendor) => [vendor, VENDOR[vendor]] as const),
    }),
    selectField({
      name: 'onInactiveDuplicate',
      label: TEXT.inactive,
      value: provider.onInactiveDuplicate,
      choices: Object.entries(TEXT.inactiveChoices),
    }),
    selectField({
      name: 'unknownMembers',
      label: TEXT.members,
      value: provider.unknownMembers,
      choices: Object.entries(TEXT.membersChoices),
    }),
  ];
}

function removeCard(view: View, { provider, problems }: ShownProvider): Markup {
  const { tenant, name } = provider;
  const content = form(view, { action: providerPath(tenant, name, '/remove') }, [
    html`<p>${TEXT.removeText}</p>`,
    textField({ name: 'confirm', label: TEXT.removeConfirm(name), problems, code: true, required: true }),
    html`<div class="actions">${submitButton(TEXT.removeButton, 'danger')}</div>`,
  ]);
  const open = problems['confirm'] !== undefined;
  return card({
    id: 'remove',
    title: TEXT.removeTitle,
    content: disclosure(TEXT.removeSummary, content, { open }),
  });
}
