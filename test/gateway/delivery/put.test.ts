import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { type Body, startTestServer, type TestServer } from '../gateway-fixture.ts';

const PROVISIONING = 'urn:ietf:params:scim:event:prov';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** With a receiver that polls for those events of provisioning. */
function start(...names: readonly string[]): Promise<TestServer> {
  const events = names.map((name) => `${PROVISIONING}:${name}`);
  return startTestServer({
    server: { publicUrl: 'https://gateway.example.com' },
    tenant: { receivers: [{ name: 'siem', kind: 'poll', events }] },
  });
}

/** The events that wait, each with its name and what it says. */
async function poll(server: TestServer): Promise<readonly Body[]> {
  const { body } = await server.post('/events/poll/siem', { returnImmediately: true });
  return Object.values<string>(body.sets).map((token) => {
    const [[uri = '', payload] = []] = Object.entries((decodeJwt(token) as Body).events);
    return [uri.slice(PROVISIONING.length + 1), payload];
  });
}

describe('what a PUT has changed (RFC 9967 §2.4.3)', () => {
  test('is told as such, and what a PATCH has changed as a patch', async () => {
    await using server = await start('put:notice', 'patch:notice', 'deactivate');
    const id = await server.createUser('ada', { title: 'Countess', active: true });
    await server.scim.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'Lady' });
    await server.scim.put(`/Users/${id}`, { schemas: [USER], userName: 'ada', active: false });
    assert.deepEqual(await poll(server), [
      ['patch:notice', { attributes: ['title'] }],
      ['deactivate', {}],
      ['put:notice', { attributes: ['title', 'active'] }],
    ]);
  });

  test('is told in full as the resource that it left, whatever became of that', async () => {
    await using server = await start('put:full');
    const id = await server.createUser('ada', { [ENTERPRISE]: { department: 'R&D' } });
    const replacement = {
      schemas: [USER, ENTERPRISE],
      userName: 'ada',
      active: true,
      title: 'Countess',
      [ENTERPRISE]: { department: 'Math', division: 'West' },
    };
    await server.scim.put(`/Users/${id}`, replacement);
    const told = [['put:full', { data: { ...replacement, id } }]];
    assert.deepEqual(await poll(server), told);

    await server.scim.patch(`/Users/${id}`, { op: 'remove', path: 'title' });
    await server.scim.patch(`/Users/${id}`, { op: 'replace', path: `${ENTERPRISE}:division`, value: 'East' });
    assert.deepEqual(await poll(server), told);
    await server.scim.delete(`/Users/${id}`);
    assert.deepEqual(await poll(server), told);
  });

  test('is told in full with the members that a group had then', async () => {
    await using server = await start('put:full');
    const [ada, bob, cem] = [
      await server.createUser('ada'),
      await server.createUser('bob'),
      await server.createUser('cem'),
    ];
    const id = await server.createGroup('Engineers', [ada]);
    const members = [bob, cem].toSorted().map((value) => ({ value }));
    const replacement = { schemas: [GROUP], displayName: 'Builders', members };
    await server.scim.put(`/Groups/${id}`, replacement);
    await server.scim.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: ada }] });
    await server.scim.delete(`/Users/${bob}`);
    assert.deepEqual(await poll(server), [['put:full', { data: { ...replacement, id } }]]);
  });
});
