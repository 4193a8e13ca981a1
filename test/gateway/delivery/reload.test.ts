import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Body, startTestServer } from '../gateway-fixture.ts';
import { type FakeReceiver, startReceiver } from './fake-receiver.ts';

const DEACTIVATE = 'urn:ietf:params:scim:event:prov:deactivate';
const DELETE = 'urn:ietf:params:scim:event:prov:delete';
const PUBLIC_URL = { server: { publicUrl: 'https://gateway.example.com' } };

const polling = (...events: readonly string[]) => ({ receivers: [{ name: 'siem', kind: 'poll', events }] });
const pushing = ({ url }: FakeReceiver) => ({
  receivers: [{ name: 'siem', kind: 'push', url, allowPrivateNetwork: true, events: [DEACTIVATE] }],
});

describe('a reload of the configuration', () => {
  test('is in force for who has been waiting for tokens too', async () => {
    await using server = await startTestServer({ ...PUBLIC_URL, tenant: polling(DELETE) });
    const id = await server.createUser('ada', { active: true });
    const poll = async (body: Body) => (await server.post('/events/poll/siem', body)).body.sets;
    const waiting = poll({});
    await sleep(200);
    await server.reload(polling(DELETE, DEACTIVATE));
    await server.setActive(id, false);
    assert.deepEqual(await waiting, {});
    assert.equal(Object.keys(await poll({ returnImmediately: true })).length, 1);
  });

  test('follows one that is under way, of which nothing stays', async () => {
    await using one = await startReceiver();
    await using other = await startReceiver();
    await using server = await startTestServer({ ...PUBLIC_URL, tenant: pushing(one) });
    const settings = [one, one, one, other].map(pushing);
    await Promise.all(settings.map((tenant) => server.reload(tenant)));
    const id = await server.createUser('ada', { active: true });
    await server.setActive(id, false);
    await other.waitFor(1);
    await sleep(500);
    assert.equal(one.requests(), 0);
  });
});
