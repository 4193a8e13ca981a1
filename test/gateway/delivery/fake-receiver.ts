import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const DAWDLE_MS = 200;

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver does with a request; `hang` is not to answer, `dawdle` to take it after a while. */
export type Behaviour =
  | 'take'
  | 'dawdle'
  | 'hang'
  | { readonly status: number; readonly headers?: Record<string, string> };

/** Someone else's HTTP server on loopback, which can be made to fail. */
export interface FakeReceiver extends AsyncDisposable {
  readonly url: string;
  /** What it has taken, in order. */
  readonly taken: readonly Received[];
  /** How often it was asked, whatever it did then. */
  requests(): number;
  /** @param behaviour to all, or to each by what it is */
  behave(behaviour: Behaviour | ((received: Received) => Behaviour)): void;
  /** Resolves when it has taken so many. */
  waitFor(count: number): Promise<readonly Received[]>;
  /** Resolves when it was asked so often. */
  waitForRequests(count: number): Promise<void>;
}

export async function startReceiver(port = 0): Promise<FakeReceiver> {
  const taken: Received[] = [];
  const waiting = new Set<() => void>();
  let behaviourTo: (received: Received) => Behaviour = () => 'take';
  let requests = 0;

  async function answer(response: ServerResponse, received: Received): Promise<void> {
    requests += 1;
    const behaviour = behaviourTo(received);
    if (behaviour === 'dawdle') await sleep(DAWDLE_MS);
    if (behaviour === 'take' || behaviour === 'dawdle') {
      taken.push(received);
      response.writeHead(202).end();
    } else if (behaviour !== 'hang') {
      response.writeHead(behaviour.status, behaviour.headers).end('{"err":"invalid_request"}');
    }
    for (const wake of waiting) wake();
  }

  const server = createServer(async (request, response) => {
    let body = '';
    try {
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
    } catch {
      // Who sent it was killed amid it.
      return;
    }
    await answer(response, { headers: request.headers, body });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;

  async function until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add(resolve);
      await promise;
      waiting.delete(resolve);
    }
  }

  return {
    url: `http://127.0.0.1:${bound}/events`,
    taken,
    requests: () => requests,
    behave(next) {
      behaviourTo = typeof next === 'function' ? next : () => next;
    },
    async waitFor(count) {
      await until(() => taken.length >= count);
      return taken;
    },
    waitForRequests: (count) => until(() => requests >= count),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
