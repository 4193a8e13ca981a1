import { html } from 'hono/html';
import type { StoredResource } from '../../scim/resource.ts';
import { groupPath, tenantPath, withQuery } from '../paths.ts';
import { nameOf } from '../resource-name.ts';
import type { Found } from '../search.ts';
import { TEXTS } from '../texts.ts';
import type { Markup } from '../ui/markup.ts';
import { empty } from '../ui/parts.ts';
import { searchForm } from '../ui/search-field.ts';
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
    content: [
      searchForm({ action: tenantPath(shown.tenant, 'groups'), q: shown.q, hint: TEXT.searchHint }),
      html`<div id="results" data-results>${results(shown)}</div>`,
    ],
  });
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
