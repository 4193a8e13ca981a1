import { html } from 'hono/html';
import type { Event } from '../../directory/event.ts';
import { isActive, isJsonObject, type JsonObject, type StoredResource } from '../../scim/resource.ts';
import { groupPath, tenantPath, userPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import { form, submitButton } from '../ui/form.ts';
import type { Markup, Optional } from '../ui/markup.ts';
import { card, confirmation, facts } from '../ui/parts.ts';
import { moment } from '../ui/time.ts';
import { attributeRows } from '../ui/values.ts';
import type { View } from '../view.ts';
import { type EventNames, historyEntry } from './event-entry.ts';
import { page } from './layout.ts';
import { stateBadge } from './user-list.ts';

const { user: TEXT, users: LIST } = TEXTS;

interface ShownUser {
  readonly tenant: string;
  readonly user: StoredResource;
  readonly title: string;
  readonly history: readonly Event[];
  readonly names: EventNames;
}

export function userPage(view: View, shown: ShownUser): Markup {
  const { tenant, user, title } = shown;
  const attributes: JsonObject = JSON.parse(user.text);
  return page(view, {
    title,
    lead: String(attributes['userName'] ?? ''),
    above: [tenantPath(tenant, 'users'), LIST.title],
    badges: html` ${stateBadge(attributes)}`,
    action: view.mayEdit && switchForm(view, tenant, user.id, isActive(attributes)),
    content: [
      html`<div class="columns">
        <div>${attributesCard(user.type.schema.id, attributes)}</div>
        <div>${recordCard(user)}${groupsCard(tenant, user)}</div>
      </div>`,
      historyCard(shown.history, shown.names),
    ],
  });
}

function switchForm(view: View, tenant: string, id: string, isActive: boolean): Markup {
  const [verb, label, explanation, kind] = isActive
    ? (['disable', TEXT.disable, TEXT.disableText, 'danger'] as const)
    : (['enable', TEXT.enable, TEXT.enableText, 'primary'] as const);
  const action = userPath(tenant, id, `/${verb}`);
  return confirmation({
    label,
    content: [html`<p>${explanation}</p>`, form(view, { action }, submitButton(label, kind))],
  });
}

/** What the client has set: the core attributes, then those of each extension under its name. */
export function attributesCard(schema: string, { schemas: _, id: __, ...attributes }: JsonObject): Markup {
  const isExtension = (name: string) => name.startsWith('urn:');
  const core = Object.fromEntries(Object.entries(attributes).filter(([name]) => !isExtension(name)));
  const extensions = Object.entries(attributes).filter(([name]) => isExtension(name));
  return card({
    id: 'attributes',
    title: TEXT.attributes,
    content: [
      rowsOf(core),
      ...extensions.map(([urn, values]) =>
        isJsonObject(values)
          ? html`<h3 class="schema" title="${urn}">${shortName(urn, schema)}</h3>${rowsOf(values)}`
          : undefined,
      ),
    ],
  });
}

function rowsOf(attributes: JsonObject): Markup {
  return facts(attributeRows(attributes).map(([name, shown]) => [name, shown] as const));
}

/** `urn:…:extension:enterprise:2.0:User` → `enterprise:2.0:User`. */
function shortName(urn: string, schema: string): string {
  const [, name = urn] = /:(?:extension:)?([^:]+:[\d.]+:\w+)$/.exec(urn) ?? [];
  return name === schema ? urn : name;
}

export function recordCard(resource: StoredResource): Markup {
  return card({
    id: 'record',
    title: TEXT.record,
    content: facts([
      [TEXT.facts.source, resource.source ?? LIST.local],
      [TEXT.facts.created, moment(resource.created)],
      [TEXT.facts.changed, moment(resource.lastModified)],
      [TEXT.facts.version, String(resource.version)],
      [TEXT.facts.id, html`<code>${resource.id}</code>`],
    ]),
  });
}

function groupsCard(tenant: string, { groups = [] }: StoredResource): Markup {
  const list: Optional =
    groups.length === 0
      ? html`<p class="note">${TEXT.noGroups}</p>`
      : html`<ul class="links">${groups.map(
          ({ id, display, direct }) =>
            html`<li><a href="${groupPath(tenant, id)}">${display}</a>${!direct && html`<small>${TEXT.indirect}</small>`}</li>`,
        )}</ul>`;
  return card({ id: 'groups', title: TEXT.groups, content: list });
}

export function historyCard(history: readonly Event[], names: EventNames): Markup {
  const list: Optional =
    history.length === 0
      ? html`<p class="note">${TEXT.noHistory}</p>`
      : html`<ol class="entries-list">${history.map((event) => historyEntry(event, names))}</ol>`;
  return card({ id: 'history', title: TEXT.history, note: TEXT.historyNote, content: list });
}
