import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { type Bench, CONNECTIONS } from '../bench.ts';
import { Client } from '../client.ts';
import { TENANT, userId } from '../data.ts';
import type { Figure, Row } from '../report/row.ts';
import type { Server } from '../server.ts';

const NAME = 'events that wait for a receiver';
/** Made in less time than a receiver is waited for. */
const MOST_EVENTS = 10_000;
const DEACTIVATE = 'urn:ietf:params:scim:event:prov:deactivate';
const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const SAMPLE_MS = 50;

/** Somebody else's server, which answers nothing before it is let, and then at once. */
interface Receiver extends AsyncDisposable {
  readonly url: string;
  /** Lets it take what comes. @returns when it has taken that many, the time that took in milliseconds */
  take(count: number): Promise<number>;
}

/** How fast receivers of each kind get what has piled up for them, and what memory that takes. */
export async function measureDelivery({ stage, begins }: Bench): Promise<readonly Row[]> {
  if (!begins(NAME)) return [];
  const directory = mkdtempSync(join(tmpdir(), 'cyolo-scim-bench-'));
  const secretFile = join(directory, 'secret');
  writeFileSync(secretFile, 'secret');
  const count = Math.min(stage.users, MOST_EVENTS);
  const figures: Figure[] = [];
  for (const kind of ['webhook', 'push', 'poll'] as const) {
    await using receiver = await startReceiver();
    const sent = { url: receiver.url, allowPrivateNetwork: true };
    const settings = {
      webhook: { ...sent, secretFile, events: ['deactivate'] },
      push: { ...sent, events: [DEACTIVATE] },
      poll: { events: [DEACTIVATE] },
    };
    const publicUrl = 'https://gateway.example.com';
    const receivers = [{ name: kind, kind, ...settings[kind] }];
    await using server = await stage.startAppliance(kind, 'sources', undefined, { publicUrl, receivers });
    await deactivate(server, stage.authorization, count);
    await using memory = watchMemory(server);
    const ms =
      kind === 'poll' ? await poll(server, stage.gatewayAuthorization, count) : await receiver.take(count);
    figures.push({ name: kind, perSecond: (count * 1000) / ms });
    figures.push({ name: kind, value: `${memory.most().toFixed(0)} MB at most` });
  }
  rmSync(directory, { recursive: true });
  return [{ name: NAME, figures, outcomes: [] }];
}

async function startReceiver(): Promise<Receiver> {
  const waiting: ServerResponse[] = [];
  let isTaking = false;
  let taken = 0;
  let wanted = Number.POSITIVE_INFINITY;
  const { promise: done, resolve } = Promise.withResolvers<void>();
  function answer(response: ServerResponse): void {
    response.writeHead(202).end();
    taken += 1;
    if (taken === wanted) resolve();
  }
  const server = createServer((request, response) => {
    request.resume().once('end', () => (isTaking ? answer(response) : waiting.push(response)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    async take(count) {
      wanted = count;
      isTaking = true;
      const start = performance.now();
      for (const response of waiting) answer(response);
      await done;
      return performance.now() - start;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Makes as many events. */
async function deactivate(server: Server, authorization: string, count: number): Promise<void> {
  let next = 0;
  const clients = Array.from({ length: CONNECTIONS }, async () => {
    using client = new Client(server, authorization);
    while (next < count) {
      const path = `/scim/v2/${TENANT}/Users/${userId(next)}`;
      next += 1;
      const Operations = [{ op: 'replace', value: { active: false } }];
      await client.send('PATCH', path, { schemas: [PATCH_SCHEMA], Operations });
    }
  });
  await Promise.all(clients);
}

/** Fetches and acknowledges as many. @returns the milliseconds that took */
async function poll(server: Server, authorization: string, count: number): Promise<number> {
  using client = new Client(server, authorization);
  const start = performance.now();
  let ack: readonly string[] = [];
  for (let left = count; left > 0; left -= ack.length) {
    const path = `/gateway/v1/${TENANT}/events/poll/poll`;
    const { text } = await client.send('POST', path, { ack, maxEvents: 1000 });
    ack = Object.keys((JSON.parse(text) as { sets: object }).sets);
  }
  return performance.now() - start;
}

/** Looks at the memory of a server again and again. */
function watchMemory(server: Server): AsyncDisposable & { most(): number } {
  const stop = new AbortController();
  let most = 0;
  async function look(): Promise<void> {
    for await (const _ of setInterval(SAMPLE_MS, undefined, { signal: stop.signal })) {
      most = Math.max(most, server.memory()?.resident ?? 0);
    }
  }
  const looking = look().catch(() => {});
  return {
    most: () => most,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await looking;
    },
  };
}
