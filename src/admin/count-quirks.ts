import type { IdentityProvider } from '../directory/identity-provider.ts';
import { quirksOf } from '../scim/quirks/registry.ts';
import type { Store } from '../store/port.ts';

/** What is allowed for in the requests of a vendor's client, and how often that was needed. */
export interface QuirkCount {
  readonly name: string;
  readonly description: string;
  readonly count: number;
  /** When it was last; milliseconds since 1970. */
  readonly at: number | undefined;
}

/** All quirks of the provider's vendor, over all its keys; what the server counts arrives here within seconds. */
export async function countQuirks(
  { registry, quirkUses }: Pick<Store, 'registry' | 'quirkUses'>,
  { tenant, name, vendor }: IdentityProvider,
): Promise<readonly QuirkCount[]> {
  const quirks = quirksOf(vendor);
  if (quirks.length === 0) return [];
  const keys = new Set((await registry.listKeys(tenant, name)).map(({ id }) => id));
  const uses = (await quirkUses.list(tenant)).filter(({ key }) => keys.has(key));
  return quirks.map((quirk) => {
    const own = uses.filter((use) => use.quirk === quirk.name);
    return {
      name: quirk.name,
      description: quirk.description,
      count: own.reduce((sum, { count }) => sum + count, 0),
      at: own.length === 0 ? undefined : Math.max(...own.map(({ at }) => at)),
    };
  });
}
