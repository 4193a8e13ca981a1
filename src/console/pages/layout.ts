import { html } from 'hono/html';
import type { Tenant } from '../../directory/tenant.ts';
import { SCRIPT_PATH, STYLE_PATH } from '../assets/assets.ts';
import { tenantPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import { type IconName, icon, mark } from '../ui/icons.ts';
import { type Markup, type Optional, prose } from '../ui/markup.ts';
import { notice } from '../ui/parts.ts';
import type { Section, View } from '../view.ts';

const { layout: TEXT } = TEXTS;

export interface Page {
  readonly title: string;
  readonly lead?: string | undefined;
  /** The way back to the page above, as path and name. */
  readonly above?: readonly [href: string, name: string];
  /** Beside the title. */
  readonly badges?: Optional;
  readonly action?: Optional;
  /** Whether something that was sent has to be corrected. */
  readonly hasProblem?: boolean;
  readonly content: Optional | readonly Optional[];
}

/** A page of someone signed in: navigation, heading and content. */
export function page(view: View, { title, lead, above, badges, action, hasProblem, content }: Page): Markup {
  return document(
    `${hasProblem === true ? `${TEXT.problem} ` : ''}${title}`,
    html`<div class="frame">
      ${sidebar(view)}
      <main id="content" tabindex="-1">
        ${above && html`<p class="above"><a href="${above[0]}">${icon('chevron')}${above[1]}</a></p>`}
        <div class="page-head"><div><h1>${title}${badges}</h1>${lead && html`<p class="lead">${prose(lead)}</p>`}</div>${action}</div>
        ${view.done && html`<div role="status">${notice('good', view.done)}</div>`}
        ${content}
      </main>
    </div>`,
  );
}

/**
 * A page of its own, for those who are not signed in, and for failures.
 * @param options.next the path of the page that it leads on to by itself
 */
export function plainPage(
  title: string,
  content: Optional | readonly Optional[],
  { next }: { readonly next?: string } = {},
): Markup {
  return document(
    title,
    html`<main id="content" class="alone" tabindex="-1">
      <p class="brand">${mark()}<span>${TEXTS.product}</span></p>
      <div class="card"><h1>${title}</h1>${content}</div>
    </main>`,
    next && html`<meta http-equiv="refresh" content="0;url=${next}">`,
  );
}

function document(title: string, body: Markup, refresh?: Optional): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  ${refresh}
  <title>${title} &middot; ${TEXTS.product}</title>
  <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="${STYLE_PATH}">
  <script src="${SCRIPT_PATH}" defer></script>
</head>
<body>
  <a class="skip" href="#content">${TEXT.skip}</a>
  ${body}
</body>
</html>`;
}

interface Entry {
  readonly section: Section;
  readonly icon: IconName;
  readonly href: string;
}

function sidebar(view: View): Markup {
  const { tenant } = view;
  return html`<header class="sidebar"><div class="sidebar-inner">
    <a class="brand" href="/">${mark()}<span>${TEXTS.product}<small>${TEXTS.console}</small></span></a>
    <details class="menu" open data-menu><summary>${TEXT.menu}</summary>
      <div class="menu-body">
        ${tenantSwitch(view)}
        <nav aria-label="${TEXT.navigation}">${tenant ? tenantNavigation(view, tenant.name) : startNavigation(view)}</nav>
        ${signedIn(view)}
      </div>
    </details>
  </div></header>`;
}

function signedIn({ session, csrf }: View): Markup {
  return html`<div class="signed-in">
    <p><span class="who">${session.name}</span><span class="role">${TEXT.role[session.role]}</span></p>
    <form method="post" action="/logout">
      <input type="hidden" name="csrf" value="${csrf}"><button class="quiet">${TEXT.signOut}</button>
    </form>
  </div>`;
}

/** The tenants as a menu; a tenant's name alone while there is one and nobody may add another. */
function tenantSwitch({ tenant, tenants, mayEdit }: View): Optional {
  if (tenant === undefined) return '';
  const name = html`<span class="tenant-label">${TEXT.tenant}</span>
    <span class="tenant-name">${tenant.displayName}</span>`;
  if (tenants.length === 1 && !mayEdit) return html`<div class="tenant">${name}</div>`;
  const entry = (each: Tenant) =>
    html`<li><a href="${tenantPath(each.name, 'identity-providers')}"
      ${each.name === tenant.name && html`aria-current="true"`}>${each.displayName}<small>${each.name}</small></a></li>`;
  return html`<details class="tenant" data-closes><summary>${name}</summary><ul>
    ${tenants.map(entry)}
    ${mayEdit && html`<li class="apart"><a href="/tenants/new">${icon('plus')}${TEXT.addTenant}</a></li>`}
  </ul></details>`;
}

function tenantNavigation(view: View, tenant: string): Markup {
  const entry = (section: Section, symbol: IconName, place: string): Entry => ({
    section,
    icon: symbol,
    href: tenantPath(tenant, place),
  });
  return html`
    ${entries(view, TEXT.integration, [entry('providers', 'provider', 'identity-providers')])}
    ${entries(view, TEXT.directory, [entry('users', 'users', 'users'), entry('groups', 'groups', 'groups')])}
    ${entries(view, TEXT.operations, [entry('activity', 'activity', 'activity'), { section: 'health', icon: 'health', href: '/health' }])}`;
}

function startNavigation(view: View): Markup {
  return entries(view, TEXT.operations, [
    { section: 'start', icon: 'arrow', href: '/start' },
    { section: 'health', icon: 'health', href: '/health' },
  ]);
}

function entries(view: View, heading: string, list: readonly Entry[]): Markup {
  return html`<p class="nav-heading">${heading}</p><ul>${list.map(
    (each) =>
      html`<li><a href="${each.href}" ${each.section === view.section && html`aria-current="page"`}>${icon(each.icon)}${TEXT[each.section]}</a></li>`,
  )}</ul>`;
}
