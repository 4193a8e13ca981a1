import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BUILT_IN_RESOURCE_TYPES } from '../../src/scim/resource-types.ts';
import { assertError, type Body, openFixture } from './app-fixture.ts';

const BASE = 'https://gateway.example.com/scim/v2/acme';

describe('discovery', () => {
  test('tells what the service can do, and its limits', async () => {
    await using fixture = await openFixture({
      limits: { bulkOperations: 7, bodyBytes: 4096, maxPageSize: 150 },
    });
    const { status, body } = await fixture.request('GET', '/ServiceProviderConfig');
    assert.equal(status, 200);
    assert.deepEqual(body.bulk, { supported: true, maxOperations: 7, maxPayloadSize: 4096 });
    assert.deepEqual(body.filter, { supported: true, maxResults: 150 });
    assert.deepEqual(body.pagination, {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: 100,
      maxPageSize: 150,
      cursorTimeout: 3600,
    });
    assert.equal(body.meta.location, `${BASE}/ServiceProviderConfig`);
  });

  for (const [path, ids] of [
    ['/ResourceTypes', BUILT_IN_RESOURCE_TYPES.map(({ name }) => name)],
    [
      '/Schemas',
      BUILT_IN_RESOURCE_TYPES.flatMap(({ schema, extensions }) => [
        schema.id,
        ...extensions.map((extension) => extension.schema.id),
      ]),
    ],
  ] as const) {
    test(`lists all ${path}, and has each under its location`, async () => {
      await using fixture = await openFixture();
      const { request } = fixture;
      const { status, body, headers } = await request('GET', path);
      assert.equal(status, 200);
      assert.equal(headers.get('content-type'), 'application/scim+json');
      assert.deepEqual([body.totalResults, body.startIndex, body.itemsPerPage], [ids.length, 1, ids.length]);
      assert.deepEqual(
        body.Resources.map(({ id }: Body) => id),
        ids,
      );
      for (const resource of body.Resources) {
        assert.equal(resource.meta.location, `${BASE}${path}/${resource.id}`);
        assert.deepEqual((await request('GET', `${path}/${resource.id}`)).body, resource);
        assert.deepEqual((await request('GET', `${path}/${encodeURIComponent(resource.id)}`)).body, resource);
      }
      assertError(await request('GET', `${path}/unknown`), 404);
    });
  }

  test('ignores query parameters, but forbids filters where there is a list', async () => {
    await using fixture = await openFixture();
    const { request } = fixture;
    for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/ResourceTypes/User', '/Schemas']) {
      const plain = await request('GET', path);
      const paged = await request('GET', `${path}?startIndex=2&count=0&sortBy=x&attributes=id`);
      assert.deepEqual(paged.body, plain.body);
      const filtered = await request('GET', `${path}?filter=name+eq+"User"`);
      if (path === '/ServiceProviderConfig') assert.deepEqual(filtered.body, plain.body);
      else assertError(filtered, 403);
    }
  });

  test('has a HEAD', async () => {
    await using fixture = await openFixture();
    const answer = await fixture.request('HEAD', '/Schemas');
    assert.deepEqual([answer.status, answer.text], [200, '']);
  });
});

describe('the base URL', () => {
  const cases: readonly [
    title: string,
    publicUrl: string | undefined,
    headers: Record<string, string>,
    base: string,
  ][] = [
    ['is the public one', 'https://gw.example.com', { Host: 'evil.example' }, 'https://gw.example.com'],
    ['may have a path of its own', 'https://gw.example.com/idp/', {}, 'https://gw.example.com/idp'],
    [
      'is not changed by a proxy when it is set',
      'https://gw.example.com',
      { 'X-Forwarded-Host': 'p.example' },
      'https://gw.example.com',
    ],
    [
      'is the one that a trusted proxy tells',
      undefined,
      { 'X-Forwarded-Host': 'p.example', 'X-Forwarded-Proto': 'https' },
      'https://p.example',
    ],
    ['is else the one of the request', undefined, {}, 'http://localhost'],
  ];
  for (const [title, publicUrl, headers, base] of cases) {
    test(title, async () => {
      await using fixture = await openFixture({ publicUrl, trustedProxies: ['192.0.2.1/32'] });
      const { body } = await fixture.request('GET', '/ServiceProviderConfig', { headers });
      assert.equal(body.meta.location, `${base}/scim/v2/acme/ServiceProviderConfig`);
    });
  }

  test('is not what a stranger tells', async () => {
    await using fixture = await openFixture({ publicUrl: undefined, trustedProxies: ['192.0.2.1/32'] });
    const headers = { 'X-Forwarded-Host': 'evil.example' };
    const { body } = await fixture.request('GET', '/ServiceProviderConfig', { headers, from: '192.0.2.7' });
    assert.equal(body.meta.location, 'http://localhost/scim/v2/acme/ServiceProviderConfig');
  });
});
