import type { KeyId } from '../directory/key.ts';

// Where the pages are. Names come out of the database, so each is encoded.

export function tenantPath(tenant: string, page: string): string {
  return `/tenants/${encodeURIComponent(tenant)}/${page}`;
}

export function providerPath(tenant: string, provider: string, page = ''): string {
  return tenantPath(tenant, `identity-providers/${encodeURIComponent(provider)}${page}`);
}

export function keyPath(tenant: string, provider: string, key: KeyId, page: string): string {
  return providerPath(tenant, provider, `/keys/${key}${page}`);
}

export function userPath(tenant: string, id: string, page = ''): string {
  return tenantPath(tenant, `users/${encodeURIComponent(id)}${page}`);
}

export function groupPath(tenant: string, id: string): string {
  return tenantPath(tenant, `groups/${encodeURIComponent(id)}`);
}

/** A path with a query of those parameters that have a value. */
export function withQuery(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value ? [[name, value] as const] : [],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(Object.fromEntries(given))}`;
}
