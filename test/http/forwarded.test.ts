import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Hono } from 'hono';
import type { HttpEnv, Peer } from '../../src/http/environment.ts';
import { forwarded } from '../../src/http/forwarded.ts';

interface Given {
  readonly from?: string;
  readonly trusted?: readonly string[];
  readonly headers?: Record<string, string>;
}

async function peerOf({
  from = '127.0.0.1',
  trusted = ['127.0.0.1/32'],
  headers = {},
}: Given): Promise<string> {
  const app = new Hono<HttpEnv>();
  app.use(forwarded(trusted));
  app.get('/', (c) => c.json(c.get('peer')));
  const response = await app.request(
    'http://inner:8080/',
    { headers },
    { incoming: { socket: { remoteAddress: from } } },
  );
  const { address, scheme, host } = (await response.json()) as Peer;
  return `${address} ${scheme}://${host}`;
}

const X = {
  'X-Forwarded-For': '203.0.113.7',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'scim.example.com',
};

describe('the peer of a request', () => {
  const cases: readonly [title: string, given: Given, peer: string][] = [
    ['is who connected', {}, '127.0.0.1 http://inner:8080'],
    [
      'is not changed by headers of a stranger',
      { from: '192.0.2.1', headers: X },
      '192.0.2.1 http://inner:8080',
    ],
    [
      'is not changed by headers when no proxy is trusted',
      { trusted: [], headers: X },
      '127.0.0.1 http://inner:8080',
    ],
    [
      'is taken from X-Forwarded headers of a trusted proxy',
      { headers: X },
      '203.0.113.7 https://scim.example.com',
    ],
    [
      'is taken from Forwarded',
      { headers: { Forwarded: 'for="[2001:db8::7]:4711";proto=HTTPS;host="scim.example.com:8443"' } },
      '2001:db8::7 https://scim.example.com:8443',
    ],
    [
      'is taken from Forwarded where X-Forwarded headers name the same client',
      { headers: { ...X, Forwarded: 'for=203.0.113.7;proto=http;host=a.example' } },
      '203.0.113.7 http://a.example',
    ],
    [
      'is not what a client wrote in Forwarded, which a proxy that writes X-Forwarded headers passes on',
      { headers: { ...X, Forwarded: 'for=198.51.100.1;proto=http;host=a.example' } },
      '127.0.0.1 http://inner:8080',
    ],
    [
      'is found in time that grows with the length of the header',
      { headers: { Forwarded: 'a'.repeat(1_000_000) } },
      '127.0.0.1 http://inner:8080',
    ],
    [
      'is the last one that no trusted proxy is',
      {
        trusted: ['127.0.0.1', '10.0.0.0/8'],
        headers: { ...X, 'X-Forwarded-For': '6.6.6.6, 203.0.113.7, 10.1.2.3' },
      },
      '203.0.113.7 https://scim.example.com',
    ],
    [
      'is not what a client wrote in front of the list',
      {
        headers: {
          Forwarded: 'for=6.6.6.6;host=evil.example, for=203.0.113.7;host=scim.example.com;proto=https',
        },
      },
      '203.0.113.7 https://scim.example.com',
    ],
    [
      'comes with the host that belongs to it',
      {
        trusted: ['127.0.0.1', '10.0.0.1'],
        headers: {
          ...X,
          'X-Forwarded-For': '203.0.113.7, 10.0.0.1',
          'X-Forwarded-Host': 'evil.example, scim.example.com, inner.example',
        },
      },
      '203.0.113.7 https://scim.example.com',
    ],
    ['loses a port', { headers: { 'X-Forwarded-For': '203.0.113.7:5678' } }, '203.0.113.7 http://inner:8080'],
    [
      'stays when the header is unreadable',
      {
        headers: { 'X-Forwarded-For': 'unknown', 'X-Forwarded-Host': 'a b"<', 'X-Forwarded-Proto': 'gopher' },
      },
      '127.0.0.1 http://inner:8080',
    ],
    [
      'may be an IPv4 address in IPv6 form',
      { from: '::ffff:127.0.0.1', headers: X },
      '203.0.113.7 https://scim.example.com',
    ],
    [
      'may be trusted by an IPv6 block',
      { from: '2001:db8::1', trusted: ['2001:db8::/32'], headers: X },
      '203.0.113.7 https://scim.example.com',
    ],
    ['may have no address, on a UNIX socket', { from: '', headers: X }, ' http://inner:8080'],
  ];
  for (const [title, given, peer] of cases) {
    test(title, async () => assert.equal(await peerOf(given), peer));
  }
});
