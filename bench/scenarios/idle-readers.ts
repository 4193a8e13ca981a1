import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { Client } from '../client.ts';
import { TENANT, userId } from '../data.ts';
import { median } from '../measure.ts';
import type { Figure, Row } from '../report/row.ts';
import type { Server } from '../server.ts';

const READERS = 1000;
const NAME = `${READERS} idle readers of the feed`;
const AT_ONCE = 50;
/** Longer than the time after which an idle stream says that it is there. */
const WATCH_MS = 20_000;
const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** What readers cost that wait for what happens, and how long it takes to tell all of them. */
export async function measureIdleReaders({ stage, effort, begins }: Bench): Promise<readonly Row[]> {
  if (!begins(NAME)) return [];
  await using server = await stage.startAppliance('idle-readers', 'sources', undefined, {
    streamsPerKey: READERS,
  });
  using okta = new Client(server, stage.authorization);
  const agent = new Agent({ maxSockets: READERS });
  const figures: Figure[] = [...(await watch(server, 'no reader'))];
  const readers: IncomingMessage[] = [];
  while (readers.length < READERS) {
    const opening = Array.from({ length: AT_ONCE }, () =>
      openReader(server, stage.gatewayAuthorization, agent),
    );
    readers.push(...(await Promise.all(opening)));
  }
  figures.push(...(await watch(server, `${READERS} readers`)));

  const durations: number[] = [];
  for (let turn = 0; turn < 5 * effort.rounds; turn += 1) {
    const told = Promise.all(readers.map((reader) => once(reader, 'data')));
    const start = performance.now();
    await okta.send('PATCH', `/scim/v2/${TENANT}/Users/${userId(turn)}`, {
      schemas: [PATCH_SCHEMA],
      Operations: [{ op: 'replace', value: { active: false } }],
    });
    await told;
    durations.push(performance.now() - start);
  }
  agent.destroy();
  figures.push({ name: 'from a request until all are told', p50: median(durations) * 1000 });
  return [{ name: NAME, figures, outcomes: [] }];
}

async function openReader(server: Server, authorization: string, agent: Agent): Promise<IncomingMessage> {
  const headers = { Authorization: authorization, Accept: 'text/event-stream' };
  const path = `/gateway/v1/${TENANT}/events?after=now`;
  const request = get({ host: '127.0.0.1', port: server.port, path, headers, agent });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`A reader got ${response.statusCode}.`);
  // The beginning of the stream.
  await once(response, 'data');
  return response.on('data', () => {});
}

/** What the server uses while nothing happens. */
async function watch(server: Server, name: string): Promise<readonly Figure[]> {
  const before = server.processorTime();
  await sleep(WATCH_MS);
  const after = server.processorTime();
  const memory = server.memory()?.resident;
  return [
    ...(memory === undefined ? [] : [{ name, value: `${memory.toFixed(0)} MB` }]),
    ...(before === undefined || after === undefined
      ? []
      : [{ name, value: `${(((after - before) / WATCH_MS) * 100).toFixed(1)} % of a core` }]),
  ];
}
