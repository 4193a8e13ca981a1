import type { TenantName } from './tenant.ts';

export const VENDORS = ['okta', 'entra', 'onelogin', 'jumpcloud', 'ping', 'google', 'generic'] as const;
export type Vendor = (typeof VENDORS)[number];

/** What a POST does that matches an inactive user: 409, or bring that user back under its old id. */
export type OnInactiveDuplicate = 'conflict' | 'restore';
/** What a write does with a member id that names nothing: leave it out and say so in the event, or 400. */
export type UnknownMembers = 'skip' | 'reject';

/** The facts of the provider's SAML metadata. */
export interface SamlFacts {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly certificates: readonly SigningCertificate[];
}

export interface SigningCertificate {
  readonly subject: string;
  /** SHA-256 of the DER form, in hex. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly notAfter: number;
}

/** A SAML-based identity provider of a tenant. */
export interface IdentityProvider {
  readonly tenant: TenantName;
  readonly name: string;
  readonly vendor: Vendor;
  readonly saml: SamlFacts | undefined;
  /** Whether SCIM requests with this provider's keys are served. */
  readonly autoProvisioning: boolean;
  readonly onInactiveDuplicate: OnInactiveDuplicate;
  readonly unknownMembers: UnknownMembers;
  /** Whether config.yaml owns the provider. */
  readonly declared: boolean;
  /** Whether config.yaml owns the auto-provisioning switch; it may leave that to CLI and console. */
  readonly autoProvisioningDeclared: boolean;
  readonly createdAt: number;
}
