import { html } from 'hono/html';
import { TEXTS } from '../texts.ts';
import type { Markup } from '../ui/markup.ts';

const { form: TEXT } = TEXTS.setup;
const WIDTH = 460;
const HEIGHT = 390;
const LABEL_X = 172;
const FIELD_X = 184;
const FIELD_WIDTH = 252;

/** Our own drawing of Okta's "Integration" form, filled in; it shows where what goes. */
export function oktaForm(scimUrl: string): Markup {
  const { picture, theKey, theSecret } = TEXTS.setup;
  const right = FIELD_X + FIELD_WIDTH;
  return html`<svg class="picture" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${picture(TEXTS.vendors.okta)}">
    <rect class="p-window" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="10" />
    <path class="p-line" d="M0.5 44.5H${WIDTH - 0.5}M0.5 ${HEIGHT - 49.5}H${WIDTH - 0.5}" />
    <text class="p-title" x="20" y="28">${TEXT.title}</text>
    ${field(62, TEXT.url, shorten(scimUrl, 34))}
    ${field(104, TEXT.identifier, 'userName')}
    ${labels(157, TEXT.supported)}
    ${TEXT.actions.map((action, index) => checkBox(152 + index * 21, action))}
    ${field(222, TEXT.mode, TEXT.basic)}
    ${field(260, TEXT.user, theKey)}
    ${field(298, TEXT.password, theSecret)}
    <rect class="p-button" x="${right - 206}" y="${HEIGHT - 37}" width="138" height="24" rx="5" />
    <text class="p-button-text" x="${right - 137}" y="${HEIGHT - 21}" text-anchor="middle">${TEXT.test}</text>
    <rect class="p-button full" x="${right - 58}" y="${HEIGHT - 37}" width="58" height="24" rx="5" />
    <text class="p-button-text full" x="${right - 29}" y="${HEIGHT - 21}" text-anchor="middle">${TEXT.save}</text>
  </svg>`;
}

function field(y: number, label: readonly string[], value: string): Markup {
  return html`${labels(y + 18 - (label.length - 1) * 7, label)}
    <rect class="p-field" x="${FIELD_X}" y="${y}" width="${FIELD_WIDTH}" height="27" rx="5" />
    <text class="p-value" x="${FIELD_X + 10}" y="${y + 17.5}">${value}</text>`;
}

/** Lines that end where the fields begin. */
function labels(y: number, lines: readonly string[]): Markup {
  return html`${lines.map(
    (line, index) =>
      html`<text class="p-label" x="${LABEL_X}" y="${y + index * 14}" text-anchor="end">${line}</text>`,
  )}`;
}

function checkBox(y: number, label: string): Markup {
  return html`<rect class="p-check" x="${FIELD_X}" y="${y - 5}" width="12" height="12" rx="3" />
    <path class="p-tick" d="M${FIELD_X + 3} ${y + 1}l2.5 2.5 4-5" />
    <text class="p-option" x="${FIELD_X + 20}" y="${y + 5}">${label}</text>`;
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
