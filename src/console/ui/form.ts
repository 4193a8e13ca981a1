import { html } from 'hono/html';
import { shownName } from '../forms.ts';
import { TEXTS } from '../texts.ts';
import type { View } from '../view.ts';
import { icon } from './icons.ts';
import { type Markup, type Optional, prose } from './markup.ts';

/** What is wrong with which field. */
export type Problems = Readonly<Record<string, string>>;

/** A form that changes something: it names its session and itself. */
export function form(
  view: View,
  options: { readonly action: string; readonly upload?: boolean },
  content: Optional | readonly Optional[],
): Markup {
  const encoding = options.upload === true && html`enctype="multipart/form-data"`;
  return html`<form method="post" action="${options.action}" class="form" ${encoding} data-once>
    <input type="hidden" name="csrf" value="${view.csrf}">
    <input type="hidden" name="form" value="${view.newFormId()}">
    ${content}
  </form>`;
}

/** Says along with a form what one of its fields showed when the page was made. */
export function shownField(name: string, value: string): Markup {
  return html`<input type="hidden" name="${shownName(name)}" value="${value}">`;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problems?: Problems;
  readonly required?: boolean;
}

/** A label with its hint and problem around a control, which refers to both. */
function field({ name, label, hint, problems }: Field, control: (attributes: Markup) => Markup): Markup {
  const problem = problems?.[name];
  const described = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(' ');
  const description = described !== '' && html`aria-describedby="${described}"`;
  const attributes = html`id="${name}" name="${name}" ${description} ${problem && html`aria-invalid="true"`}`;
  return html`<div class="field ${problem !== undefined && 'invalid'}">
    <label for="${name}">${label}</label>
    ${hint && html`<p class="hint" id="${name}-hint">${prose(hint)}</p>`}
    ${problem && html`<p class="problem" id="${name}-problem">${icon('bad')}${problem}</p>`}
    ${control(attributes)}
  </div>`;
}

export function textField(options: Field & { readonly value?: string; readonly code?: boolean }): Markup {
  const { value = '', code, required } = options;
  return field(
    options,
    (attributes) =>
      html`<input type="text" ${attributes} value="${value}" class="${code === true && 'code'}"
        ${required === true && 'required'} autocomplete="off" autocapitalize="off" spellcheck="false">`,
  );
}

export function textArea(options: Field & { readonly value?: string; readonly rows: number }): Markup {
  const { value = '', rows } = options;
  return field(
    options,
    (attributes) =>
      html`<textarea ${attributes} rows="${rows}" class="code" spellcheck="false">${value}</textarea>`,
  );
}

export function fileField(options: Field & { readonly accept: string }): Markup {
  return field(options, (attributes) => html`<input type="file" ${attributes} accept="${options.accept}">`);
}

export function selectField(
  options: Field & {
    readonly value: string;
    readonly choices: readonly (readonly [value: string, label: string])[];
    readonly disabled?: boolean;
  },
): Markup {
  const { value, choices, disabled } = options;
  return field(
    options,
    (attributes) =>
      html`<select ${attributes} ${disabled === true && 'disabled'}>${choices.map(
        ([each, label]) => html`<option value="${each}" ${each === value && 'selected'}>${label}</option>`,
      )}</select>`,
  );
}

/** A switch: a check box that is drawn as one, with its label beside it. */
export function switchField(options: {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly disabled?: boolean;
}): Markup {
  const { name, label, hint, on, disabled } = options;
  return html`<div class="switch-field">
    <input type="checkbox" role="switch" id="${name}" name="${name}" value="on" class="switch"
      aria-describedby="${name}-hint" ${on && 'checked'} ${disabled === true && 'disabled'}>
    <div><label for="${name}">${label}</label><p class="hint" id="${name}-hint">${prose(hint)}</p></div>
  </div>`;
}

export function submitButton(text: string, kind: 'primary' | 'plain' | 'danger' = 'primary'): Markup {
  return html`<button type="submit" class="button ${kind}">${text}</button>`;
}

/** All problems at the top of the page, each leading to its field. */
export function errorSummary(problems: Problems): Optional {
  const entries = Object.entries(problems);
  if (entries.length === 0) return '';
  return html`<div class="notice bad" role="alert" tabindex="-1" data-focus aria-labelledby="error-summary">
    ${icon('bad')}
    <div>
      <h2 id="error-summary">${TEXTS.form.problem}</h2>
      <ul>${entries.map(([name, problem]) => html`<li><a href="#${name}">${problem}</a></li>`)}</ul>
    </div>
  </div>`;
}
