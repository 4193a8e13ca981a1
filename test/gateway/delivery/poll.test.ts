import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import {
  type Answer,
  type Body,
  openDatabase,
  startTestServer,
  type TestServer,
} from '../gateway-fixture.ts';

const PROVISIONING = 'urn:ietf:params:scim:event:prov';
const RECEIVER = {
  name: 'siem',
  kind: 'poll',
  audience: 'https://siem.example.com',
  events: [`${PROVISIONING}:create:notice`, `${PROVISIONING}:deactivate`],
};

function start(): Promise<TestServer> {
  return startTestServer({
    server: { publicUrl: 'https://gateway.example.com' },
    tenant: { receivers: [RECEIVER] },
  });
}

const poll = (server: TestServer, body: unknown): Promise<Answer> => server.post('/events/poll/siem', body);

const namesOf = ({ body }: Answer): string[] =>
  Object.values<string>(body.sets).map((token) => (decodeJwt(token) as Body).sub_id.userName);
const jtisOf = ({ body }: Answer): string[] => Object.keys(body.sets);

describe('a receiver that polls (RFC 8936)', () => {
  test('gets tokens until it acknowledges them, and then the next', async () => {
    await using server = await start();
    for (const name of ['ada', 'bob', 'cem']) await server.createUser(name);

    const first = await poll(server, { maxEvents: 2, returnImmediately: true });
    assert.equal(first.status, 200);
    assert.equal(first.headers.get('content-type'), 'application/json');
    assert.deepEqual(namesOf(first), ['ada', 'bob']);
    assert.equal(first.body.moreAvailable, true);
    for (const [jti, token] of Object.entries<string>(first.body.sets)) {
      assert.equal(decodeJwt(token).jti, jti);
      assert.equal(decodeJwt(token).aud, 'https://siem.example.com');
    }

    const again = await poll(server, { maxEvents: 2, returnImmediately: true });
    assert.deepEqual(again.body, first.body);
    const next = await poll(server, { ack: jtisOf(first), returnImmediately: true });
    assert.deepEqual(namesOf(next), ['cem']);
    assert.equal(next.body.moreAvailable, undefined);
    assert.deepEqual((await poll(server, { ack: jtisOf(next), returnImmediately: true })).body, { sets: {} });
  });

  test('may acknowledge out of order, and without asking for more', async () => {
    await using server = await start();
    for (const name of ['ada', 'bob', 'cem']) await server.createUser(name);
    const [ada, bob, cem] = jtisOf(await poll(server, { returnImmediately: true }));
    assert.deepEqual((await poll(server, { ack: [bob, 'unknown'], maxEvents: 0 })).body, { sets: {} });
    assert.deepEqual(jtisOf(await poll(server, { returnImmediately: true })), [ada, cem]);
    await poll(server, { ack: [ada, cem], maxEvents: 0 });
    assert.deepEqual(jtisOf(await poll(server, { returnImmediately: true })), []);
  });

  test('waits for the next token unless it says otherwise', async () => {
    await using server = await start();
    const waiting = poll(server, {});
    await server.createUser('ada');
    assert.deepEqual(namesOf(await waiting), ['ada']);
  });

  test('is not kept up by what it could not make use of', async () => {
    await using server = await start();
    await server.createUser('ada');
    const [jti = ''] = jtisOf(await poll(server, { returnImmediately: true }));
    const setErrs = { [jti]: { err: 'invalid_audience', description: 'not me' } };
    assert.deepEqual((await poll(server, { setErrs, returnImmediately: true })).body, { sets: {} });
  });

  test('gets what it has not acknowledged after a restart, under the same jti', async () => {
    await using server = await start();
    await server.createUser('ada');
    const before = await poll(server, { returnImmediately: true });
    await server.whileDown(() => {});
    assert.deepEqual((await poll(server, { returnImmediately: true })).body, before.body);
    await poll(server, { ack: jtisOf(before), maxEvents: 0 });
    await server.whileDown(() => {});
    assert.deepEqual((await poll(server, { returnImmediately: true })).body, { sets: {} });
  });

  test('is told once when events are gone, and goes on with the oldest that is kept', async () => {
    await using server = await start();
    for (const name of ['ada', 'bob', 'cem']) await server.createUser(name);
    assert.deepEqual(namesOf(await poll(server, { maxEvents: 1, returnImmediately: true })), ['ada']);
    using database = openDatabase(server.database);
    database.prepare('DELETE FROM events WHERE sequence < (SELECT max(sequence) FROM events)').run();

    const told = await poll(server, { returnImmediately: true });
    assert.match(jtisOf(told).join(), /^gap\.\d+\.siem$/);
    assert.deepEqual((await poll(server, { returnImmediately: true })).body, told.body);
    assert.deepEqual(namesOf(await poll(server, { ack: jtisOf(told), returnImmediately: true })), ['cem']);
    assert.equal(server.log().match(/events that the receiver was at are not there/g)?.length, 1);
  });

  test('goes on at the end of a directory that has fewer events than it has had', async () => {
    await using server = await start();
    await server.whileDown(() => {
      using database = openDatabase(server.database);
      database.prepare('UPDATE deliveries SET acknowledged = acknowledged + 100').run();
    });
    const told = await poll(server, { returnImmediately: true });
    assert.deepEqual((await poll(server, { ack: jtisOf(told), returnImmediately: true })).body, { sets: {} });
    await server.createUser('ada');
    assert.deepEqual(namesOf(await poll(server, { returnImmediately: true })), ['ada']);
    assert.match(server.log(), /events that the receiver was at are not there/);
  });

  test('passes over events that it does not want', async () => {
    await using server = await start();
    const id = await server.createUser('ada');
    await server.scim.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'Countess' });
    await server.setActive(id, false);
    const answer = await poll(server, { returnImmediately: true });
    const types = Object.values<string>(answer.body.sets).map(
      (token) => Object.keys((decodeJwt(token) as Body).events)[0],
    );
    assert.deepEqual(types, RECEIVER.events);
  });

  test('is refused what is no poll, and under another name', async () => {
    await using server = await start();
    for (const body of [
      [],
      { maxEvents: -1 },
      { maxEvents: 'x' },
      { ack: 'x' },
      { returnImmediately: 1 },
      { setErrs: [] },
    ]) {
      assert.equal((await poll(server, body)).status, 400, JSON.stringify(body));
    }
    assert.equal((await server.post('/events/poll/nobody', {})).status, 404);
    assert.equal((await server.get('/events/poll/siem')).status, 405);
  });
});
