import type { ConsoleRole } from '../directory/console-session.ts';
import type { OidcSettings } from '../directory/oidc-settings.ts';

/** What a browser is sent away with, and what it has to come back for. */
export interface Departure {
  /** The provider's page. */
  readonly url: URL;
  readonly checks: Checks;
}

/** What ties the provider's answer to the question. */
interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Who has come back; without a role they are known and may not come in. */
export interface Arrived {
  readonly name: string;
  readonly role: ConsoleRole | undefined;
}

/** Sign-in through an OpenID provider: authorization code with PKCE, state and nonce. */
export interface OidcClient {
  /** @throws when the provider cannot be reached or is none */
  depart(redirectUri: string): Promise<Departure>;
  /** @param callback the address that the browser came back to. @throws when the answer is not what was asked for */
  arrive(callback: URL, checks: Checks): Promise<Arrived>;
}

const TIMEOUT_S = 10;
const LONGEST_NAME = 200;

/** The library is loaded with the first sign-in: most starts do without. */
const loadLibrary = () => import('openid-client');

/** Gives the client for settings; as long as they stay what they are, the same one. */
export function createOidcClients(): (settings: OidcSettings) => OidcClient {
  let latest: { readonly key: string; readonly client: OidcClient } | undefined;
  return (settings) => {
    const key = JSON.stringify(settings);
    if (latest?.key !== key) latest = { key, client: createOidcClient(settings) };
    return latest.client;
  };
}

/** Talks to the issuer and to the endpoints that the issuer names, and to nobody else. */
function createOidcClient(settings: OidcSettings): OidcClient {
  let discovered: ReturnType<typeof discover> | undefined;

  /** What was found out once is kept; what failed is tried anew. */
  async function configuration() {
    discovered ??= discover(settings);
    try {
      return await discovered;
    } catch (error) {
      discovered = undefined;
      throw error;
    }
  }

  return {
    async depart(redirectUri) {
      const client = await loadLibrary();
      const found = await configuration();
      const codeVerifier = client.randomPKCECodeVerifier();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(found, {
        redirect_uri: redirectUri,
        scope: settings.scopes.join(' '),
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      return { url, checks: { state, nonce, codeVerifier } };
    },
    async arrive(callback, { state, nonce, codeVerifier }) {
      const client = await loadLibrary();
      const found = await configuration();
      const tokens = await client.authorizationCodeGrant(found, callback, {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('The provider sent no ID token.');
      const isThin = claims[settings.claim] === undefined && found.serverMetadata().userinfo_endpoint;
      const more = isThin ? await client.fetchUserInfo(found, tokens.access_token, claims.sub) : {};
      const all: Readonly<Record<string, unknown>> = { ...more, ...claims };
      return { name: nameOf(all), role: roleOf(all[settings.claim], settings.roles) };
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings) {
  const client = await loadLibrary();
  const [basic, post] = [client.ClientSecretBasic(clientSecret), client.ClientSecretPost(clientSecret)];
  const server = new URL(issuer);
  const found = await client.discovery(
    server,
    clientId,
    {},
    (metadata, ...request) => {
      const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
      return (methods.includes('client_secret_basic') ? basic : post)(metadata, ...request);
    },
    // The configuration allows plain HTTP on this machine alone.
    { timeout: TIMEOUT_S, execute: server.protocol === 'http:' ? [client.allowInsecureRequests] : [] },
  );
  // The token comes straight from the provider, yet its signature is checked as well.
  client.enableNonRepudiationChecks(found);
  return found;
}

/** As the audit trail names them; the subject alone is sure to be there. */
function nameOf(claims: Readonly<Record<string, unknown>>): string {
  const { preferred_username: username, email, sub } = claims;
  const name = [username, email].find((each) => typeof each === 'string' && each !== '') ?? sub;
  return String(name)
    .replace(/[\p{C}\s]+/gu, ' ')
    .slice(0, LONGEST_NAME);
}

function roleOf(claim: unknown, roles: OidcSettings['roles']): ConsoleRole | undefined {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const has = (role: ConsoleRole) => roles[role].some((value) => values.includes(value));
  return has('admin') ? 'admin' : has('viewer') ? 'viewer' : undefined;
}
