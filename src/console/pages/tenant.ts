import { html } from 'hono/html';
import { TEXTS } from '../texts.ts';
import { errorSummary, form, type Problems, submitButton, textField } from '../ui/form.ts';
import type { Markup } from '../ui/markup.ts';
import { linkButton } from '../ui/parts.ts';
import type { View } from '../view.ts';
import { page } from './layout.ts';
import { wizardSteps } from './wizard.ts';

const { tenants: TEXT } = TEXTS;

/** What a form was filled with, and what is wrong with it. */
export interface Filled {
  readonly values: Readonly<Record<string, string>>;
  readonly problems: Problems;
}

export function newTenantPage(view: View, filled: Filled): Markup {
  return page(view, {
    title: TEXT.newTitle,
    lead: TEXT.lead,
    hasProblem: Object.keys(filled.problems).length > 0,
    content: [
      view.tenants.length === 0 && wizardSteps('tenant'),
      html`<div class="card">${tenantForm(view, filled)}</div>`,
    ],
  });
}

export function tenantForm(view: View, { values, problems }: Filled): Markup {
  return html`${errorSummary(problems)}${form(view, { action: '/tenants/new' }, [
    textField({
      name: 'name',
      label: TEXT.name,
      hint: TEXT.nameHint,
      value: values['name'] ?? '',
      problems,
      required: true,
      code: true,
    }),
    textField({
      name: 'displayName',
      label: TEXT.displayName,
      hint: TEXT.displayNameHint,
      value: values['displayName'] ?? '',
    }),
    html`<div class="actions">${submitButton(TEXT.add)}${view.tenants.length > 0 && linkButton('/', TEXTS.form.cancel)}</div>`,
  ])}`;
}
