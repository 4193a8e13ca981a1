import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ERROR_SCHEMA } from '../../src/scim/errors.ts';
import { type Answer, startTestServer, toAnswer } from './gateway-fixture.ts';

function assertError(answer: Answer, status: number): void {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers.get('content-type'), 'application/scim+json');
  assert.deepEqual([answer.body.schemas, answer.body.status], [[ERROR_SCHEMA], String(status)]);
}

describe('a gateway that asks for a subject', () => {
  test('is told of an active user: who it is and in which groups, directly and through others', async () => {
    await using server = await startTestServer();
    const id = await server.createUser('Ada@Example.com', { displayName: 'Ada Lovelace' });
    const engineers = await server.createGroup('Engineers', [id]);
    const staff = await server.createGroup('Staff', [engineers]);

    const answer = await server.get('/access?subject=ada%40example.COM');

    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/json');
    const { asOf, position, ...decision } = answer.body;
    assert.deepEqual(decision, {
      subject: 'ada@example.COM',
      allowed: true,
      reason: 'active',
      user: { id, userName: 'Ada@Example.com', displayName: 'Ada Lovelace' },
      groups: [
        { id: engineers, displayName: 'Engineers', direct: true },
        { id: staff, displayName: 'Staff', direct: false },
      ],
    });
    const last = (await server.get('/events')).text.trim().split('\n').at(-1);
    const { sequence, id: end } = JSON.parse(last ?? '');
    assert.deepEqual([asOf, position], [sequence, end]);
    assert.equal((await server.get(`/events?after=${position}`)).text, '');
  });

  test('is told of an inactive user who it is, and no groups', async () => {
    await using server = await startTestServer();
    const id = await server.createUser('ada');
    await server.createGroup('Engineers', [id]);
    await server.setActive(id, false);

    const { asOf, position, ...decision } = (await server.get('/access?subject=ada')).body;

    assert.deepEqual(decision, {
      subject: 'ada',
      allowed: false,
      reason: 'disabled',
      user: { id, userName: 'ada', displayName: 'ada' },
    });
    assert.equal(Number.parseInt(position, 10), asOf);
  });

  test('tells a deleted user from one that never was, and forgets the deletion when the user comes back', async () => {
    await using server = await startTestServer();
    const id = await server.createUser('Jürgen');
    await server.scim.delete(`/Users/${id}`);

    const reasons = async (subject: string) =>
      (await server.get(`/access?subject=${encodeURIComponent(subject)}`)).body.reason;
    assert.equal(await reasons('JÜRGEN'), 'deleted');
    assert.equal(await reasons('nobody'), 'unknown');
    await server.createUser('jürgen');
    assert.equal(await reasons('Jürgen'), 'active');
  });

  test('finds it by the attributes of the configuration, in their order', async () => {
    const subjectAttributes = ['userName', 'emails.value', 'externalId'];
    await using server = await startTestServer({ gateway: { subjectAttributes } });
    const ada = await server.createUser('ada', {
      emails: [{ value: 'ada@example.com' }],
      externalId: '00uA',
    });
    const other = await server.createUser('00uA', { emails: [{ value: 'ADA' }] });

    const found = async (subject: string) => (await server.get(`/access?subject=${subject}`)).body.user?.id;
    assert.equal(await found('ada'), ada);
    assert.equal(await found('ADA@example.com'), ada);
    assert.equal(await found('00uA'), other, 'a userName comes before an externalId');
    assert.equal(await found('00UA'), other);
    await server.scim.delete(`/Users/${other}`);
    assert.equal(await found('00uA'), ada);
    assert.equal(await found('00UA'), undefined, 'an externalId is compared exactly');
  });

  test('is not let in by an address that two users have', async () => {
    await using server = await startTestServer({ gateway: { subjectAttributes: ['emails.value'] } });
    await server.createUser('ada', { emails: [{ value: 'team@example.com' }] });
    await server.createUser('bob', { emails: [{ value: 'Team@example.com' }] });

    const {
      asOf: _asOf,
      position: _position,
      ...decision
    } = (await server.get('/access?subject=team@example.com')).body;

    assert.deepEqual(decision, { subject: 'team@example.com', allowed: false, reason: 'ambiguous' });
  });

  test('hears 304 for as long as the answer would be the same, whatever happens to others', async () => {
    await using server = await startTestServer();
    const id = await server.createUser('ada');
    const first = await server.get('/access?subject=ada');
    const tag = first.headers.get('etag') ?? '';
    const again = () => server.get('/access?subject=ada', { 'if-none-match': tag });

    await server.createUser('bob');
    const second = await again();
    assert.deepEqual([second.status, second.text, second.headers.get('etag')], [304, '', tag]);

    const group = await server.createGroup('Engineers', [id]);
    assert.equal((await again()).status, 200);
    await server.scim.delete(`/Groups/${group}`);
    assert.equal((await again()).status, 304);
    await server.setActive(id, false);
    assert.equal((await again()).body.reason, 'disabled');
  });

  test('may ask for many at once, and is answered in their order from one state', async () => {
    await using server = await startTestServer();
    const id = await server.createUser('ada');
    await server.setActive(await server.createUser('bob'), false);

    const { status, body } = await server.post('/access', { subjects: ['bob', 'nobody', 'ada', 'ada'] });

    assert.equal(status, 200);
    assert.deepEqual(
      body.decisions.map((each: { subject: string; reason: string }) => [each.subject, each.reason]),
      [
        ['bob', 'disabled'],
        ['nobody', 'unknown'],
        ['ada', 'active'],
        ['ada', 'active'],
      ],
    );
    assert.equal(body.decisions[2].user.id, id);
    const { asOf, position } = (await server.get('/access?subject=ada')).body;
    assert.deepEqual([body.asOf, body.position], [asOf, position]);
  });

  test('is refused with a SCIM Error what it does not ask rightly', async () => {
    await using server = await startTestServer();
    assertError(await server.get('/access'), 400);
    assertError(await server.get(`/access?subject=${'x'.repeat(1025)}`), 400);
    for (const body of [{}, { subjects: [] }, { subjects: 'ada' }, { subjects: [1] }, { subjects: [''] }]) {
      assertError(await server.post('/access', body), 400);
    }
    assertError(await server.post('/access', { subjects: Array(1001).fill('ada') }), 413);
    const wrong = await fetch(`${server.url}/access?subject=ada`, {
      method: 'DELETE',
      headers: { authorization: server.authorization },
    });
    assert.equal(wrong.headers.get('allow'), 'GET, HEAD, POST');
    assertError(await toAnswer(wrong), 405);
    assertError(await server.get('/nothing'), 404);
  });
});

describe('the gateway API', () => {
  test('takes keys of its scope and tenant only', async () => {
    await using server = await startTestServer();
    const ask = async (authorization: string, tenant = 'acme') =>
      toAnswer(
        await fetch(`${server.origin}/gateway/v1/${tenant}/access?subject=ada`, {
          headers: authorization === '' ? {} : { authorization },
        }),
      );
    assertError(await ask(''), 401);
    assertError(await ask('Bearer wrong'), 401);
    assertError(await ask(server.authorization, 'other'), 401);
    assertError(await ask(`Bearer ${server.provision.secret}`), 403);
    assert.equal((await ask(server.authorization)).status, 200);
  });

  test('lets a key of its scope not write', async () => {
    await using server = await startTestServer();
    const answer = await fetch(`${server.origin}/scim/v2/acme/Users`, {
      method: 'POST',
      headers: { authorization: server.authorization, 'content-type': 'application/scim+json' },
      body: '{}',
    });
    assert.equal(answer.status, 403);
  });

  test('holds a key to its rate', async () => {
    await using server = await startTestServer({ gateway: { requestsPerSecondPerKey: 1 } });
    const answers = await Promise.all([1, 2, 3, 4].map(() => server.get('/access?subject=ada')));
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(refused.length > 0);
    assert.match(refused[0]?.headers.get('retry-after') ?? '', /^\d+$/);
  });
});
