import { html } from 'hono/html';
import type { StoredResource } from '../../scim/resource.ts';
import { groupPath, tenantPath, withQuery } from '../paths.ts';
import { nameOf } from '../resource-name.ts';
import type { Found } from '../search.ts';
import { TEXTS } from '../texts.ts';
import { icon } from '../ui/icons.ts';
import type { Markup } from '../ui/markup.ts';
import { empty } from '../ui/parts.ts';
import { type Column, table } from '../ui/table.ts';
import { distance } from '../ui/time.ts';
import type { View } from '../view.ts';
import { page } from './layout.ts';
import { countOf, pager } from './user-list.ts';

const { groups: TEXT, users: USERS } = TEXTS;

interface ShownGroups {
  readonly tenant: string;
  readonly groups: Found;
  readonly q: string;
  readonly now: number;
  /** Whether it is not the first page. */
  readonly isLater: boolean;
}

export function groupListPage(view: View, shown: ShownGroups): Markup {
  return page(view, {
    title: TEXT.title,
    content: [searchForm(shown), html`<div id="results" data-results>${results(shown)}</div>`],
  });
}

function searchForm({ tenant, q }: ShownGroups): Markup {
  return html`<form method="get" action="${tenantPath(tenant, 'groups')}" class="toolbar" role="search" data-search="results">
    <div class="field grow"><label for="q">${USERS.search}</label><div class="with-icon">${icon('search')}<input type="search" id="q" name="q" value="${q}" placeholder="${TEXT.searchHint}" autocomplete="off" spellcheck="false"></div></div>
    <button class="button">${USERS.apply}</button>
  </form>`;
}

function results({ tenant, groups, q, now, isLater }: ShownGroups): Markup {
  if (groups.resources.length === 0) {
    const none = q === '' ? empty(TEXT.none, TEXT.noneText) : empty(TEXT.noMatch, TEXT.noMatchText);
    return html`<div class="card" role="status">${none}</div>`;
  }
  const here = (cursor: string | undefined) => withQuery(tenantPath(tenant, 'groups'), { q, cursor });
  return html`<div class="card flush">
    <p class="table-note" role="status">${countOf(groups, TEXT.total)}</p>
    ${table(TEXT.title, columns(tenant, now), groups.resources)}
    ${pager(isLater ? here(undefined) : undefined, groups.cursor === undefined ? undefined : here(groups.cursor))}
  </div>`;
}

function columns(tenant: string, now: number): readonly Column<StoredResource>[] {
  return [
    {
      title: TEXT.column.group,
      isHead: true,
      cell: (group) => html`<a href="${groupPath(tenant, group.id)}">${nameOf(group)}</a>`,
    },
    { title: TEXT.column.source, cell: ({ source }) => source ?? USERS.local },
    { title: TEXT.column.changed, cell: ({ lastModified }) => distance(lastModified, now) },
  ];
}
