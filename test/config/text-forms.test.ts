import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../src/config/duration.ts';
import { formatListenAddress, parseListenAddress } from '../../src/config/listen.ts';
import { formatSize, parseSize } from '../../src/config/size.ts';
import { suggest } from '../../src/config/suggest.ts';

test('durations are numbers with one unit', () => {
  assert.deepEqual(
    ['30s', '15m', '24h', '7d', '0s'].map(parseDuration),
    [30_000, 900_000, 86_400_000, 604_800_000, 0],
  );
  for (const text of ['', '7', 'd', '7 d', '-7d', '1.5h', '7D', '1h30m', '7w', '9999999d']) {
    assert.equal(parseDuration(text), undefined, text);
  }
});

test('durations are written as they are read', () => {
  fc.assert(
    fc.property(fc.nat({ max: 999_999 }), (seconds) => {
      assert.equal(parseDuration(formatDuration(seconds * 1000)), seconds * 1000);
    }),
  );
  assert.deepEqual([604_800_000, 5_400_000, 90_000].map(formatDuration), ['7d', '90m', '90s']);
});

test('sizes are numbers with a binary unit', () => {
  assert.deepEqual(['1B', '512KiB', '4MiB', '1GiB'].map(parseSize), [1, 524_288, 4_194_304, 1_073_741_824]);
  for (const text of ['', '4', 'MiB', '4 MiB', '4MB', '4mib', '-4MiB', '0.5MiB']) {
    assert.equal(parseSize(text), undefined, text);
  }
});

test('sizes are written as they are read', () => {
  fc.assert(
    fc.property(fc.nat({ max: 999_999_999 }), (bytes) => {
      assert.equal(parseSize(formatSize(bytes)), bytes);
    }),
  );
});

test('listen addresses are a host and a port, or a socket', () => {
  assert.deepEqual(parseListenAddress('localhost:0'), { host: 'localhost', port: 0 });
  assert.deepEqual(parseListenAddress('[2001:db8::1]:443'), { host: '2001:db8::1', port: 443 });
  assert.deepEqual(parseListenAddress('unix:/run/x.sock'), { socket: '/run/x.sock' });
  for (const text of [
    '',
    '443',
    ':443',
    'host',
    'host:',
    'host:65536',
    '2001:db8::1:443',
    '[host]:443',
    'unix:x',
    'http://h:1',
  ]) {
    assert.equal(parseListenAddress(text), undefined, text);
  }
  for (const text of ['0.0.0.0:8443', '[::]:8443', 'unix:/run/x.sock']) {
    const address = parseListenAddress(text);
    assert.equal(address && formatListenAddress(address), text);
  }
});

test('a suggestion is near in letters, whatever the spelling convention', () => {
  const words = ['listen', 'publicUrl', 'trustedProxies'];
  assert.deepEqual(
    ['lissten', 'public-url', 'PUBLIC_URL', 'trustedProxy', 'port', ''].map((word) => suggest(word, words)),
    ['listen', 'publicUrl', 'publicUrl', 'trustedProxies', undefined, undefined],
  );
});
