import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export const CLIENT = { clientId: 'console', clientSecret: 'a secret of: the client' };

/** What the provider does next, where that is not what it should. */
interface Behaviour {
  /** Claims of the ID token, over those that are right. */
  claims: JWTPayload;
  userinfo: Readonly<Record<string, unknown>>;
  /** Signs with a key that is not published. */
  isForged: boolean;
  isDown: boolean;
}

export interface OidcProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly behaviour: Behaviour;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
  /** Signs the person in at once. @returns where the browser is sent back to */
  authorize(url: string): string;
}

interface Grant {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly nonce: string;
}

/**
 * A small OpenID provider that knows one client and lets in whoever comes; it refuses what the standards say it has to.
 * @param host how it is called: for a browser `localhost` is another site than the console's address
 */
export async function openOidcProvider(host = '127.0.0.1'): Promise<OidcProvider> {
  const [published, other] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
  const jwk = { ...(await exportJWK(published.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const behaviour: Behaviour = { claims: {}, userinfo: {}, isForged: false, isDown: false };
  const grants = new Map<string, Grant>();
  const asked: string[] = [];

  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    asked.push(path);
    if (path.startsWith('/authorize?')) {
      response.writeHead(303, { Location: authorize(`${issuer}${path}`) }).end();
      return;
    }
    const [status, body] = behaviour.isDown ? [503, {}] : await bodyFor(path, request);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }

  async function bodyFor(path: string, request: IncomingMessage): Promise<readonly [number, unknown]> {
    switch (path) {
      case '/.well-known/openid-configuration':
        return [200, metadata()];
      case '/jwks':
        return [200, { keys: [jwk] }];
      case '/token':
        return await redeem(request);
      case '/userinfo':
        return [200, { sub: 'u1', ...behaviour.userinfo }];
      default:
        return [404, {}];
    }
  }

  function metadata() {
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/userinfo`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  async function redeem(request: IncomingMessage): Promise<readonly [number, unknown]> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const [id, secret] = Object.values(CLIENT).map((each) =>
      new URLSearchParams({ each }).toString().slice(5),
    );
    const isClient = request.headers.authorization === `Basic ${btoa(`${id}:${secret}`)}`;
    if (!isClient) return [401, { error: 'invalid_client' }];
    const code = form.get('code') ?? '';
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGranted = grant?.challenge === challenge && grant.redirectUri === form.get('redirect_uri');
    if (!isGranted) return [400, { error: 'invalid_grant' }];
    return [200, { access_token: 'opaque', token_type: 'Bearer', id_token: await idToken(grant) }];
  }

  async function idToken({ nonce }: Grant): Promise<string> {
    const { privateKey } = behaviour.isForged ? other : published;
    const claims = { sub: 'u1', preferred_username: 'ada@example.com', nonce, ...behaviour.claims };
    return await new SignJWT({ iss: issuer, aud: CLIENT.clientId, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey);
  }

  return {
    issuer,
    behaviour,
    asked,
    authorize,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  function authorize(url: string): string {
    const { origin, pathname, searchParams } = new URL(url);
    const ask = (name: string) => searchParams.get(name) ?? '';
    assert.equal(`${origin}${pathname}`, `${issuer}/authorize`);
    assert.deepEqual(
      [ask('client_id'), ask('response_type'), ask('code_challenge_method')],
      [CLIENT.clientId, 'code', 'S256'],
    );
    const code = randomUUID();
    const grant = {
      challenge: ask('code_challenge'),
      redirectUri: ask('redirect_uri'),
      nonce: ask('nonce'),
    };
    grants.set(code, grant);
    return `${grant.redirectUri}?${new URLSearchParams({ code, state: ask('state') })}`;
  }
}
