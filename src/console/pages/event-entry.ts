import { html } from 'hono/html';
import type { AttributeChange, Event } from '../../directory/event.ts';
import { groupPath, providerPath, userPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import { icon } from '../ui/icons.ts';
import type { Markup, Optional } from '../ui/markup.ts';
import { moment } from '../ui/time.ts';
import { attributeName, value } from '../ui/values.ts';

const { event: TEXT, activity: ACTIVITY } = TEXTS;

/** What an event names by id, with the names of today. */
export interface EventNames {
  /** Who made the change. */
  readonly actor: (event: Event) => string;
  /** A member of a group; undefined when it is gone. */
  readonly member: (id: string) => string | undefined;
}

/** The most members that an event names, in each direction. */
export const NAMED_MEMBERS = 5;
/** The most attributes that are named before one opens an entry. */
const NAMED_ATTRIBUTES = 4;

/** A change among those of a whole tenant: of what it is comes first, and what changed is opened by whoever wants it. */
export function feedEntry(event: Event, names: EventNames): Markup {
  return html`<li class="entry ${event.action}">
    ${head(event, html`${subject(event)} ${TEXT.verb[event.action]}`)}
    <details class="entry-more">
      <summary>${icon('chevron')}<span>${ACTIVITY.by} ${names.actor(event)} ${changedAttributes(event)}</span></summary>
      ${changeTable(event, names)}${skipped(event)}${requestLine(event)}
    </details>
  </li>`;
}

/** A change in the history of one resource, with all that changed. */
export function historyEntry(event: Event, names: EventNames): Markup {
  return html`<li class="entry ${event.action}">
    ${head(event, html`<strong>${TEXT.done[event.action]}</strong> ${ACTIVITY.by} ${names.actor(event)}`)}
    ${requestLine(event)}${changeTable(event, names)}${skipped(event)}
  </li>`;
}

function head({ at }: Event, title: Markup): Markup {
  return html`<div class="entry-head">
    <p class="entry-title">${title}</p><p class="entry-meta">${moment(at)}</p>
  </div>`;
}

/** What an entry says of a change while it is closed; of a new resource everything is new. */
function changedAttributes(event: Event): Optional {
  const names = changesOf(event).map(({ attribute }) => attributeName(attribute));
  if (event.action === 'create' || names.length === 0) return '';
  const more = names.length - NAMED_ATTRIBUTES;
  const shown = [...names.slice(0, NAMED_ATTRIBUTES), ...(more > 0 ? [TEXT.more(more)] : [])];
  return html`<span class="attributes">${shown.join(', ')}</span>`;
}

function subject({ tenant, resourceType, resourceId, resourceName, action }: Event): Markup {
  const href = action === 'delete' ? undefined : placeOf(tenant, resourceType, resourceId);
  const name = html`<strong>${resourceName || resourceId}</strong>`;
  return html`<span class="kind">${TEXT.kind(resourceType)}</span> ${href === undefined ? name : html`<a href="${href}">${name}</a>`}`;
}

function placeOf(tenant: string, type: string, id: string): string | undefined {
  switch (type) {
    case 'User':
      return userPath(tenant, id);
    case 'Group':
      return groupPath(tenant, id);
    case 'IdentityProvider':
      return providerPath(tenant, id);
    default:
      return undefined;
  }
}

function requestLine({ requestId }: Event): Markup {
  return html`<p class="entry-meta">${ACTIVITY.request} <code>${requestId}</code></p>`;
}

/** Which schemas a resource uses follows from its attributes. */
function changesOf({ changes }: Event): readonly AttributeChange[] {
  return changes.filter(({ attribute }) => attribute !== 'schemas');
}

function changeTable(event: Event, names: EventNames): Optional {
  const changes = changesOf(event);
  if (changes.length === 0) return '';
  const [hasBefore, hasAfter] = [event.action !== 'create', event.action !== 'delete'];
  const heads = [TEXT.attribute, ...(hasBefore ? [TEXT.before] : []), ...(hasAfter ? [TEXT.after] : [])];
  const row = (change: AttributeChange) => {
    const { before, after } = sidesOf(change, names);
    const name = html`<code title="${change.attribute}">${attributeName(change.attribute)}</code>`;
    return html`<tr><th scope="row">${name}</th>
      ${hasBefore && html`<td class="before">${before}</td>`}${hasAfter && html`<td>${after}</td>`}</tr>`;
  };
  return html`<table class="compact">
    <thead><tr>${heads.map((each) => html`<th scope="col">${each}</th>`)}</tr></thead>
    <tbody>${changes.map(row)}</tbody>
  </table>`;
}

function skipped({ skippedMembers }: Event): Optional {
  if (skippedMembers.length === 0) return '';
  const shown = skippedMembers.slice(0, NAMED_MEMBERS).join(', ');
  return html`<p class="note">${TEXT.skipped(skippedMembers.length)}: ${shown}</p>`;
}

function sidesOf(
  change: AttributeChange,
  { member }: EventNames,
): { readonly before: Markup; readonly after: Markup } {
  if (!('added' in change)) return { before: value(change.before), after: value(change.after) };
  const { added, removed } = change;
  const named = (ids: readonly string[], text: (count: number) => string) =>
    html`${ids.length > 0 && `${text(ids.length)}: ${memberNames(ids, member)}`}`;
  return { before: named(removed, TEXT.removed), after: named(added, TEXT.added) };
}

function memberNames(ids: readonly string[], name: EventNames['member']): string {
  const named = ids.slice(0, NAMED_MEMBERS).map((id) => name(id) ?? id);
  const more = ids.length - named.length;
  return [...named, ...(more > 0 ? [TEXT.more(more)] : [])].join(', ');
}
