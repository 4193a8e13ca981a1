import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { boundConnections } from './bound-connections.ts';

export type ListenAddress = { readonly host: string; readonly port: number } | { readonly socket: string };

/** A certificate with its chain and the private key, both PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** Answers a request that never reached the app: malformed, too large in its headers, or too slow. */
export type PresentFailure = (status: number) => { readonly body: string; readonly type: string };

export interface Listener extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:8080`, or `unix:/path`. */
  readonly url: string;
  /** Serves new connections with another certificate. @throws when the pair is not one, and keeps the old */
  setTls(pair: TlsPair): void;
}

export interface ListenerOptions {
  readonly address: ListenAddress;
  readonly fetch: Parameters<typeof getRequestListener>[0];
  /** Without it the listener speaks plain HTTP. */
  readonly tls?: TlsPair | undefined;
  readonly presentFailure: PresentFailure;
  /** After how many milliseconds a connection is given up on which nothing moves, such as of a client that does not read. */
  readonly stalledAfter?: number;
  /** How many connections there may be; of those, one client gets a quarter. */
  readonly maxConnections?: number;
  /** Whether an address stands for many clients, which may use all connections. */
  readonly isProxy?: (address: string) => boolean;
}

/** More than any answer is waited for, and than a connection is kept between two requests. */
const STALLED_AFTER_MS = 120_000;
const LIMITS = {
  maxHeaderSize: 32 * 1024,
  headersTimeout: 15_000,
  /** Okta gives up after 60 s; so does the appliance on a body that does not come. */
  requestTimeout: 60_000,
  /** Longer than the idle time of usual proxies, so that it is they who close. */
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5_000,
} as const;
const MAX_CONNECTIONS = 4096;
/** How long open requests may take to finish when the listener closes. */
const GRACE_MS = 10_000;
const SWEEP_MS = 20;

/**
 * Opens an HTTP/1.1 listener.
 * @throws when the address is taken or not this machine's, with a sentence that says so
 */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const { address, tls, fetch, presentFailure, stalledAfter = STALLED_AFTER_MS } = options;
  const { maxConnections = MAX_CONNECTIONS, isProxy = () => false } = options;
  const answer = getRequestListener(fetch, {
    errorHandler: () => {
      const { body, type } = presentFailure(400);
      return new Response(body, { status: 400, headers: { 'Content-Type': type } });
    },
  });
  const handle = inTurns((incoming, outgoing) => void answer(incoming, outgoing));
  const server =
    tls === undefined
      ? createHttpServer(LIMITS, handle)
      : createHttpsServer({ ...LIMITS, ...tls, minVersion: 'TLSv1.2' }, handle);
  server.maxConnections = maxConnections;
  boundConnections(server, { perClient: Math.ceil(maxConnections / 4), isProxy });
  server.setTimeout(stalledAfter);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    answerClientError(error, socket, presentFailure);
  });
  const unused = watchUnused(server, tls === undefined ? 'connection' : 'secureConnection');
  await listen(server, address);
  return {
    url: urlOf(server, address, tls === undefined ? 'http' : 'https'),
    setTls(pair) {
      if ('setSecureContext' in server)
        (server as HttpsServer).setSecureContext({ ...pair, minVersion: 'TLSv1.2' });
    },
    [Symbol.asyncDispose]: () => close(server, unused),
  };
}

/**
 * Has the requests that come in one turn of the event loop begun together. What they do until they wait for something is
 * then done for one after the other, and so on, with its code and data at hand: a read takes a fifth less time.
 */
function inTurns(begin: RequestListener): RequestListener {
  let arrived: Parameters<RequestListener>[] = [];

  function beginAll(): void {
    const all = arrived;
    arrived = [];
    for (const [incoming, outgoing] of all) begin(incoming, outgoing);
  }

  return (incoming, outgoing) => {
    arrived.push([incoming, outgoing]);
    if (arrived.length === 1) setImmediate(beginAll);
  };
}

async function listen(server: Server, address: ListenAddress): Promise<void> {
  if ('socket' in address) await removeLeftSocket(address);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, address)));
    server.listen('socket' in address ? { path: address.socket } : address, () => {
      if ('socket' in address) chmodSync(address.socket, 0o660);
      resolve();
    });
  });
}

/** Removes the socket that a process left which was killed. @throws when it is in use, or something else */
async function removeLeftSocket(address: { readonly socket: string }): Promise<void> {
  const { socket } = address;
  const found = lstatSync(socket, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw explain(failure('ENOTSOCK'), address);
  if (await isListenedOn(socket)) throw explain(failure('EADDRINUSE'), address);
  rmSync(socket, { force: true });
}

function isListenedOn(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there; stop it or choose another port',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'that needs a privilege; choose a port from 1024 on, or run under the systemd unit',
};
const SOCKET_REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there; stop it or choose another path',
  ENOTSOCK: 'a file is there that is no socket; choose another path',
  EACCES: 'its directory is not there, or this user may not write into it',
  // What Deno calls the former of the two.
  ENOENT: 'its directory is not there',
};

function explain(cause: NodeJS.ErrnoException, address: ListenAddress): Error {
  const isSocket = 'socket' in address;
  const where = isSocket ? address.socket : `${address.host}:${address.port}`;
  const reason = (isSocket ? SOCKET_REASONS : REASONS)[cause.code ?? ''] ?? cause.message;
  return Object.assign(new Error(`Cannot listen on ${where}: ${reason}.`, { cause }), { code: cause.code });
}

function urlOf(server: Server, address: ListenAddress, scheme: string): string {
  if ('socket' in address) return `unix:${address.socket}`;
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return `${scheme}://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}`;
}

function answerClientError(error: NodeJS.ErrnoException, socket: Socket, present: PresentFailure): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const { body, type } = present(status);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${type}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** The connections that have not asked anything yet, such as those that browsers open beforehand. */
function watchUnused(server: Server, opened: 'connection' | 'secureConnection'): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  server.on(opened, (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  return unused;
}

/** Takes no more connections, lets open requests finish, and after a while ends what is left. */
function close(server: Server, unused: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    // A client keeps its connection when the answer has come.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    server.close(() => {
      clearTimeout(grace);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
    // Node counts them as busy with the request that has not come.
    for (const socket of unused) socket.destroy();
  });
}
