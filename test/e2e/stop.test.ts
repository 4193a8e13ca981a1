import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Service, startService } from './service.ts';

const LINES = 'application/x-ndjson';

/** A response that goes on. */
interface Stream {
  /** The next piece. */
  read(): Promise<string>;
  /** All that is left. @throws when it breaks off instead of ending */
  rest(): Promise<string>;
}

function readStream({ body, status }: Response): Stream {
  assert.equal(status, 200);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader);
  return {
    read: async () => (await reader.read()).value ?? '',
    async rest() {
      let text = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return text;
        text += value;
      }
    },
  };
}

/** Opens a live page of the console in a browser that has used a one-time link. */
async function openLivePage({ cli, consoleUrl }: Service): Promise<Response> {
  const { url } = await cli('console', 'login');
  const token = new URL(String(url)).searchParams.get('token') ?? '';
  const body = new URLSearchParams({ token });
  const entered = await fetch(`${consoleUrl}/login`, { method: 'POST', body, redirect: 'manual' });
  assert.equal(entered.status, 303, await entered.text());
  const [cookie = ''] = entered.headers.getSetCookie();
  return await fetch(`${consoleUrl}/tenants/acme/activity/news`, { headers: { Cookie: cookie } });
}

test('who waits for something new is answered when the service stops', { timeout: 120_000 }, async () => {
  await using service = await startService({
    identityProviders: ['okta'],
    server: { publicUrl: 'https://gateway.example.com' },
    gateway: { streamsPerKey: 3 },
    tenant: { receivers: [{ name: 'siem', kind: 'poll' }] },
  });
  const pair = await service.issue('key', 'issue', '--tenant', 'acme', '--idp', 'okta', '--scope', 'gateway');
  const authorization = `Basic ${btoa(`${pair.key}:${pair.secret}`)}`;
  const gateway = `${service.url}/gateway/v1/acme`;
  const get = (path: string, accept: string) =>
    fetch(`${gateway}${path}`, { headers: { Authorization: authorization, Accept: accept } });
  const poll = (body: object) =>
    fetch(`${gateway}/events/poll/siem`, {
      method: 'POST',
      headers: { Authorization: authorization, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  const livePage = readStream(await openLivePage(service));
  await livePage.read();
  const feed = readStream(await get('/events', 'text/event-stream'));
  await feed.read();
  const last = (await (await get('/events', LINES)).text()).trimEnd().split('\n').at(-1) ?? '';
  const longPoll = get(`/events?wait=60&after=${JSON.parse(last).id}`, LINES);
  const tokens = poll({});
  // A poll that comes before they do would take the place of one of them, which then is refused.
  await sleep(1000);
  // As many as the key may keep open: all of them have arrived.
  for (let tries = 0; (await poll({ returnImmediately: true })).status !== 429; tries += 1) {
    assert.ok(tries < 1000, 'they have not arrived');
    await sleep(20);
  }

  const stopped = service.stop();
  assert.deepEqual(await (await tokens).json(), { sets: {} });
  assert.equal(await readStream(await longPoll).rest(), '');
  await feed.rest();
  await livePage.rest();
  assert.equal((await stopped).code, 0);
});
