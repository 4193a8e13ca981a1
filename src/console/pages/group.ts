import { html } from 'hono/html';
import type { Event } from '../../directory/event.ts';
import type { JsonObject, StoredMember, StoredResource } from '../../scim/resource.ts';
import { groupPath, tenantPath, userPath, withQuery } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import type { Markup, Optional } from '../ui/markup.ts';
import { card, linkButton } from '../ui/parts.ts';
import type { View } from '../view.ts';
import type { EventNames } from './event-entry.ts';
import { page } from './layout.ts';
import { attributesCard, historyCard, recordCard } from './user.ts';

const { groups: TEXT } = TEXTS;

/** What every group has, and what its page shows in other places. */
const COMMON = ['schemas', 'id', 'displayName'];

interface ShownGroup {
  readonly tenant: string;
  readonly group: StoredResource;
  readonly title: string;
  readonly members: readonly StoredMember[];
  readonly isMore: boolean;
  readonly history: readonly Event[];
  readonly names: EventNames;
}

export function groupPage(view: View, shown: ShownGroup): Markup {
  const { tenant, group, title, history, names } = shown;
  const attributes: JsonObject = JSON.parse(group.text);
  const hasMore = Object.keys(attributes).some((name) => !COMMON.includes(name));
  return page(view, {
    title,
    above: [tenantPath(tenant, 'groups'), TEXT.title],
    content: [
      html`<div class="columns">
        <div>${membersCard(shown)}</div>
        <div>${recordCard(group)}${hasMore && attributesCard(group.type.schema.id, attributes)}</div>
      </div>`,
      historyCard(history, names),
    ],
  });
}

function membersCard({ tenant, title, members, isMore }: ShownGroup): Markup {
  const list: Optional =
    members.length === 0
      ? html`<p class="note">${TEXT.noMembers}</p>`
      : html`<ul class="links">${members.map(({ id, type, display }) =>
          type === 'Group'
            ? html`<li><a href="${groupPath(tenant, id)}">${display}</a><small>${TEXT.nested}</small></li>`
            : html`<li><a href="${userPath(tenant, id)}">${display}</a></li>`,
        )}</ul>`;
  return card({
    id: 'members',
    title: TEXT.members,
    note: isMore ? TEXT.membersNote(members.length) : undefined,
    action:
      members.length > 0 &&
      linkButton(withQuery(tenantPath(tenant, 'users'), { group: title }), TEXT.allMembers),
    content: list,
  });
}
