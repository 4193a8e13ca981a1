import assert from 'node:assert/strict';
import { copyFileSync, openSync, rmSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { restoreBackup } from '../../../src/store/sqlite/restore.ts';
import { type Body, openDatabase, startTestServer, type TestServer } from '../gateway-fixture.ts';
import { type FakeReceiver, startReceiver } from './fake-receiver.ts';
import { temporaryFile } from './temporary-file.ts';

const PUBLIC_URL = 'https://gateway.example.com';
const SNAPSHOT = `${PUBLIC_URL}/gateway/v1/acme/snapshot`;
const CREATED = 'urn:ietf:params:scim:event:prov:create:notice';
const STREAM_UPDATED = 'https://schemas.openid.net/secevent/ssf/event-type/stream-updated';
const RESTORED = 'The directory was restored from a backup.';

function start(receiver: Record<string, unknown>): Promise<TestServer> {
  return startTestServer({ server: { publicUrl: PUBLIC_URL }, tenant: { receivers: [receiver] } });
}

function push({ url }: FakeReceiver): Record<string, unknown> {
  return { name: 'siem', kind: 'push', url, allowPrivateNetwork: true, events: [CREATED] };
}

/** Does that, and makes it undone by restoring the directory as it was before. */
async function undone(server: TestServer, work: () => Promise<void>): Promise<void> {
  const backup = `${server.database}.backup`;
  await server.whileDown(() => copyFileSync(server.database, backup));
  await work();
  await server.whileDown(async () => {
    await restoreBackup({ path: backup, descriptor: openSync(backup, 'r') }, server.database, Date.now());
    rmSync(backup);
  });
}

/** Each token that it has taken, at its first time. */
function tokensOf({ taken }: FakeReceiver): readonly Body[] {
  const tokens = taken.map(({ body }) => decodeJwt(body));
  return tokens.filter(({ jti }, index) => tokens.findIndex((each) => each.jti === jti) === index);
}

/** Waits until it has taken a token about that user. */
async function hears(receiver: FakeReceiver, userName: string): Promise<void> {
  while (!tokensOf(receiver).map(subjectOf).includes(userName)) await sleep(10);
}

/** What a token is about: a user, or the stream. */
const subjectOf = ({ sub_id }: Body): string => sub_id.userName ?? sub_id.id;

describe('after a restore', () => {
  test('a push receiver is told to start anew before anything else, once', async () => {
    await using receiver = await startReceiver();
    await using server = await start(push(receiver));
    await server.createUser('ada');
    await hears(receiver, 'ada');
    await undone(server, async () => {
      await server.createUser('bob');
      await hears(receiver, 'bob');
    });
    await server.createUser('cem');
    await hears(receiver, 'cem');
    await server.whileDown(() => {});
    await server.createUser('dan');
    await hears(receiver, 'dan');

    assert.deepEqual(tokensOf(receiver).map(subjectOf), ['ada', 'bob', 'siem', 'cem', 'dan']);
    const { jti, iat, ...claims } = tokensOf(receiver)[2];
    assert.match(jti, /^gap\.\d+\.siem$/);
    assert.deepEqual(claims, {
      iss: `${PUBLIC_URL}/gateway/v1/acme`,
      aud: receiver.url,
      sub_id: { format: 'opaque', id: 'siem' },
      events: {
        [STREAM_UPDATED]: { status: 'enabled', reason: `${RESTORED} Start anew from ${SNAPSHOT}.` },
      },
    });
    assert.match(server.log(), /the receiver was told to start anew/);
  });

  test('a receiver that polls is told until it acknowledges that', async () => {
    await using server = await start({ name: 'siem', kind: 'poll', events: [CREATED] });
    const poll = async (body: object = {}): Promise<Body> =>
      (await server.post('/events/poll/siem', { returnImmediately: true, ...body })).body.sets;
    await server.createUser('ada');
    await undone(server, async () => {});
    const told = await poll();
    const [[jti = '', token = ''] = []] = Object.entries<string>(told);
    assert.deepEqual(Object.keys((decodeJwt(token) as Body).events), [STREAM_UPDATED]);
    await server.whileDown(() => {});
    assert.deepEqual(await poll(), told);
    const next = await poll({ ack: [jti] });
    assert.deepEqual(
      Object.values<string>(next).map((each) => subjectOf(decodeJwt(each))),
      ['ada'],
    );
  });

  test('a webhook is told, whatever actions it wants', async () => {
    await using receiver = await startReceiver();
    using secret = temporaryFile('secret');
    await using server = await start({
      ...{ name: 'chat', kind: 'webhook', url: receiver.url, secretFile: secret.path },
      ...{ events: ['delete'], allowPrivateNetwork: true },
    });
    await undone(server, async () => {});
    const [message] = await receiver.waitFor(1);
    const { id, at, ...rest } = JSON.parse(message?.body ?? '');
    assert.equal(message?.headers['webhook-id'], id);
    assert.ok(Date.parse(at) <= Date.now());
    assert.deepEqual(rest, { action: 'restart', reason: RESTORED, snapshot: SNAPSHOT });
  });
});

test('a receiver whose events are gone is told so, and then gets the oldest that is kept', async () => {
  await using receiver = await startReceiver();
  await using server = await start(push(receiver));
  receiver.behave({ status: 500 });
  await server.createUser('ada');
  await receiver.waitForRequests(1);
  for (const name of ['bob', 'cem']) await server.createUser(name);
  await server.whileDown(() => {
    using database = openDatabase(server.database);
    database.prepare('DELETE FROM events WHERE sequence < (SELECT max(sequence) FROM events)').run();
    receiver.behave('take');
  });
  await hears(receiver, 'cem');
  assert.deepEqual(tokensOf(receiver).map(subjectOf), ['siem', 'cem']);
  const [told] = tokensOf(receiver);
  assert.match(
    told.events[STREAM_UPDATED].reason,
    /^Events are kept from \d+ on: some after \d+ are gone\. /,
  );
  assert.match(server.log(), /events that the receiver was at are not there/);
});
