import type { OidcSettings } from '../directory/oidc-settings.ts';
import { contentOf } from './files.ts';
import type { Config } from './schema.ts';

const SCOPES = ['openid', 'profile', 'email', 'groups'];

/** The provider through which people sign in to the console; undefined when there is none. */
export function toOidc({ admin: { oidc } }: Config): OidcSettings | undefined {
  if (oidc === undefined) return undefined;
  const { issuer, clientId, clientSecretFile, scopes = SCOPES, claim = 'groups', roles } = oidc;
  const { admin = [], viewer = [] } = roles;
  const clientSecret = contentOf(clientSecretFile);
  return { issuer, clientId, clientSecret, scopes, claim, roles: { admin, viewer } };
}
