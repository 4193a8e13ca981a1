import { html } from 'hono/html';
import type { Event } from '../../directory/event.ts';
import { keyOfReader } from '../../directory/receiver.ts';
import { userPath } from '../paths.ts';
import type { ShownReceiver } from '../receivers.ts';
import { TEXTS } from '../texts.ts';
import { icon } from '../ui/icons.ts';
import { type Markup, type Optional, prose } from '../ui/markup.ts';
import { badge } from '../ui/parts.ts';
import { distance, moment } from '../ui/time.ts';

const { receivers: TEXT, event: EVENT } = TEXTS;

/** Who is told of changes, how far each has got, and which losses of access it has not acknowledged. */
export function receiverList(receivers: readonly ShownReceiver[], now: number): Markup {
  if (receivers.length === 0) return html`<p class="note">${prose(TEXT.none)}</p>`;
  return html`<ul class="receivers">${receivers.map((receiver) => receiverEntry(receiver, now))}</ul>`;
}

function receiverEntry(receiver: ShownReceiver, now: number): Markup {
  const { kind, behind, delivery, oldest } = receiver;
  const { acknowledgedAt: at } = delivery;
  const key = keyOfReader(delivery.receiver);
  const name = key === undefined ? html`<strong>${delivery.receiver}</strong>` : html`<code>${key}</code>`;
  return html`<li>
    <div class="receiver-head">
      <p><span class="kind">${TEXT.kind[kind]}</span> ${name} ${stateBadge(receiver)}</p>
      ${at !== undefined && html`<p class="entry-meta">${TEXT.lastTaken} ${distance(at, now)}</p>`}
    </div>
    ${behind > 0 && html`<p class="note">${TEXT.behind(behind)}${oldest && html`, ${TEXT.since} ${moment(oldest.at)}`}.</p>`}
    ${delivery.error !== undefined && html`<p class="refused">${icon('bad')}${delivery.error}</p>`}
    ${revocations(receiver)}
  </li>`;
}

function stateBadge({ isPaused, isLate, behind }: ShownReceiver): Markup {
  if (isPaused) return badge('plain', TEXT.paused);
  if (isLate) return badge('warning', TEXT.late);
  return behind > 0 ? badge('accent', TEXT.underWay) : badge('good', TEXT.upToDate);
}

function revocations({ revocations: events, behind }: ShownReceiver): Optional {
  if (behind === 0) return '';
  if (events === undefined) return html`<p class="note">${prose(TEXT.tooFar)}</p>`;
  if (events.length === 0) return html`<p class="note">${TEXT.noRevocations}</p>`;
  return html`<h3 class="sent-title">${TEXT.revocations(events.length)}</h3><ul class="revocations">${events.map(revocation)}</ul>`;
}

function revocation({ tenant, resourceType, resourceId, resourceName, action, at }: Event): Markup {
  const name = html`<strong>${resourceName || resourceId}</strong>`;
  const isThere = resourceType === 'User' && action !== 'delete';
  return html`<li><span class="kind">${EVENT.kind(resourceType)}</span>
    ${isThere ? html`<a href="${userPath(tenant, resourceId)}">${name}</a>` : name}
    ${EVENT.verb[action]} <span class="entry-meta">${moment(at)}</span></li>`;
}
