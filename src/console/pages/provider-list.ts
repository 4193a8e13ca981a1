import { html } from 'hono/html';
import type { IdentityProvider } from '../../directory/identity-provider.ts';
import { isLive, type Key } from '../../directory/key.ts';
import { providerPath, tenantPath } from '../paths.ts';
import { TEXTS } from '../texts.ts';
import type { Markup } from '../ui/markup.ts';
import { badge, declaredBadge, empty, linkButton } from '../ui/parts.ts';
import { type Column, table } from '../ui/table.ts';
import { distance } from '../ui/time.ts';
import { vendorMark } from '../ui/vendor-mark.ts';
import type { View } from '../view.ts';
import { page } from './layout.ts';
import type { LastArrival } from './shown-provider.ts';

const { providers: TEXT, vendors: VENDOR } = TEXTS;

export interface ListedProvider {
  readonly provider: IdentityProvider;
  readonly keys: readonly Key[];
  readonly lastArrival: LastArrival;
}

export function providerListPage(
  view: View,
  tenant: string,
  listed: readonly ListedProvider[],
  now: number,
): Markup {
  const newPath = tenantPath(tenant, 'identity-providers/new');
  const add = view.mayEdit && linkButton(newPath, TEXT.add, 'primary');
  return page(view, {
    title: TEXT.title,
    lead: TEXT.lead,
    action: listed.length > 0 && add,
    content:
      listed.length === 0
        ? html`<div class="card">${empty(TEXT.none, TEXT.noneText, add)}</div>`
        : html`<div class="card flush">${table(TEXT.title, columns(now), listed)}</div>`,
  });
}

function columns(now: number): readonly Column<ListedProvider>[] {
  return [
    {
      title: TEXT.column.name,
      isHead: true,
      cell: ({ provider: { tenant, name, vendor } }) =>
        html`<div class="named">${vendorMark(vendor)}
          <div><a href="${providerPath(tenant, name)}">${name}</a><small>${VENDOR[vendor]}</small></div>
        </div>`,
    },
    {
      title: TEXT.column.provisioning,
      cell: ({ provider: { autoProvisioning, declared } }) =>
        html`${autoProvisioning ? badge('good', TEXT.on) : badge('plain', TEXT.off)} ${declaredBadge(declared)}`,
    },
    { title: TEXT.column.keys, cell: ({ keys }) => TEXT.liveKeys(liveKeys(keys, now)) },
    { title: TEXT.column.used, cell: (listed) => lastUse(listed, now) },
  ];
}

function liveKeys(keys: readonly Key[], now: number): number {
  return keys.filter((key) => key.scope === 'provision' && isLive(key, now)).length;
}

function lastUse({ keys, lastArrival }: ListedProvider, now: number): Markup | string {
  const latest = Math.max(...keys.map(({ id, lastUse }) => lastArrival(id) ?? lastUse?.at ?? 0));
  return latest > 0 ? distance(latest, now) : TEXTS.time.never;
}
