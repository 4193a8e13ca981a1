import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TenantName } from '../../src/directory/tenant.ts';
import { type Answer, assertError, type Fixture, openFixture } from './app-fixture.ts';

const FORM = 'application/x-www-form-urlencoded';
const GRANT = { grant_type: 'client_credentials' };

type Parameters = Readonly<Record<string, string>> | string;

function ask(
  { request, key, secret }: Fixture,
  parameters: Parameters = { ...GRANT, client_id: key, client_secret: secret },
  options: { readonly authorization?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  return request('POST', 'http://localhost/oauth2/token', {
    authorization: '',
    ...options,
    headers: { 'Content-Type': FORM, ...options.headers },
    body: typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString(),
  });
}

/** A header with a token that was just issued. */
async function bearer(fixture: Fixture): Promise<{ readonly authorization: string }> {
  const { body } = await ask(fixture);
  return { authorization: `Bearer ${body.access_token}` };
}

/** Checks that an answer is an error of RFC 6749 §5.2. */
function assertRefused({ status, headers, body, text }: Answer, wanted: number, error: string): void {
  assert.equal(status, wanted, text);
  assert.equal(headers.get('content-type'), 'application/json');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.deepEqual(Object.keys(body), ['error', 'error_description']);
  assert.equal(body.error, error);
}

describe('an access token', () => {
  test('lets in for as long as is configured', async () => {
    await using fixture = await openFixture({ limits: { accessTokenLifetime: 21_600_000 } });
    const { request, clock } = fixture;
    const { body } = await ask(fixture);
    assert.equal(body.expires_in, 21_600);
    const token = { authorization: `Bearer ${body.access_token}` };
    clock.now += 21_599_999;
    assert.equal((await request('GET', '/Users', token)).status, 200);
    clock.now += 1;
    assertError(await request('GET', '/Users', token), 401);
  });

  test('is given for key and secret, in the form or in the header, and lets in for an hour', async () => {
    await using fixture = await openFixture();
    const { request, authorization, clock, key } = fixture;
    const answers = [
      await ask(fixture),
      await ask(fixture, GRANT, { authorization }),
      await ask(fixture, { ...GRANT, client_id: key, scope: 'anything' }, { authorization }),
    ];
    for (const { status, body, headers } of answers) {
      assert.equal(status, 200);
      const { access_token: token, ...rest } = body;
      assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 3600, scope: 'provision' });
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal((await request('GET', '/Users', { authorization: `Bearer ${token}` })).status, 200);
    }
    const token = await bearer(fixture);
    clock.now += 3_599_999;
    assert.equal((await request('GET', '/Users', token)).status, 200);
    clock.now += 1;
    const expired = await request('GET', '/Users', token);
    assertError(expired, 401);
    assert.match(expired.body.detail, /expired/);
  });

  test('is no key for another tenant, nor for what its own may not do', async () => {
    await using fixture = await openFixture();
    const { request, addTenant, saveIdentityProvider } = fixture;
    await addTenant('globex');
    const token = await bearer(fixture);
    assertError(await request('GET', '/scim/v2/globex/Users', token), 401);
    await saveIdentityProvider({ autoProvisioning: false });
    assertError(await request('GET', '/Users', token), 403);
  });

  test('ends with its key', async () => {
    await using fixture = await openFixture();
    const { request, store, clock, key } = fixture;
    const token = await bearer(fixture);
    const actor = { name: 'cli:root', requestId: '1' };
    await store.registry.endKey('acme' as TenantName, key, { revokedAt: clock.now }, actor);
    assertError(await request('GET', '/Users', token), 401);
    assertRefused(await ask(fixture), 401, 'invalid_client');
  });

  test('is refused with any part of it changed, and as anything but a bearer', async () => {
    await using fixture = await openFixture();
    const { request, addKey, key } = fixture;
    const { authorization } = await bearer(fixture);
    const [id = '', expiresAt = '', seal = ''] = authorization.replace('Bearer ', '').split('.');
    const other = (await addKey()).key.replace('cyk_', 'cyt_');
    const flipped = (seal.startsWith('A') ? 'B' : 'A') + seal.slice(1);
    const forged = [
      [other, expiresAt, seal],
      [id, String(Number(expiresAt) + 1), seal],
      [id, `0${expiresAt}`, flipped],
      [id, expiresAt, flipped],
      [id, expiresAt, ''],
      [id, expiresAt],
    ].map((parts) => parts.join('.'));
    for (const token of forged) {
      assertError(await request('GET', '/Users', { authorization: `Bearer ${token}` }), 401);
    }
    const basic = `Basic ${btoa(`${key}:${[id, expiresAt, seal].join('.')}`)}`;
    assertError(await request('GET', '/Users', { authorization: basic }), 401);
  });

  test('is in no log', async () => {
    await using fixture = await openFixture();
    const token = await bearer(fixture);
    await fixture.request('GET', '/Users', token);
    assert.ok(!fixture.log().includes(token.authorization.slice('Bearer '.length)));
    assert.ok(!fixture.log().includes(fixture.secret));
  });
});

describe('the token endpoint', () => {
  const refused: readonly [
    title: string,
    status: number,
    error: string,
    parameters: (fixture: Fixture) => Parameters,
  ][] = [
    ['no client', 401, 'invalid_client', () => GRANT],
    ['a client without a secret', 401, 'invalid_client', ({ key }) => ({ ...GRANT, client_id: key })],
    [
      'a wrong secret',
      401,
      'invalid_client',
      ({ key }) => ({ ...GRANT, client_id: key, client_secret: 'cys_wrong' }),
    ],
    [
      'no grant type',
      400,
      'invalid_request',
      ({ key, secret }) => ({ client_id: key, client_secret: secret }),
    ],
    [
      'another grant type',
      400,
      'unsupported_grant_type',
      ({ key, secret }) => ({ grant_type: 'password', client_id: key, client_secret: secret }),
    ],
    [
      'a parameter twice',
      400,
      'invalid_request',
      ({ key, secret }) =>
        `grant_type=client_credentials&grant_type=x&client_id=${key}&client_secret=${secret}`,
    ],
    ['a form without an end', 413, 'invalid_request', () => `grant_type=${'x'.repeat(10_000)}`],
  ];
  for (const [title, status, error, parameters] of refused) {
    test(`refuses ${title}`, async () => {
      await using fixture = await openFixture();
      const answer = await ask(fixture, parameters(fixture));
      assertRefused(answer, status, error);
      assert.equal(answer.headers.has('www-authenticate'), status === 401);
    });
  }

  test('refuses a client that authenticates in two ways, JSON, and other verbs', async () => {
    await using fixture = await openFixture();
    const { request, authorization, secret } = fixture;
    assertRefused(await ask(fixture, undefined, { authorization }), 400, 'invalid_request');
    assertRefused(
      await ask(fixture, { ...GRANT, client_id: 'cyk_other' }, { authorization }),
      400,
      'invalid_request',
    );
    assertRefused(await ask(fixture, GRANT, { authorization: `Bearer ${secret}` }), 401, 'invalid_client');
    const headers = { 'Content-Type': 'application/json' };
    assertRefused(await ask(fixture, undefined, { headers }), 400, 'invalid_request');
    const got = await request('GET', 'http://localhost/oauth2/token', { authorization });
    assertRefused(got, 405, 'invalid_request');
    assert.equal(got.headers.get('allow'), 'POST');
  });

  test('slows down guesses, and lets the right secret in all the same', async () => {
    await using fixture = await openFixture({ limits: { failedSignInsPerMinute: 2 } });
    const guess = { ...GRANT, client_id: fixture.key, client_secret: 'cys_guess' };
    for (let attempt = 0; attempt < 2; attempt++)
      assertRefused(await ask(fixture, guess), 401, 'invalid_client');
    const stopped = await ask(fixture, guess);
    assertRefused(stopped, 429, 'temporarily_unavailable');
    assert.match(stopped.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal((await ask(fixture)).status, 200);
  });

  test('is found by its metadata', async () => {
    await using fixture = await openFixture();
    const { status, body } = await fixture.request(
      'GET',
      'http://localhost/.well-known/oauth-authorization-server',
      { authorization: '' },
    );
    assert.equal(status, 200);
    assert.equal(body.issuer, 'https://gateway.example.com');
    assert.equal(body.token_endpoint, 'https://gateway.example.com/oauth2/token');
    assert.ok(body.grant_types_supported.includes('client_credentials'));
  });
});
