import type { ConsoleRole } from './console-session.ts';

/** The OpenID provider through which people sign in to the console. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  /** The claim that tells the role, and the values of it that each role is given for. */
  readonly claim: string;
  readonly roles: Readonly<Record<ConsoleRole, readonly string[]>>;
}
