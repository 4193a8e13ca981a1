import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestSecret } from '../../../src/keys/digest.ts';
import { makeKeyPair } from '../../../src/keys/make.ts';
import { createScimClient, type ScimClient } from '../../../src/selftest/scim-client.ts';
import { freePort, type Running, start, temporaryDirectory } from '../../e2e/processes.ts';
import { cyoloScim } from '../../program.ts';
import type { Body } from '../gateway-fixture.ts';
import { createUsers, openBeside } from '../offline.ts';
import { type FakeReceiver, startReceiver } from './fake-receiver.ts';

interface Appliance extends AsyncDisposable {
  readonly scim: ScimClient;
  readonly database: string;
  /** Starts the program, as often as it was killed. */
  start(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
  /** All events, as the feed tells them. */
  feed(): Promise<readonly Body[]>;
  /** What the program has of memory now, in MiB. */
  memory(): number;
}

/** The program in a process of its own, which can be killed, with one webhook. */
async function createAppliance(receiver: FakeReceiver): Promise<Appliance> {
  const directory = temporaryDirectory();
  const [port, adminPort] = [await freePort(), await freePort()];
  const [provision, gateway] = [makeKeyPair(randomBytes), makeKeyPair(randomBytes)];
  const hashOf = (secret: string) => `sha256:${Buffer.from(digestSecret(secret)).toString('hex')}`;
  const config = join(directory.path, 'config.yaml');
  const database = join(directory.path, 'cyolo-scim.db');
  writeFileSync(join(directory.path, 'secret'), 'webhook secret');
  const keys = [
    { key: provision.key, secretHash: hashOf(provision.secret) },
    { key: gateway.key, secretHash: hashOf(gateway.secret), scope: 'gateway' },
  ];
  const webhook = {
    name: 'hook',
    kind: 'webhook',
    url: receiver.url,
    secretFile: 'secret',
    allowPrivateNetwork: true,
  };
  const identityProvider = { name: 'okta', autoProvisioning: true, keys };
  writeFileSync(
    config,
    // YAML is a superset of JSON.
    JSON.stringify({
      server: { listen: `127.0.0.1:${port}` },
      admin: { listen: `127.0.0.1:${adminPort}` },
      database: { url: `sqlite:${database}` },
      log: { level: 'warn' },
      limits: { requestsPerSecondPerKey: 100_000 },
      backup: { directory: join(directory.path, 'backups') },
      tenants: [{ name: 'acme', identityProviders: [identityProvider], receivers: [webhook] }],
    }),
  );
  const origin = `http://127.0.0.1:${port}`;
  let running: Running | undefined;
  return {
    scim: createScimClient({
      baseUrl: `${origin}/scim/v2/acme`,
      authorization: `Bearer ${provision.secret}`,
      fetch,
    }),
    database,
    async start() {
      running = start(cyoloScim('serve', '--config', config));
      while ((await fetch(`${origin}/readyz`).catch(() => undefined))?.status !== 200) await sleep(20);
    },
    async kill() {
      await running?.kill('SIGKILL');
    },
    async feed() {
      const headers = { authorization: `Bearer ${gateway.secret}` };
      const response = await fetch(`${origin}/gateway/v1/acme/events?limit=10000`, { headers });
      return (await response.text())
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    },
    memory: () => memoryOf(running?.pid ?? 0),
    async [Symbol.asyncDispose]() {
      await running?.kill('SIGKILL');
      directory[Symbol.dispose]();
    },
  };
}

/** Memory of its own: the pages of the database are in that of the kernel. */
function memoryOf(pid: number): number {
  const { kib } =
    /^RssAnon:\s+(?<kib>\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.groups ?? {};
  return Number(kib) / 1024;
}

/** Deactivates a new user. @returns its id when that was answered, or undefined */
async function deactivateOne(scim: ScimClient, userName: string): Promise<string | undefined> {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const created = await scim.post('/Users', { schemas, userName });
  const id = String(created.body['id']);
  const { status } = await scim.patch(`/Users/${id}`, { op: 'replace', value: { active: false } });
  return status === 200 ? id : undefined;
}

const ascending = (one: number, other: number): number => one - other;
const eventsOf = ({ taken }: FakeReceiver): Body[] => taken.map(({ body }) => JSON.parse(body));

/** Waits until the receiver has the last event. */
async function drained(receiver: FakeReceiver, last: number): Promise<void> {
  while (!eventsOf(receiver).some(({ sequence }) => sequence === last)) await sleep(20);
}

describe('no deactivation is lost when the server is killed', () => {
  for (const [when, behaviour] of [
    ['between commit and delivery', { status: 503 }],
    ['during delivery', 'hang'],
    ['during acknowledgement', 'take'],
  ] as const) {
    test(when, { timeout: 60_000 }, async () => {
      await using receiver = await startReceiver();
      await using appliance = await createAppliance(receiver);
      const answered: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        receiver.behave(behaviour);
        const count = receiver.requests();
        await appliance.start();
        const users = Array.from({ length: 8 }, async (_, index) => {
          const id = await deactivateOne(appliance.scim, `user-${round}-${index}`).catch(() => undefined);
          if (id !== undefined) answered.push(id);
        });
        await Promise.race(users);
        await receiver.waitForRequests(count + 1);
        await appliance.kill();
        await Promise.all(users);
      }
      receiver.behave('take');
      await appliance.start();
      const id = await deactivateOne(appliance.scim, 'last');
      if (id !== undefined) answered.push(id);
      const feed = await appliance.feed();
      await drained(receiver, feed.at(-1)?.sequence);

      const events = eventsOf(receiver);
      const deactivated = new Set(
        events.filter(({ action }) => action === 'deactivate').map(({ resource }) => resource.id),
      );
      assert.deepEqual(
        answered.filter((each) => !deactivated.has(each)),
        [],
        'all that was answered arrives',
      );
      const committed = new Set(feed.map((event) => event.id));
      assert.deepEqual(
        events.filter((event) => !committed.has(event.id)),
        [],
        'nothing arrives that was not committed',
      );
      const once = [...new Map(events.map((event) => [event.id, event])).values()];
      const byUser = Object.values(Object.groupBy(once, ({ resource }) => resource.id));
      for (const ofUser of byUser) {
        const sequences = (ofUser ?? []).map(({ sequence }) => sequence);
        assert.deepEqual(sequences, sequences.toSorted(ascending), 'the first of each of a user is in order');
      }
    });
  }
});

/** As many as an hour of provisioning; set it to 100000 to see that it makes no difference, in a minute. */
const EVENTS = Number(process.env['CYOLO_SCIM_TEST_EVENTS'] ?? 10_000);

test(`${EVENTS} events go out in bounded memory`, { timeout: 300_000 }, async () => {
  await using receiver = await startReceiver();
  await using appliance = await createAppliance(receiver);
  await appliance.start();
  await appliance.kill();
  {
    await using store = await openBeside(appliance.database);
    for (let part = 0; part < EVENTS / 1000; part += 1) {
      await createUsers(
        store,
        Array.from({ length: 1000 }, (_, index) => `user-${part}-${index}`),
      );
    }
  }
  await appliance.start();
  const before = appliance.memory();
  await receiver.waitFor(EVENTS);
  assert.ok(appliance.memory() - before < 150, `${before} MiB, then ${appliance.memory()} MiB`);
  const sequences = eventsOf(receiver)
    .map(({ sequence }) => sequence)
    .toSorted(ascending);
  assert.deepEqual(
    sequences,
    Array.from(sequences, (_, index) => sequences[0] + index),
  );
});
