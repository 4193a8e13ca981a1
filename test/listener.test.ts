import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { boundConnections } from '../src/bound-connections.ts';
import { type Listener, type ListenerOptions, openListener } from '../src/listener.ts';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'cyolo-scim-listener-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** With eight connections in all, of which one client gets two. */
function openSmallListener(options: Partial<ListenerOptions> = {}): Promise<Listener> {
  return openListener({
    address: { host: '127.0.0.1', port: 0 },
    fetch: () => new Response('here'),
    presentFailure: () => ({ body: '', type: 'text/plain' }),
    maxConnections: 8,
    ...options,
  });
}

/** Asks over a connection of its own, which stays open. @returns undefined when it was closed without an answer */
async function ask({ url }: Listener): Promise<Socket | undefined> {
  const client = connect(Number(new URL(url).port), '127.0.0.1');
  client.on('error', () => {});
  client.write('GET / HTTP/1.1\r\nHost: scim.example.com\r\n\r\n');
  const isAnswered = await Promise.race([
    once(client, 'data').then(() => true),
    once(client, 'close').then(() => false),
  ]);
  return isAnswered ? client : undefined;
}

describe('a listener on a UNIX socket', () => {
  const listenOn = (socket: string) => openSmallListener({ address: { socket } });
  const isAnswered = async (socket: string) => {
    const client = connect(socket);
    client.write('GET / HTTP/1.1\r\nHost: scim.example.com\r\nConnection: close\r\n\r\n');
    const [chunk] = await once(client, 'data');
    client.destroy();
    return /^HTTP.1.1 200/.test(String(chunk));
  };

  test('leaves it to the process that listens there', async (t) => {
    const socket = join(temporaryFolder(t), 'scim.sock');
    await using first = await listenOn(socket);
    await assert.rejects(listenOn(socket), /scim\.sock: another process listens there/);
    assert.equal(first.url, `unix:${socket}`);
    assert.ok(await isAnswered(socket));
  });

  test('takes the place of one that a killed process left', async (t) => {
    const socket = join(temporaryFolder(t), 'scim.sock');
    // Closing removes a socket by the path that it was made at.
    const left = createServer().listen(`${socket}.before`);
    await once(left, 'listening');
    renameSync(`${socket}.before`, socket);
    left.close();
    await once(left, 'close');
    assert.ok(existsSync(socket));
    await using _ = await listenOn(socket);
    assert.ok(await isAnswered(socket));
  });

  test('leaves what is no socket, and says what hinders it', async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'precious.db');
    writeFileSync(file, 'precious');
    await assert.rejects(listenOn(file), /precious\.db: a file is there that is no socket/);
    assert.equal(readFileSync(file, 'utf8'), 'precious');
    await assert.rejects(listenOn(join(folder, 'missing/scim.sock')), /its directory is not there/);
  });
});

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

  test('gives one client a quarter of its connections, anew as they end', { timeout: 30_000 }, async () => {
    await using listener = await openSmallListener();
    const [first, second] = [await ask(listener), await ask(listener)];
    assert.ok(first && second);
    assert.equal(await ask(listener), undefined);
    first.destroy();
    let third: Socket | undefined;
    // The listener hears of the end a little later.
    while (third === undefined) third = await ask(listener);
    second.destroy();
    third.destroy();
  });

  test('gives a proxy as many connections as there are', { timeout: 30_000 }, async () => {
    await using listener = await openSmallListener({ isProxy: (address) => address === '127.0.0.1' });
    const clients = [];
    for (let count = 0; count < 8; count += 1) clients.push(await ask(listener));
    assert.ok(clients.every((client) => client !== undefined));
    assert.equal(await ask(listener), undefined);
    for (const client of clients) client.destroy();
  });
});

describe('the bound on connections', () => {
  const cases: readonly [
    title: string,
    one: string | undefined,
    other: string | undefined,
    isOne: boolean,
  ][] = [
    ['takes two addresses for two clients', '192.0.2.1', '192.0.2.2', false],
    ['takes an IPv4 address for one client, however it is written', '192.0.2.1', '::ffff:192.0.2.1', true],
    ['takes an IPv6 network for one client', '2001:db8:0:1::7', '2001:db8:0:1:8000::', true],
    ['takes two IPv6 networks for two clients', '2001:db8:0:1::7', '2001:db8:0:2::7', false],
    ['takes a shortened network as it is', '2001:db8::7', '2001:db8:0:0:1::', true],
    ['does not hold for UNIX sockets', undefined, undefined, false],
  ];
  for (const [title, one, other, isOne] of cases) {
    test(title, () => {
      const server = createServer();
      boundConnections(server, { perClient: 1, isProxy: () => false });
      const [first, second] = [one, other].map((remoteAddress) =>
        Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }),
      );
      server.emit('connection', first);
      server.emit('connection', second);
      assert.equal(first?.destroyed, false);
      assert.equal(second?.destroyed, isOne);
    });
  }
});
