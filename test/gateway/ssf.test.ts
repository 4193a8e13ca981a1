import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { type Answer, type Body, startTestServer, type TestServer, toAnswer } from './gateway-fixture.ts';

const PUBLIC_URL = 'https://gateway.example.com';
const ISSUER = `${PUBLIC_URL}/gateway/v1/acme`;
const DEACTIVATE = 'urn:ietf:params:scim:event:prov:deactivate';
const SESSION_REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
const VERIFICATION = 'https://schemas.openid.net/secevent/ssf/event-type/verification';

const start = (): Promise<TestServer> => startTestServer({ server: { publicUrl: PUBLIC_URL } });

/** Follows a URL of the configuration, which is where the service is reached, to where it is. */
async function call(server: TestServer, method: string, url: string, body?: unknown): Promise<Answer> {
  return toAnswer(
    await fetch(url.replace(PUBLIC_URL, server.origin), {
      method,
      headers: { authorization: server.authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

async function discover(server: TestServer): Promise<Body> {
  const answer = await toAnswer(
    await fetch(`${server.origin}/.well-known/ssf-configuration/gateway/v1/acme`),
  );
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers.get('content-type'), 'application/json');
  return answer.body;
}

/** Sets up a stream. @returns its configuration, and how to poll it */
async function createStream(server: TestServer, settings: object = {}) {
  const configuration = await discover(server);
  const created = await call(server, 'POST', configuration.configuration_endpoint, settings);
  assert.equal(created.status, 201, created.text);
  const stream: Body = created.body;
  const poll = async (body: object = {}): Promise<Body> =>
    (await call(server, 'POST', stream.delivery.endpoint_url, { returnImmediately: true, ...body })).body
      .sets;
  return { configuration, stream, poll };
}

const typesOf = (sets: Record<string, string>): string[] =>
  Object.values(sets).map((token) => Object.keys((decodeJwt(token) as Body).events)[0] ?? '');

describe('a transmitter of shared signals (SSF 1.0)', () => {
  test('is found by its issuer', async () => {
    await using server = await start();
    assert.deepEqual(await discover(server), {
      spec_version: '1_0',
      issuer: ISSUER,
      jwks_uri: `${ISSUER}/jwks.json`,
      delivery_methods_supported: ['urn:ietf:rfc:8936'],
      configuration_endpoint: `${ISSUER}/ssf/streams`,
      status_endpoint: `${ISSUER}/ssf/status`,
      verification_endpoint: `${ISSUER}/ssf/verify`,
      authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6749' }, { spec_urn: 'urn:ietf:rfc:6750' }],
      default_subjects: 'ALL',
    });
    assert.equal(
      (await fetch(`${server.origin}/.well-known/ssf-configuration/gateway/v1/nobody`)).status,
      404,
    );
  });

  test('is none without a public URL', async () => {
    await using server = await startTestServer();
    assert.equal((await fetch(`${server.origin}/.well-known/ssf-configuration/gateway/v1/acme`)).status, 404);
    assert.equal((await server.post('/ssf/streams', {})).status, 501);
  });

  test('sets up a stream, on which what was asked for arrives', async () => {
    await using server = await start();
    const requested = [SESSION_REVOKED, DEACTIVATE, 'urn:example:unknown'];
    const settings = { events_requested: requested, description: 'a gateway' };
    const { configuration, stream, poll } = await createStream(server, settings);
    const { stream_id: id, events_supported: supported, ...rest } = stream;
    assert.deepEqual(rest, {
      iss: ISSUER,
      aud: `${ISSUER}/ssf/streams/${id}`,
      delivery: { method: 'urn:ietf:rfc:8936', endpoint_url: `${ISSUER}/events/poll/${id}` },
      events_requested: requested,
      events_delivered: [SESSION_REVOKED, DEACTIVATE],
      min_verification_interval: 10,
      description: 'a gateway',
    });
    assert.ok(supported.includes(DEACTIVATE) && supported.length > 5);

    const ada = await server.createUser('ada@example.com');
    await server.setActive(ada, false);
    const sets = await poll();
    assert.deepEqual(typesOf(sets).sort(), [DEACTIVATE, SESSION_REVOKED].sort());
    const keys = createRemoteJWKSet(new URL(configuration.jwks_uri.replace(PUBLIC_URL, server.origin)));
    for (const token of Object.values<string>(sets)) {
      await jwtVerify(token, keys, { issuer: stream.iss, audience: stream.aud, typ: 'secevent+jwt' });
    }
    assert.deepEqual(await poll({ ack: Object.keys(sets) }), {});
  });

  test('has a stream read, changed, replaced and given up', async () => {
    await using server = await start();
    const { configuration, stream, poll } = await createStream(server, { description: 'one' });
    const url = configuration.configuration_endpoint;
    const { stream_id } = stream;
    const one = await call(server, 'GET', `${url}?stream_id=${stream_id}`);
    assert.deepEqual(one.body, stream);
    assert.equal(one.headers.get('cache-control'), 'no-store');
    assert.deepEqual((await call(server, 'GET', url)).body, [stream]);

    const patched = await call(server, 'PATCH', url, { stream_id, events_requested: [DEACTIVATE] });
    assert.deepEqual(patched.body, {
      ...stream,
      events_requested: [DEACTIVATE],
      events_delivered: [DEACTIVATE],
    });
    await server.createUser('ada');
    assert.deepEqual(await poll(), {});
    // A receiver may send all that it was told, and must not change what is not for it to set.
    const replacement = { ...patched.body, description: undefined, events_requested: [SESSION_REVOKED] };
    const wrong = [
      { aud: 'me' },
      { events_delivered: [] },
      { delivery: { ...stream.delivery, endpoint_url: 'x' } },
    ];
    for (const each of wrong) {
      assert.equal((await call(server, 'PUT', url, { ...replacement, ...each })).status, 400);
    }
    const replaced = await call(server, 'PUT', url, replacement);
    assert.deepEqual(replaced.body.events_delivered, [SESSION_REVOKED]);
    assert.equal(replaced.body.description, undefined);

    assert.equal((await call(server, 'DELETE', `${url}?stream_id=${stream_id}`)).status, 204);
    assert.deepEqual((await call(server, 'GET', url)).body, []);
    for (const method of ['GET', 'DELETE']) {
      assert.equal((await call(server, method, `${url}?stream_id=${stream_id}`)).status, 404);
    }
    assert.equal((await call(server, 'POST', stream.delivery.endpoint_url, {})).status, 404);
  });

  test('keeps what happens while a stream is paused, and not while it is disabled', async () => {
    await using server = await start();
    const { configuration, stream, poll } = await createStream(server, { events_requested: [DEACTIVATE] });
    const { stream_id } = stream;
    const url = configuration.status_endpoint;
    const setStatus = async (status: string, reason?: string): Promise<Body> =>
      (await call(server, 'POST', url, { stream_id, status, ...(reason && { reason }) })).body;
    const lose = async (name: string) => server.setActive(await server.createUser(name), false);

    assert.deepEqual(await setStatus('paused', 'maintenance'), {
      stream_id,
      status: 'paused',
      reason: 'maintenance',
    });
    assert.deepEqual((await call(server, 'GET', `${url}?stream_id=${stream_id}`)).body, {
      stream_id,
      status: 'paused',
      reason: 'maintenance',
    });
    await lose('ada');
    assert.deepEqual(await poll(), {});
    const resumed = poll({ returnImmediately: false });
    await setStatus('enabled');
    const sets = await resumed;
    assert.deepEqual(typesOf(sets), [DEACTIVATE]);
    await poll({ ack: Object.keys(sets), maxEvents: 0 });

    const waiting = poll({ returnImmediately: false });
    await setStatus('disabled');
    await lose('bob');
    await setStatus('enabled');
    assert.deepEqual(await poll(), {});
    await lose('cem');
    const [token = ''] = Object.values<string>(await waiting);
    assert.equal((decodeJwt(token) as Body).sub_id.userName, 'cem');
  });

  test('sends a verification when it is asked to, and not too often', async () => {
    await using server = await start();
    const { configuration, stream, poll } = await createStream(server);
    const { stream_id } = stream;
    const verify = (state?: string) =>
      call(server, 'POST', configuration.verification_endpoint, { stream_id, state });
    const waiting = poll({ returnImmediately: false });
    assert.equal((await verify('some state')).status, 204);
    const sets = await waiting;
    const { events, sub_id } = decodeJwt(Object.values<string>(sets)[0] ?? '') as Body;
    assert.deepEqual(events, { [VERIFICATION]: { state: 'some state' } });
    assert.deepEqual(sub_id, { format: 'opaque', id: stream_id });
    assert.deepEqual(await poll({ ack: Object.keys(sets) }), {});
    const refused = await verify();
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
  });

  test('refuses what it cannot do', async () => {
    await using server = await start();
    const { configuration, stream } = await createStream(server);
    const { stream_id } = stream;
    const { configuration_endpoint, status_endpoint, verification_endpoint } = configuration;
    const push = { method: 'urn:ietf:rfc:8935', endpoint_url: 'https://receiver.example.com' };
    for (const [url, body] of [
      [configuration_endpoint, { delivery: push }],
      [configuration_endpoint, { events_requested: 'x' }],
      [configuration_endpoint, []],
      [status_endpoint, { stream_id, status: 'asleep' }],
      [status_endpoint, { status: 'paused' }],
      [verification_endpoint, { stream_id, state: 1 }],
    ]) {
      assert.equal((await call(server, 'POST', url, body)).status, 400, JSON.stringify(body));
    }
    assert.equal((await call(server, 'POST', verification_endpoint, { stream_id: 'x' })).status, 404);
    const statuses: number[] = [];
    for (let count = 0; count < 20; count += 1) {
      statuses.push((await call(server, 'POST', configuration_endpoint, {})).status);
    }
    assert.ok(statuses.includes(403), `a key has only so many streams: ${statuses}`);
  });
});

test('the service provider configuration names the events where there is an issuer (RFC 9967 §4)', async () => {
  await using nameless = await startTestServer();
  assert.equal((await nameless.scim.get('/ServiceProviderConfig')).body['securityEvents'], undefined);
  await using server = await start();
  const { body } = await server.scim.get('/ServiceProviderConfig');
  assert.partialDeepStrictEqual(body['securityEvents'], { asyncRequest: 'none' });
  assert.ok(((body as Body).securityEvents.eventUris as string[]).includes(DEACTIVATE));
});
