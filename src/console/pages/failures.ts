import { html } from 'hono/html';
import type { IdentityProvider } from '../../directory/identity-provider.ts';
import { adviceFor } from '../advice.ts';
import type { Failure } from '../failures.ts';
import { providerPath } from '../paths.ts';
import type { Sent, SentValue } from '../redact.ts';
import { TEXTS } from '../texts.ts';
import { icon } from '../ui/icons.ts';
import type { Markup, Optional } from '../ui/markup.ts';
import { badge, facts } from '../ui/parts.ts';
import { distance, moment } from '../ui/time.ts';

const { activity: TEXT, sent: SENT } = TEXTS;

/** The identity provider that a key belongs to; undefined when the key is none of the tenant's. */
export type ProviderOfKey = (key: string | undefined) => IdentityProvider | undefined;

interface Repeated {
  readonly latest: Failure;
  readonly count: number;
}

/** Failed requests, each kind once, with what it means and what to do. */
export function failureList(failures: readonly Failure[], providerOfKey: ProviderOfKey, now: number): Markup {
  if (failures.length === 0) return html`<p class="note calm">${icon('check')}${TEXT.noFailures}</p>`;
  const repeated = withoutRepetition(failures);
  return html`<ul class="failures">${repeated.map((each) => failureEntry(each, providerOfKey(each.latest.key), now))}</ul>`;
}

function withoutRepetition(failures: readonly Failure[]): readonly Repeated[] {
  const alike = Map.groupBy(failures, ({ status, detail, refusal, key, address, route }) =>
    JSON.stringify([status, detail, refusal, key, address, route]),
  );
  return [...alike.values()].flatMap((each) =>
    each[0] === undefined ? [] : [{ latest: each[0], count: each.length }],
  );
}

function failureEntry(
  { latest, count }: Repeated,
  provider: IdentityProvider | undefined,
  now: number,
): Markup {
  const { status, at, detail, method, route, address, requestId, key } = latest;
  const { title, rule, mend, place: placeIn } = adviceFor(latest);
  const product = provider === undefined ? TEXT.identityProvider : TEXTS.vendors[provider.vendor];
  const place = provider && providerPath(provider.tenant, provider.name);
  return html`<li><details class="failure">
    <summary>${icon('chevron')}${badge(status >= 500 ? 'bad' : 'warning', String(status))}
      <span class="failure-title">${title} ${count > 1 && html`<span class="times">${TEXT.times(count)}</span>`}</span>
      <span class="failure-time">${distance(at, now)}</span>
    </summary>
    <div class="failure-body">
      <p class="mend"><strong>${TEXT.mend}</strong> ${mend(product)}</p>
      ${facts([
        [TEXT.place, placeIn(provider?.vendor)],
        [TEXT.answer, detail],
        [TEXT.rule, rule],
        [TEXT.request, html`<code>${method} ${route}</code> ${moment(at)}<br><code>${requestId}</code>`],
        [TEXT.from, address],
        [
          TEXT.key,
          key && html`<code>${key}</code> ${place && html`<a href="${place}">${provider.name}</a>`}`,
        ],
      ])}
      ${sentTable(latest.sent)}
    </div>
  </details></li>`;
}

/** What the client sent, without what may be personal or secret. */
function sentTable({ values, more }: Sent): Optional {
  if (values.length === 0) return '';
  const row = ({ path, shown, isAtFault }: SentValue) => html`<tr class="${isAtFault && 'fault'}">
    <th scope="row"><code>${path}</code></th>
    <td>${shown} ${isAtFault && badge('bad', SENT.fault)}</td></tr>`;
  return html`<h3 class="sent-title">${SENT.title}</h3><p class="note">${SENT.note}</p>
    <table class="compact sent">
      <thead><tr><th scope="col">${SENT.path}</th><th scope="col">${SENT.value}</th></tr></thead>
      <tbody>${values.map(row)}</tbody>
    </table>
    ${more > 0 && html`<p class="note">${SENT.more(more)}</p>`}`;
}
