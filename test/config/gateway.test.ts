import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseConfig } from '../../src/config/load.ts';
import { ConfigError, type Problem } from '../../src/config/problem.ts';
import { toReceivers } from '../../src/config/receivers.ts';
import { presentConfig } from '../../src/config/show.ts';
import { temporaryFile } from '../gateway/delivery/temporary-file.ts';

const CONTEXT = { env: {}, directory: '/' };
const SERVER = { publicUrl: 'https://gateway.example.com' };
const URL = 'https://siem.example.com/events';

const withReceiver = (receiver: object, server: object = SERVER) => ({
  server,
  tenants: [{ name: 'acme', receivers: [receiver] }],
});

function problemsOf(raw: unknown): readonly Problem[] {
  try {
    parseConfig(raw, CONTEXT);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

describe('the attributes of SAML subjects', () => {
  test('are userName unless others are given', () => {
    assert.deepEqual(parseConfig({}, CONTEXT).gateway.subjectAttributes, ['userName']);
  });

  test('must be of a user, and found at once', () => {
    const problems = (...subjectAttributes: string[]) =>
      problemsOf({ gateway: { subjectAttributes } }).map(({ path, hint }) => `${path}: ${hint}`);
    assert.deepEqual(problems('userName', 'emails.value', 'emails', 'externalId'), [
      'gateway.subjectAttributes[2]: add it to resourceTypes, to "indexed" of User',
    ]);
    assert.deepEqual(problems('shoeSize'), ['gateway.subjectAttributes[0]: User has no such attribute']);
    const indexed = { resourceTypes: [{ name: 'User', indexed: ['nickName'] }] };
    assert.deepEqual(problemsOf({ ...indexed, gateway: { subjectAttributes: ['nickName'] } }), []);
    assert.equal(problems('nickName').length, 1);
  });
});

describe('receivers', () => {
  test('have what their kind needs, and the usual events', () => {
    using file = temporaryFile('s3cret\n');
    const receivers = toReceivers(
      parseConfig(
        {
          server: SERVER,
          tenants: [
            {
              name: 'acme',
              receivers: [
                { name: 'siem', kind: 'push', url: URL, authorizationFile: file.path },
                { name: 'audit', kind: 'poll' },
                { name: 'chat', kind: 'webhook', url: URL, secretFile: file.path, events: ['delete'] },
              ],
            },
          ],
        },
        CONTEXT,
      ),
    );
    assert.deepEqual(
      receivers.map(({ events, ...rest }) => ({ ...rest, events: events.length })),
      [
        {
          ...{ kind: 'push', tenant: 'acme', name: 'siem', url: URL, allowPrivateNetwork: false },
          ...{ authorization: 's3cret', audience: URL, events: 7 },
        },
        { kind: 'poll', tenant: 'acme', name: 'audit', audience: 'audit', events: 7 },
        {
          ...{ kind: 'webhook', tenant: 'acme', name: 'chat', url: URL, allowPrivateNetwork: false },
          ...{ secret: 's3cret', events: 1 },
        },
      ],
    );
  });

  test('are shown without their secrets', () => {
    using file = temporaryFile('s3cret');
    const config = parseConfig(
      withReceiver({ name: 'chat', kind: 'webhook', url: URL, secretFile: file.path }),
      CONTEXT,
    );
    const text = JSON.stringify(presentConfig(config));
    assert.ok(text.includes(file.path));
    assert.ok(!text.includes('s3cret'));
  });

  test('are told apart by name, and nothing of them is left out or too much', () => {
    using file = temporaryFile('s3cret');
    using empty = temporaryFile('\n');
    const push = { name: 'siem', kind: 'push', url: URL };
    const hook = { name: 'chat', kind: 'webhook', url: URL, secretFile: file.path };
    const cases: readonly (readonly [object, string, RegExp])[] = [
      [{ ...push, url: undefined }, 'url', /is missing/],
      [{ ...push, secretFile: file.path }, 'secretFile', /leave it out for push/],
      [{ ...push, url: 'ftp://x' }, 'url', /an address to send to/],
      [{ ...push, url: 'https://a:b@example.com' }, 'url', /user and password/],
      [{ ...push, url: 'http://siem.example.com' }, 'url', /use https/],
      [{ ...push, events: ['delete'] }, 'events[0]', /nothing that push tells/],
      [{ ...push, events: ['x'] }, 'events[0]', /use /],
      [{ ...hook, secretFile: undefined }, 'secretFile', /is missing/],
      [{ ...hook, secretFile: empty.path }, 'secretFile', /one line/],
      [{ ...hook, audience: 'x' }, 'audience', /leave it out for webhook/],
      [{ name: 'audit', kind: 'poll', url: URL }, 'url', /leave it out for poll/],
      [{ name: 'audit' }, 'kind', /is missing/],
    ];
    for (const [receiver, key, hint] of cases) {
      const problems = problemsOf(withReceiver(receiver));
      assert.ok(
        problems.some((each) => each.path === `tenants[0].receivers[0].${key}` && hint.test(each.hint)),
        `${key}: ${JSON.stringify(problems)}`,
      );
    }
    const twice = { server: SERVER, tenants: [{ name: 'acme', receivers: [push, push] }] };
    assert.match(problemsOf(twice)[0]?.hint ?? '', /is taken by/);
  });

  test('of tokens need a public URL, which is their issuer', () => {
    const audit = { name: 'audit', kind: 'poll' };
    assert.deepEqual(
      problemsOf(withReceiver(audit, {})).map(({ path }) => path),
      ['server.publicUrl'],
    );
    assert.deepEqual(problemsOf(withReceiver(audit)), []);
  });
});
