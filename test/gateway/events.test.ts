import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Body, openDatabase, startTestServer, type TestServer } from './gateway-fixture.ts';

const linesOf = (text: string): Body[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

async function eventsOf(server: TestServer, query = ''): Promise<Body[]> {
  const answer = await server.get(`/events${query}`);
  assert.equal(answer.status, 200, answer.text);
  return linesOf(answer.text);
}

/** The last event's position. */
async function endOf(server: TestServer): Promise<Body> {
  return (await eventsOf(server, '?limit=10000')).at(-1);
}

interface Stream {
  readonly status: number;
  /** The next event; undefined when the stream has ended. */
  next(): Promise<Body | undefined>;
  /** The ids that came with it, the one of the beginning too. */
  readonly ids: readonly string[];
  close(): void;
}

async function openStream(server: TestServer, query: string, headers = {}): Promise<Stream> {
  const controller = new AbortController();
  const response = await fetch(`${server.url}/events${query}`, {
    headers: { authorization: server.authorization, accept: 'text/event-stream', ...headers },
    signal: controller.signal,
  });
  const ids: string[] = [];
  async function* parse(): AsyncGenerator<Body> {
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const id = /^id: (.+)$/m.exec(block)?.[1];
        if (id !== undefined) ids.push(id);
        const data = /^data: (.+)$/m.exec(block)?.[1];
        if (data !== undefined) yield JSON.parse(data);
      }
    }
  }
  const events = parse();
  return {
    status: response.status,
    next: async () => (await events.next()).value,
    ids,
    close: () => controller.abort(),
  };
}

describe('the feed as lines', () => {
  test('tells every change in its order and without gaps, with what was before and after', async () => {
    await using server = await startTestServer();
    const start = (await endOf(server)).sequence;
    const id = await server.createUser('ada', { title: 'Countess', active: true });
    await server.setActive(id, false);

    const events = await eventsOf(server, `?after=${start}`);

    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      [start + 1, start + 2],
    );
    const [created, deactivated] = events;
    assert.equal(created.action, 'create');
    assert.deepEqual(created.resource, { type: 'User', id, name: 'ada' });
    const { id: position, at, ...rest } = deactivated;
    assert.deepEqual(rest, {
      sequence: start + 2,
      actor: `key:${server.provision.key}`,
      action: 'deactivate',
      resource: { type: 'User', id, name: 'ada' },
      changes: [{ attribute: 'active', before: true, after: false }],
      affects: { users: [id], complete: true },
    });
    assert.match(position, new RegExp(`^${start + 2}\\.[0-9a-f]{16}$`));
    assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
  });

  test('starts at the beginning, goes on behind what was seen, and keeps to a limit', async () => {
    await using server = await startTestServer();
    for (let index = 0; index < 5; index += 1) await server.createUser(`user${index}`);
    const all = await eventsOf(server);
    assert.deepEqual(
      all.map(({ sequence }) => sequence),
      Array.from(all, (_, index) => index + 1),
    );
    assert.deepEqual(await eventsOf(server, `?after=${all[2].id}`), all.slice(3));
    assert.deepEqual(await eventsOf(server, '?after=2&limit=3'), all.slice(2, 5));
    assert.deepEqual(await eventsOf(server, '?after=now'), []);
    assert.deepEqual(await eventsOf(server, `?after=${all.length}`), []);
  });

  test('waits for the next event when asked to', async () => {
    await using server = await startTestServer();
    const waiting = eventsOf(server, '?after=now&wait=30');
    const id = await server.createUser('ada');
    const events = await waiting;
    assert.deepEqual(
      events.map(({ resource }) => resource.id),
      [id],
    );
    assert.deepEqual(await eventsOf(server, '?after=now&wait=1'), []);
  });

  test('names the users that a change of a group affects, at any depth', async () => {
    await using server = await startTestServer();
    const [ada, bob, cem] = [
      await server.createUser('ada'),
      await server.createUser('bob'),
      await server.createUser('cem'),
    ];
    const inner = await server.createGroup('Inner', [ada, bob]);
    const outer = await server.createGroup('Outer', [cem]);
    const { id: start } = await endOf(server);

    const change = async (...operations: Body[]) => {
      const answer = await server.scim.patch(`/Groups/${outer}`, ...operations);
      assert.equal(answer.status, 200, answer.text);
    };
    await change({ op: 'add', path: 'members', value: [{ value: inner }] });
    await change({ op: 'remove', path: `members[value eq "${cem}"]` });
    await change({ op: 'replace', path: 'displayName', value: 'Everyone' });
    await server.scim.delete(`/Groups/${inner}`);

    const events = await eventsOf(server, `?after=${start}`);
    const affected = events.map(({ affects }) => [...affects.users].sort());
    assert.deepEqual(affected[1], [cem]);
    assert.equal(events[0].changes[0].attribute, 'members');
    const deletion = events.find(({ action }) => action === 'delete');
    assert.deepEqual([...deletion.affects.users].sort(), [ada, bob].sort());
    assert.deepEqual(events[0].changes[0].added, [inner]);
  });

  test('names those in a nested group while it is there', async () => {
    await using server = await startTestServer();
    const ada = await server.createUser('ada');
    const inner = await server.createGroup('Inner', [ada]);
    const { id: start } = await endOf(server);
    const outer = await server.createGroup('Outer', [inner]);
    await server.scim.patch(`/Groups/${outer}`, { op: 'replace', path: 'displayName', value: 'Everyone' });

    const events = await eventsOf(server, `?after=${start}`);
    assert.deepEqual(
      events.map(({ affects }) => affects),
      [
        { users: [ada], complete: true },
        { users: [ada], complete: true },
      ],
    );
  });

  test('says so when there are too many users to name', async () => {
    await using server = await startTestServer();
    const bulk = Array.from({ length: 1001 }, (_, index) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `u${index}`,
      data: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: `user${index}` },
    }));
    const ids: string[] = [];
    for (const part of [bulk.slice(0, 1000), bulk.slice(1000)]) {
      const answer = await server.scim.post('/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: part,
      });
      assert.equal(answer.status, 200, answer.text);
      ids.push(...(answer.body as Body).Operations.map((each: Body) => each.location.split('/').at(-1)));
    }
    const { id: start } = await endOf(server);
    await server.createGroup('Everyone', ids);
    const [event] = await eventsOf(server, `?after=${start}`);
    assert.equal(event.changes.at(-1).added.length, 1001);
    assert.equal(event.affects.users.length, 1000);
    assert.equal(event.affects.complete, false);
  });

  test('answers 410 with the way to a new start when events are no longer kept', async () => {
    await using server = await startTestServer();
    await server.createUser('ada');
    const { sequence: last } = await endOf(server);
    using database = openDatabase(server.database);
    database.prepare('DELETE FROM events WHERE sequence < ?').run(last);

    const gone = await server.get(`/events?after=${last - 2}`);
    assert.equal(gone.status, 410);
    assert.equal(gone.headers.get('link'), `<${server.url}/snapshot>; rel="snapshot"`);
    assert.match(gone.body.detail, /snapshot/);
    assert.equal((await server.get('/events')).status, 410);
    assert.equal((await eventsOf(server, `?after=${last - 1}`)).length, 1);
  });

  test('answers 410 to who knows events that this directory does not have', async () => {
    await using server = await startTestServer();
    const { sequence: last, id } = await endOf(server);
    assert.equal((await server.get(`/events?after=${last + 1}`)).status, 410);
    assert.equal((await server.get(`/events?after=${last}.0123456789abcdef`)).status, 410);
    assert.equal((await server.get(`/events?after=${id}`)).status, 200);
  });

  test('refuses what is no position, limit or time', async () => {
    await using server = await startTestServer();
    for (const query of ['after=-1', 'after=1.5', 'after=x', 'limit=x', 'wait=-1']) {
      assert.equal((await server.get(`/events?${query}`)).status, 400, query);
    }
  });
});

describe('the feed as server-sent events', () => {
  test('tells each event once it is committed, and goes on behind Last-Event-ID', async () => {
    await using server = await startTestServer();
    const first = await openStream(server, '?after=now');
    const ada = await server.createUser('ada');
    const event = await first.next();
    assert.equal(event.resource.id, ada);
    assert.equal(first.ids.at(-1), event.id);
    first.close();

    const bob = await server.createUser('bob');
    const second = await openStream(server, '?after=now', { 'last-event-id': event.id });
    assert.equal((await second.next()).resource.id, bob);
    await server.setActive(ada, false);
    assert.deepEqual((await second.next()).resource.id, ada);
    second.close();
  });

  test('begins by telling where it begins', async () => {
    await using server = await startTestServer();
    const { id } = await endOf(server);
    const stream = await openStream(server, '?after=now');
    await server.createUser('ada');
    await stream.next();
    assert.equal(stream.ids[0], id);
    stream.close();
  });

  test('tells what another process has changed', async () => {
    await using server = await startTestServer();
    const stream = await openStream(server, '?after=now');
    const next = stream.next();
    using database = openDatabase(server.database);
    database
      .prepare(
        `INSERT INTO events SELECT tenant, max(sequence) + 1, at, 'cli:root', 'r', 'update', 'Tenant', 'acme', 'acme',
           '[]', '[]', 'd', NULL FROM events WHERE tenant = 'acme'`,
      )
      .run();
    assert.equal((await next).actor, 'cli:root');
    stream.close();
  });

  test('keeps a hundred readers in step', async () => {
    await using server = await startTestServer({ gateway: { streamsPerKey: 100 } });
    const streams = await Promise.all(Array.from({ length: 100 }, () => openStream(server, '?after=now')));
    const names = Array.from({ length: 20 }, (_, index) => `user${index}`);
    await Promise.all(names.map((name) => server.createUser(name)));
    for (const stream of streams) {
      const seen: string[] = [];
      for (const _ of names) seen.push((await stream.next()).resource.name);
      assert.deepEqual(seen.sort(), names.toSorted());
      stream.close();
    }
  });

  test('lets a key keep so many open and no more, and again after one has gone', async () => {
    await using server = await startTestServer({ gateway: { streamsPerKey: 2 } });
    const [one, two] = [await openStream(server, '?after=now'), await openStream(server, '?after=now')];
    const refused = await server.get('/events?after=now');
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
    one?.close();
    for (;;) {
      const again = await openStream(server, '?after=now');
      again.close();
      if (again.status === 200) break;
      assert.equal(again.status, 429);
    }
    two?.close();
  });

  test('is nothing to complain of in the log when its reader goes away', async () => {
    await using server = await startTestServer({ gateway: { streamsPerKey: 1 } });
    for (let opened = 0; opened < 3; ) {
      const stream = await openStream(server, '?after=now');
      if (stream.status === 200) opened += 1;
      stream.close();
    }
    assert.doesNotMatch(server.log(), /event stream failed/);
  });

  test('does not count a HEAD as a stream', async () => {
    await using server = await startTestServer({ gateway: { streamsPerKey: 1 } });
    for (let index = 0; index < 3; index += 1) {
      const answer = await fetch(`${server.url}/events`, {
        method: 'HEAD',
        headers: { authorization: server.authorization },
      });
      assert.deepEqual([answer.status, await answer.text()], [200, '']);
    }
    assert.equal((await server.get('/events')).status, 200);
  });

  test('ends when the server stops, without holding it up', async () => {
    const server = await startTestServer();
    const stream = await openStream(server, '?after=now');
    const end = stream.next();
    await server[Symbol.asyncDispose]();
    assert.equal(await end, undefined);
  });
});
