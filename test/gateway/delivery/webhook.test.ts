import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { webhookHeaders } from '../../../src/gateway/delivery/webhook.ts';
import { startTestServer, type TestServerOptions } from '../gateway-fixture.ts';
import { type FakeReceiver, startReceiver } from './fake-receiver.ts';
import { temporaryFile } from './temporary-file.ts';

const SECRET = 'correct horse battery staple';

function hook(
  { url }: FakeReceiver,
  secretFile: string,
  settings: Record<string, unknown> = {},
): TestServerOptions {
  const receiver = { name: 'chat', kind: 'webhook', url, secretFile, allowPrivateNetwork: true, ...settings };
  return { tenant: { receivers: [receiver] } };
}

describe('a webhook', () => {
  test('gets each event as the feed has it, signed with the time of sending', async () => {
    await using receiver = await startReceiver();
    using secret = temporaryFile(SECRET);
    await using server = await startTestServer(hook(receiver, secret.path));
    const id = await server.createUser('ada');
    await server.setActive(id, false);

    const received = await receiver.waitFor(2);
    const feed = (await server.get('/events?after=0')).text.trim().split('\n').slice(-2);

    assert.deepEqual(
      received.map(({ body }) => body),
      feed,
    );
    for (const { headers, body } of received) {
      const [messageId, time] = [headers['webhook-id'], headers['webhook-timestamp']];
      assert.equal(messageId, JSON.parse(body).id);
      assert.ok(Math.abs(Number(time) - Date.now() / 1000) < 60);
      const hmac = createHmac('sha256', SECRET).update(`${messageId}.${time}.${body}`).digest('base64');
      assert.equal(headers['webhook-signature'], `v1,${hmac}`);
      assert.equal(headers['content-type'], 'application/json');
    }
  });

  test('gets only the actions that it wants', async () => {
    await using receiver = await startReceiver();
    using secret = temporaryFile(SECRET);
    await using server = await startTestServer(
      hook(receiver, secret.path, { events: ['deactivate', 'delete'] }),
    );
    const id = await server.createUser('ada');
    await server.setActive(id, false);
    await server.setActive(id, true);
    await server.scim.delete(`/Users/${id}`);
    const received = await receiver.waitFor(2);
    assert.deepEqual(
      received.map(({ body }) => JSON.parse(body).action),
      ['deactivate', 'delete'],
    );
  });

  test('is sent the same again, with another time, until it is taken', async () => {
    await using receiver = await startReceiver();
    using secret = temporaryFile(SECRET);
    await using server = await startTestServer(hook(receiver, secret.path));
    receiver.behave({ status: 502 });
    await server.createUser('ada');
    await receiver.waitForRequests(1);
    receiver.behave('take');
    assert.equal(JSON.parse((await receiver.waitFor(1))[0]?.body ?? '').resource.name, 'ada');
  });
});

test('a webhook secret may be given as Standard Webhooks has it', () => {
  const message = { id: '1.a', body: '{}' };
  const encoded = webhookHeaders(message, `whsec_${Buffer.from(SECRET).toString('base64')}`, 1);
  assert.deepEqual(encoded, webhookHeaders(message, SECRET, 1));
});
