import { html } from 'hono/html';
import type { AttributeChange, Event } from '../../directory/event.ts';
import { groupPath, providerPath, userPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import { icon } from '../ui/icons.ts';
import type { Markup } from '../ui/markup.ts';
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
  const attributes =
    event.action === 'create' ? [] : changesOf(event).map(({ attribute }) => attributeName(attribute));
  const more = attributes.length - NAMED_ATTRIBUTES;
  return html`<li class="entry ${event.action}">
    <div class="entry-head"><p class="entry-title">${subject(event)} ${TEXT.verb[event.action]}</p><p class="entry-meta">${moment(event.at)}</p></div>
    <details class="entry-more"><summary>${icon('chevron')}<span>${ACTIVITY.by} ${names.actor(event)}${attributes.length > 0 && html` <span class="attributes">${attributes.slice(0, NAMED_ATTRIBUTES).join(', ')}${more > 0 && ` ${TEXT.more(more)}`}</span>`}</span></summary>
      ${changeTable(event, names)}${requestLine(event)}
    </details>
  </li>`;
}

/** A change in the history of one resource, with all that changed. */
export function historyEntry(event: Event, names: EventNames): Markup {
  return html`<li class="entry ${event.action}">
    <div class="entry-head"><p class="entry-title"><strong>${TEXT.done[event.action]}</strong> ${ACTIVITY.by} ${names.actor(event)}</p><p class="entry-meta">${moment(event.at)}</p></div>
    ${requestLine(event)}${changeTable(event, names)}
  </li>`;
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

function changeTable(event: Event, names: EventNames): Markup {
  const changes = changesOf(event);
  const { action, skippedMembers } = event;
  const hasBefore = action !== 'create';
  const heads = [
    TEXT.attribute,
    ...(hasBefore ? [TEXT.before] : []),
    ...(action === 'delete' ? [] : [TEXT.after]),
  ];
  return html`${
    changes.length > 0 &&
    html`<table class="compact"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${changes.map(
      (change) => {
        const { before, after } = sidesOf(change, names);
        return html`<tr><th scope="row"><code title="${change.attribute}">${attributeName(change.attribute)}</code></th>${hasBefore && html`<td class="before">${before}</td>`}${action !== 'delete' && html`<td>${after}</td>`}</tr>`;
      },
    )}</tbody></table>`
  }${skippedMembers.length > 0 && html`<p class="note">${TEXT.skipped(skippedMembers.length)}: ${skippedMembers.slice(0, NAMED_MEMBERS).join(', ')}</p>`}`;
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
