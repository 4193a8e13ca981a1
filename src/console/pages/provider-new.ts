import { html } from 'hono/html';
import { VENDORS } from '../../directory/identity-provider.ts';
import type { Tenant } from '../../directory/tenant.ts';
import { tenantPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import {
  errorSummary,
  fileField,
  form,
  type Problems,
  selectField,
  submitButton,
  textArea,
  textField,
} from '../ui/form.ts';
import type { Markup } from '../ui/markup.ts';
import { disclosure, linkButton } from '../ui/parts.ts';
import type { View } from '../view.ts';
import { page } from './layout.ts';
import type { Filled } from './tenant.ts';
import { wizardSteps } from './wizard.ts';

const { providers: TEXT, vendors: VENDOR } = TEXTS;

export function newProviderPage(view: View, tenant: Tenant, filled: Filled): Markup {
  const list = tenantPath(tenant.name, 'identity-providers');
  const isWizard = filled.values['wizard'] === 'yes';
  return page(view, {
    title: TEXT.newTitle,
    lead: TEXT.newLead,
    above: [list, TEXT.title],
    hasProblem: Object.keys(filled.problems).length > 0,
    content: [
      isWizard && wizardSteps('provider'),
      html`<div class="card">${providerForm(view, tenant, filled)}</div>`,
    ],
  });
}

export function providerForm(view: View, { name }: Tenant, { values, problems }: Filled): Markup {
  const list = tenantPath(name, 'identity-providers');
  const { wizard = '', vendor = 'okta' } = values;
  return html`${errorSummary(problems)}${form(view, { action: `${list}/new`, upload: true }, [
    html`<input type="hidden" name="wizard" value="${wizard}">`,
    selectField({
      name: 'vendor',
      label: TEXT.vendor,
      hint: TEXT.vendorHint,
      value: vendor,
      choices: VENDORS.map((each) => [each, VENDOR[each]] as const),
    }),
    textField({
      name: 'name',
      label: TEXT.name,
      hint: TEXT.nameHint,
      value: values['name'] ?? 'okta',
      problems,
      required: true,
      code: true,
    }),
    metadataFields(values['metadata'] ?? '', problems),
    html`<div class="actions">${submitButton(TEXT.addButton)}${wizard !== 'yes' && linkButton(list, TEXTS.form.cancel)}</div>`,
  ])}`;
}

/** SAML metadata as a file, or pasted. */
export function metadataFields(pasted: string, problems: Problems): Markup {
  const area = textArea({ name: 'metadata', label: TEXT.metadataText, value: pasted, rows: 8, problems });
  return html`${fileField({
    name: 'metadataFile',
    label: TEXT.metadataFile,
    hint: TEXT.metadataFileHint,
    accept: '.xml,application/xml,text/xml,application/samlmetadata+xml',
    problems,
  })}${disclosure(TEXT.metadataPaste, area, { open: pasted !== '' })}`;
}
