import { html } from 'hono/html';
import { isActive, type JsonObject, type StoredResource } from '../../scim/resource.ts';
import { tenantPath, userPath, withQuery } from '../paths.ts';
import { type Found, USER_STATES, type UserState } from '../search.ts';
import { TEXTS } from '../texts.ts';
import type { Problems } from '../ui/form.ts';
import { icon } from '../ui/icons.ts';
import type { Markup, Optional } from '../ui/markup.ts';
import { badge, empty } from '../ui/parts.ts';
import { searchForm } from '../ui/search-field.ts';
import { type Column, table } from '../ui/table.ts';
import { distance } from '../ui/time.ts';
import type { View } from '../view.ts';
import { page } from './layout.ts';

const { users: TEXT } = TEXTS;

interface ShownUsers {
  readonly tenant: string;
  readonly users: Found;
  readonly q: string;
  readonly state: UserState | '';
  readonly group: string;
  readonly problems: Problems;
  readonly now: number;
  /** Whether it is not the first page. */
  readonly isLater: boolean;
}

export function userListPage(view: View, shown: ShownUsers): Markup {
  return page(view, {
    title: TEXT.title,
    content: [
      searchForm({
        action: tenantPath(shown.tenant, 'users'),
        q: shown.q,
        hint: TEXT.searchHint,
        others: conditions(shown),
      }),
      html`<div id="results" data-results>${results(shown)}</div>`,
    ],
  });
}

/** The conditions beside the text that is searched for. */
function conditions({ state, group, problems }: ShownUsers): Markup {
  const problem = problems['group'];
  const options = ['' as const, ...USER_STATES];
  return html`<div class="field">
      <label for="state">${TEXT.state}</label>
      <select id="state" name="state">${options.map(
        (each) =>
          html`<option value="${each}" ${each === state && 'selected'}>${TEXT.states[each || 'all']}</option>`,
      )}</select>
    </div>
    <div class="field ${problem !== undefined && 'invalid'}">
      <label for="group">${TEXT.group}</label>
      <input type="text" id="group" name="group" value="${group}" placeholder="${TEXT.groupHint}" autocomplete="off"
        ${problem !== undefined && html`aria-invalid="true" aria-describedby="group-problem"`}>
      ${problem && html`<p class="problem" id="group-problem">${icon('bad')}${problem}</p>`}
    </div>`;
}

function results(shown: ShownUsers): Markup {
  const { tenant, users, q, state, group, now, isLater } = shown;
  const isNarrowed = q !== '' || state !== '' || group !== '';
  if (users.isTooMany) {
    return html`<div class="card" role="status">${empty(TEXT.tooMany, TEXT.tooManyText)}</div>`;
  }
  if (users.resources.length === 0) {
    const none = isNarrowed ? empty(TEXT.noMatch, TEXT.noMatchText) : empty(TEXT.none, TEXT.noneText);
    return html`<div class="card" role="status">${none}</div>`;
  }
  const here = (cursor: string | undefined) =>
    withQuery(tenantPath(tenant, 'users'), { q, state, group, cursor });
  return html`<div class="card flush">
    <p class="table-note" role="status">${countOf(users, TEXT.total)}</p>
    ${table(TEXT.title, columns(tenant, now), users.resources)}
    ${pager(isLater ? here(undefined) : undefined, users.cursor === undefined ? undefined : here(users.cursor))}
  </div>`;
}

/** How many there are, or that only the first ones are shown. */
export function countOf({ total, resources }: Found, text: (count: number) => string): string {
  return total === undefined ? TEXT.first50(resources.length) : text(total);
}

/** The way through the pages of a list. */
export function pager(first: string | undefined, next: string | undefined): Optional {
  if (first === undefined && next === undefined) return '';
  return html`<nav class="pager" aria-label="${TEXT.pages}">
    ${first !== undefined && html`<a class="button" href="${first}">${TEXT.first}</a>`}
    ${next !== undefined && html`<a class="button" href="${next}" rel="next">${TEXT.next}${icon('arrow')}</a>`}
  </nav>`;
}

function columns(tenant: string, now: number): readonly Column<StoredResource>[] {
  return [
    { title: TEXT.column.user, isHead: true, cell: (user) => nameCell(tenant, user) },
    { title: TEXT.column.state, cell: (user) => stateBadge(attributes(user)) },
    { title: TEXT.column.source, cell: ({ source }) => source ?? TEXT.local },
    { title: TEXT.column.changed, cell: ({ lastModified }) => distance(lastModified, now) },
  ];
}

function nameCell(tenant: string, user: StoredResource): Markup {
  const { displayName, userName } = attributes(user);
  return html`<a href="${userPath(tenant, user.id)}">${String(displayName ?? userName)}</a>
    ${displayName !== undefined && html`<small>${String(userName)}</small>`}`;
}

function attributes({ text }: StoredResource): JsonObject {
  return JSON.parse(text);
}

export function stateBadge(user: JsonObject): Markup {
  return isActive(user) ? badge('good', TEXT.active) : badge('bad', TEXT.disabled);
}
