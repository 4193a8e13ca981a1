import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertError, openFixture, patch, user } from './app-fixture.ts';

describe('an error', () => {
  const unknown = [
    ['GET', '/Nothing'],
    ['POST', '/Nothing/1'],
    ['GET', '/User'],
    ['GET', '/Users/1/2'],
    ['GET', '/ServiceProviderConfigs'],
    ['DELETE', '/Schemas/1/2'],
    ['GET', '/scim/v1/acme/Users'],
    ['GET', '/scim'],
    ['BREW', '/Coffee'],
  ] as const;
  for (const [method, path] of unknown) {
    test(`is 404 where no endpoint is: ${method} ${path}`, async () => {
      await using fixture = await openFixture();
      assertError(await fixture.request(method, path), 404);
    });
  }

  const refused: readonly [path: string, allowed: string, methods: readonly string[]][] = [
    ['', 'GET, HEAD', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
    ['/.search', 'POST', ['GET', 'PUT', 'DELETE', 'OPTIONS']],
    ['/Users', 'GET, HEAD, POST', ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'BREW']],
    ['/Users/1', 'GET, HEAD, PUT, PATCH, DELETE', ['POST', 'OPTIONS']],
    ['/Users/.search', 'POST', ['GET', 'PUT', 'PATCH', 'DELETE']],
    ['/Groups', 'GET, HEAD, POST', ['PUT', 'DELETE']],
    ['/Bulk', 'POST', ['GET', 'PUT', 'OPTIONS']],
    ['/ServiceProviderConfig', 'GET, HEAD', ['POST', 'PUT', 'OPTIONS']],
    ['/ResourceTypes', 'GET, HEAD', ['POST']],
    ['/ResourceTypes/User', 'GET, HEAD', ['DELETE']],
    ['/Schemas', 'GET, HEAD', ['PATCH']],
    ['/Schemas/x', 'GET, HEAD', ['PUT']],
  ];
  for (const [path, allowed, methods] of refused) {
    test(`is 405 with the verbs that are allowed: ${path}`, async () => {
      await using fixture = await openFixture();
      for (const method of methods) {
        const answer = await fixture.request(method, path);
        assertError(answer, 405);
        assert.equal(answer.headers.get('allow'), allowed, method);
      }
    });
  }

  for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
    test(`is 501 for /Me: ${method}`, async () => {
      await using fixture = await openFixture();
      assertError(await fixture.request(method, '/Me'), 501);
    });
  }

  test('is a bare 500 with the request id when the service itself fails', async () => {
    await using fixture = await openFixture();
    const { store, request, log } = fixture;
    await store[Symbol.asyncDispose]();
    const answer = await request('GET', '/Users');
    assertError(answer, 500);
    const id = answer.headers.get('x-request-id') ?? '';
    assert.equal(answer.body.detail, `The service failed. Its log says why, under request id ${id}.`);
    const lines = log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const failure = lines.find(({ msg }) => msg === 'request failed');
    assert.equal(failure.requestId, id);
    assert.ok(failure.err.message);
  });
});

describe('the type of a body', () => {
  const taken = [
    'application/scim+json',
    'application/scim+json; charset=utf-8',
    'application/json',
    'application/json;charset=UTF-8',
    'APPLICATION/SCIM+JSON ; x=y',
  ];
  for (const type of taken) {
    test(`may be ${type}`, async () => {
      await using fixture = await openFixture();
      const answer = await fixture.request('POST', '/Users', {
        body: user(),
        headers: { 'Content-Type': type },
      });
      assert.equal(answer.status, 201, answer.text);
    });
  }

  test('may be missing', async () => {
    await using fixture = await openFixture();
    const body = new TextEncoder().encode(JSON.stringify(user()));
    const answer = await fixture.request('POST', '/Users', { body, headers: { 'Content-Type': '' } });
    assert.equal(answer.status, 201, answer.text);
  });

  const refused = [
    'text/plain',
    'application/xml',
    'text/json',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'application/scim',
  ];
  for (const type of refused) {
    test(`may not be ${type}`, async () => {
      await using fixture = await openFixture();
      const { request, createUser, events } = fixture;
      const { id } = await createUser({ userName: 'ada' });
      const headers = { 'Content-Type': type };
      for (const [method, path] of [
        ['POST', '/Users'],
        ['PUT', `/Users/${id}`],
        ['PATCH', `/Users/${id}`],
        ['POST', '/Bulk'],
        ['POST', '/.search'],
        ['POST', '/Users/.search'],
      ] as const) {
        assertError(await request(method, path, { body: user(), headers }), 415);
      }
      assert.deepEqual(await events(), ['create User ada']);
    });
  }

  test('does not matter where there is no body', async () => {
    await using fixture = await openFixture();
    const { request, createUser } = fixture;
    const { id } = await createUser();
    const headers = { 'Content-Type': 'application/scim+json; charset=utf-8' };
    assert.equal((await request('GET', `/Users/${id}`, { headers })).status, 200);
    assert.equal((await request('DELETE', `/Users/${id}`, { headers })).status, 204);
    assert.equal((await request('GET', '/Users', { headers: { 'Content-Type': 'text/plain' } })).status, 200);
  });
});

describe('a body', () => {
  const limits = { bodyBytes: 1000 };

  test('may be as long as is allowed, and not longer', async () => {
    await using fixture = await openFixture({ limits });
    const { request, events } = fixture;
    const padded = (length: number) => JSON.stringify(user({ userName: 'ada' })).padEnd(length);
    assertError(await request('POST', '/Users', { body: padded(1001) }), 413);
    assert.equal((await request('POST', '/Users', { body: padded(1000) })).status, 201);
    assert.deepEqual(await events(), ['create User ada']);
  });

  test('is refused by its announced length before it is read', async () => {
    await using fixture = await openFixture({ limits });
    const headers = { 'Content-Length': '1001' };
    assertError(await fixture.request('POST', '/Users', { body: '{}', headers }), 413);
  });

  const broken: readonly [title: string, body: string | Uint8Array][] = [
    ['empty', ''],
    ['white space', '  \n'],
    ['cut off', '{"userName":"a"'],
    ['not JSON', 'userName=a'],
    ['JSON with a comment', '{"userName":"a"/**/}'],
    ['no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
    ['nested too deeply', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['nested absurdly deeply', `${'[{"a":'.repeat(10_000)}1${'}]'.repeat(10_000)}`],
    ['a list', '[]'],
    ['a string', '"a"'],
    ['null', 'null'],
  ];
  for (const [title, body] of broken) {
    test(`is invalidSyntax when it is ${title}`, async () => {
      await using fixture = await openFixture();
      const { request, createUser, events } = fixture;
      const { id } = await createUser({ userName: 'ada' });
      for (const [method, path] of [
        ['POST', '/Users'],
        ['PUT', `/Users/${id}`],
        ['PATCH', `/Users/${id}`],
        ['POST', '/Groups'],
        ['POST', '/Bulk'],
        ['POST', '/.search'],
      ] as const) {
        assertError(await request(method, path, { body }), 400, 'invalidSyntax');
      }
      assert.deepEqual(await events(), ['create User ada']);
    });
  }

  test('may begin with a byte order mark', async () => {
    await using fixture = await openFixture();
    const answer = await fixture.request('POST', '/Users', { body: `\uFEFF${JSON.stringify(user())}` });
    assert.equal(answer.status, 201, answer.text);
  });

  test('may be read of a stream that ends early only as an error', async () => {
    await using fixture = await openFixture();
    const { app, authorization, events } = fixture;
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"userName":"a"'));
        controller.error(new Error('gone'));
      },
    });
    const init = { method: 'POST', headers: { Authorization: authorization }, body, duplex: 'half' };
    const response = await app.request('/scim/v2/acme/Users', init as RequestInit);
    assert.equal(response.status, 400);
    assert.deepEqual(await events(), []);
  });
});

describe('what a client accepts', () => {
  for (const accept of [
    'application/scim+json',
    'application/json',
    '*/*',
    'text/html',
    'application/scim+json; charset=utf-8',
  ]) {
    test(`is answered in application/scim+json: ${accept}`, async () => {
      await using fixture = await openFixture();
      const { request } = fixture;
      const headers = { Accept: accept, 'Accept-Charset': 'utf-8' };
      for (const answer of [
        await request('GET', '/Users', { headers }),
        await request('POST', '/Users', { headers, body: user() }),
        await request('GET', '/Schemas', { headers }),
        await request('GET', '/Users/unknown', { headers }),
        await request('PATCH', '/Users/unknown', {
          headers,
          body: patch({ op: 'replace', value: { active: false } }),
        }),
      ]) {
        assert.equal(answer.headers.get('content-type'), 'application/scim+json');
      }
    });
  }
});
