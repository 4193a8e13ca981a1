import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGateway, type Gateway, type Session } from '../../examples/gateway/gateway.ts';
import { createOktaClient, type OktaClient } from '../clients/okta/okta-client.ts';
import { openDatabase, startTestServer, type TestServer } from './gateway-fixture.ts';
import { createUsers, openBeside, setActive } from './offline.ts';

interface Following extends Gateway, AsyncDisposable {
  /** Resolves when a session of that subject has ended, with the reason. */
  ended(subject: string): Promise<string>;
}

function follow(server: TestServer): Following {
  const ends: { readonly session: Session; readonly reason: string }[] = [];
  const waiting = new Set<() => void>();
  const gateway = createGateway({
    url: server.url,
    authorization: server.authorization,
    onEnd(session, reason) {
      ends.push({ session, reason });
      for (const wake of waiting) wake();
    },
  });
  const stop = new AbortController();
  const following = gateway.follow(stop.signal);
  return {
    ...gateway,
    async ended(subject) {
      for (;;) {
        const end = ends.find(({ session }) => session.subject === subject);
        if (end !== undefined) return end.reason;
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
    },
  };
}

function okta(server: TestServer, dialect: 'aiw' | 'oin'): OktaClient {
  return createOktaClient({
    baseUrl: `${server.origin}/scim/v2/acme`,
    username: server.provision.key,
    password: server.provision.secret,
    dialect,
    spaces: '%20',
    fetch,
  });
}

const ADA = { id: '00uada', userName: 'ada@example.com', givenName: 'Ada', familyName: 'Lovelace' };
const BOB = { id: '00ubob', userName: 'bob@example.com', givenName: 'Bob', familyName: 'Builder' };

describe('the example gateway', () => {
  for (const dialect of ['aiw', 'oin'] as const) {
    test(`ends a live session when Okta deactivates its user (${dialect})`, async () => {
      await using server = await startTestServer();
      const client = okta(server, dialect);
      const { id } = await client.assign(ADA);
      await client.assign(BOB);
      await using gateway = follow(server);
      await gateway.signIn('ada@example.com');
      const other = await gateway.signIn('bob@example.com');

      await client.deactivate(String(id));

      assert.equal(await gateway.ended('ada@example.com'), 'disabled');
      assert.deepEqual([...gateway.sessions], [other]);
      await assert.rejects(gateway.signIn('ada@example.com'), /disabled/);
    });
  }

  test('ends the session of a deleted user, even when the name is given to another', async () => {
    await using server = await startTestServer();
    const id = await server.createUser('ada');
    await using gateway = follow(server);
    await gateway.signIn('ada');
    await server.scim.delete(`/Users/${id}`);
    await server.createUser('ada');
    await gateway.ended('ada');
    assert.equal(gateway.sessions.size, 0);
  });

  test('keeps the groups of a session as they are in the directory', async () => {
    await using server = await startTestServer();
    const ada = await server.createUser('ada');
    const bob = await server.createUser('bob');
    const group = await server.createGroup('Engineers', [ada, bob]);
    await using gateway = follow(server);
    const session = await gateway.signIn('ada');
    await gateway.signIn('bob');
    assert.deepEqual(session.groups, ['Engineers']);

    await server.scim.patch(`/Groups/${group}`, { op: 'replace', path: 'displayName', value: 'Builders' });
    await server.setActive(bob, false);

    await gateway.ended('bob');
    assert.deepEqual(session.groups, ['Builders']);
  });

  test('takes up the feed where it was when the appliance comes back', async () => {
    await using server = await startTestServer();
    const ada = await server.createUser('ada');
    await using gateway = follow(server);
    await gateway.signIn('ada');
    await server.whileDown(async () => {
      await using store = await openBeside(server.database);
      await setActive(store, ada, false);
    });
    assert.equal(await gateway.ended('ada'), 'disabled');
  });

  test('looks at all sessions when the feed no longer reaches back to them', async () => {
    await using server = await startTestServer();
    const ada = await server.createUser('ada');
    await using gateway = follow(server);
    await gateway.signIn('ada');
    await server.whileDown(async () => {
      await using store = await openBeside(server.database);
      await setActive(store, ada, false);
      await createUsers(store, ['bob']);
      using database = openDatabase(server.database);
      database.exec("DELETE FROM events WHERE resource_name <> 'bob'");
    });
    assert.equal(await gateway.ended('ada'), 'disabled');
  });
});
