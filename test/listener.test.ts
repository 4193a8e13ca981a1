import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { openListener } from '../src/listener.ts';

describe('a listener', () => {
  test('gives up a client that does not read its answer', { timeout: 30_000 }, async () => {
    const { promise: givenUp, resolve } = Promise.withResolvers<void>();
    let sent = 0;
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          sent += 1;
          controller.enqueue(new Uint8Array(64 * 1024));
        },
        cancel: () => resolve(),
      });
    await using listener = await openListener({
      address: { host: '127.0.0.1', port: 0 },
      fetch: () => new Response(endless()),
      presentFailure: () => ({ body: '', type: 'text/plain' }),
      stalledAfter: 500,
    });
    const client = connect(Number(new URL(listener.url).port), '127.0.0.1').pause();
    client.on('error', () => {});
    client.write('GET / HTTP/1.1\r\nHost: scim.example.com\r\n\r\n');
    await givenUp;
    client.destroy();
    assert.ok(sent > 0);
  });
});
