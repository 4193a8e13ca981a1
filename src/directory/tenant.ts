declare const brand: unique symbol;

/** The name of a tenant, as it stands in the SCIM URL. */
export type TenantName = string & { readonly [brand]: 'TenantName' };

export interface Tenant {
  readonly name: TenantName;
  readonly displayName: string;
  /** Host names under which `/scim/v2/…` means this tenant. */
  readonly hosts: readonly string[];
  /** Whether config.yaml owns the tenant, so that nothing else may edit it. */
  readonly declared: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

const TENANT_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * Reads a tenant's name.
 * @param reserved SCIM endpoints such as `/Users`, whose names no tenant may take
 * @returns the name, or a sentence that says what is wrong with it
 */
export function parseTenantName(
  text: string,
  reserved: readonly string[],
): { readonly name: TenantName } | { readonly problem: string } {
  if (!TENANT_NAME.test(text)) {
    return {
      problem: `"${text}" cannot name a tenant: use 1 to 63 of a–z, 0–9 and "-", not starting with "-".`,
    };
  }
  if (reserved.some((endpoint) => endpoint.toLowerCase() === `/${text}`)) {
    return { problem: `"${text}" cannot name a tenant: it is the name of a SCIM endpoint.` };
  }
  return { name: text as TenantName };
}
