import { html } from 'hono/html';
import type { Event, EventAction } from '../../directory/event.ts';
import type { Failure } from '../failures.ts';
import { tenantPath, withQuery } from '../paths.ts';
import type { Changes } from '../read-changes.ts';
import type { ShownReceiver } from '../receivers.ts';
import { TEXTS } from '../texts.ts';
import { icon } from '../ui/icons.ts';
import type { Markup, Optional } from '../ui/markup.ts';
import { card, empty } from '../ui/parts.ts';
import type { View } from '../view.ts';
import { type EventNames, feedEntry } from './event-entry.ts';
import { failureList, type ProviderOfKey } from './failures.ts';
import { page } from './layout.ts';
import { receiverList } from './receivers.ts';

const { activity: TEXT, receivers: RECEIVERS } = TEXTS;

interface ShownActivity {
  readonly tenant: string;
  readonly changes: Changes;
  readonly names: EventNames;
  readonly action: EventAction | undefined;
  /** Whether it is not the newest page, which then does not grow. */
  readonly isLater: boolean;
  readonly failures: readonly Failure[];
  readonly providerOfKey: ProviderOfKey;
  readonly receivers: readonly ShownReceiver[];
  readonly now: number;
}

export function activityPage(view: View, shown: ShownActivity): Markup {
  const { tenant, changes, action, isLater, failures, providerOfKey, receivers, now } = shown;
  const after = String(changes.events[0]?.sequence ?? 0);
  const source = withQuery(tenantPath(tenant, 'activity/news'), { after, action });
  return page(view, {
    title: TEXT.title,
    lead: TEXT.lead,
    action: !isLater && liveSign(),
    content: html`<div class="activity" ${!isLater && html`data-live="${source}"`}>
      ${!isLater && failuresCard(failures, providerOfKey, now)}
      ${!isLater && receiversCard(receivers, now)}
      ${changesCard(shown)}
    </div>`,
  });
}

/** Says that the page grows by itself, and stops that for whoever wants to read in peace. */
function liveSign(): Markup {
  return html`<div class="live-sign" data-live-sign hidden>
    <span class="pulse" aria-hidden="true"></span><span>${TEXT.live}</span>
    <button type="button" class="button" data-pause data-resume-text="${TEXT.resume}">${TEXT.pause}</button>
    <span class="unseen" role="status" data-news="${TEXT.news}"></span>
  </div>`;
}

function failuresCard(failures: readonly Failure[], providerOfKey: ProviderOfKey, now: number): Markup {
  return card({
    id: 'failures',
    title: TEXT.failuresTitle,
    note: TEXT.failuresNote,
    content: html`<div data-part="failures">${failureList(failures, providerOfKey, now)}</div>`,
  });
}

function receiversCard(receivers: readonly ShownReceiver[], now: number): Markup {
  return card({
    id: 'receivers',
    title: RECEIVERS.title,
    note: RECEIVERS.note,
    content: html`<div data-part="receivers">${receiverList(receivers, now)}</div>`,
  });
}

function changesCard(shown: ShownActivity): Markup {
  const { events } = shown.changes;
  const list: Optional = html`<ol class="entries-list" data-part="changes" data-how="prepend">${changeEntries(events, shown.names)}</ol>
    ${events.length === 0 && html`<div data-until-news>${empty(TEXT.none, TEXT.noneText)}</div>`}`;
  return card({
    id: 'changes',
    title: TEXT.changesTitle,
    note: `${TEXT.changesNote} ${TEXTS.time.utc}`,
    action: filterForm(shown),
    content: [list, pager(shown)],
  });
}

export function changeEntries(events: readonly Event[], names: EventNames): Markup {
  return html`${events.map((event) => feedEntry(event, names))}`;
}

function filterForm({ tenant, action }: ShownActivity): Markup {
  return html`<form method="get" action="${tenantPath(tenant, 'activity')}" class="inline" data-auto>
    <label for="action" class="unseen">${TEXT.filter}</label>
    <select id="action" name="action">${Object.entries(TEXT.filters).map(
      ([each, label]) =>
        html`<option value="${each === 'all' ? '' : each}" ${each === action && 'selected'}>${label}</option>`,
    )}</select><button class="button">${TEXT.filter}</button></form>`;
}

function pager({ tenant, action, isLater, changes: { older, isCut } }: ShownActivity): Optional {
  if (!isLater && older === undefined) return '';
  const here = (before: string | undefined) => withQuery(tenantPath(tenant, 'activity'), { action, before });
  return html`${isCut && html`<p class="note">${TEXT.looked}</p>`}
  <nav class="pager" aria-label="${TEXTS.users.pages}">
    ${isLater && html`<a class="button" href="${here(undefined)}">${TEXT.newest}</a>`}
    ${older !== undefined && html`<a class="button" href="${here(String(older))}">${isCut ? TEXT.further : TEXT.older}${icon('arrow')}</a>`}
  </nav>`;
}
