import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openFixture } from './app-fixture.ts';

const NAMES = [
  'userName',
  'name.givenName',
  'emails[type eq "work"].value',
  'active',
  'members',
  'groups',
  'meta',
  'id',
];
const KEYS = [
  'schemas',
  'Operations',
  'op',
  'path',
  'value',
  'userName',
  'displayName',
  'active',
  'emails',
  'members',
];

const word = fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 12, unit: 'binary' }));
const literal = fc.oneof(fc.constantFrom('"a"', 'true', '"work"', '7'), fc.json());
const filter = fc.oneof(
  fc
    .tuple(word, fc.constantFrom('eq', 'ne', 'co', 'gt', 'pr', 'xx'), literal)
    .map((parts) => parts.join(' ')),
  fc.constantFrom(...NAMES).map((name) => `${name} pr or not (emails[type eq "a" and primary eq true])`),
  word,
);
const parameter = fc.oneof(
  fc.tuple(fc.constant('filter'), filter),
  fc.tuple(fc.constantFrom('attributes', 'excludedAttributes', 'sortBy', 'sortOrder', 'cursor'), word),
  fc.tuple(fc.constantFrom('startIndex', 'count'), fc.oneof(fc.integer().map(String), word)),
);
const query = fc
  .oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(parameter, { maxLength: 3 }))
  .map((pairs) =>
    pairs.map(([name, text]) => `${name}=${encodeURIComponent(text.toWellFormed())}`).join('&'),
  );

const path = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('/Users/{user}', '/Groups/{group}') },
  { weight: 3, arbitrary: fc.constantFrom('/Users', '/Groups', '/Bulk', '/.search', '/Users/.search', '/') },
  fc
    .array(
      fc.oneof(
        fc.constantFrom('Users', 'Groups', '.search', 'Me', 'Schemas', 'ResourceTypes', '{user}', '{group}'),
        fc.constantFrom('%', '%zz', '', '..', 'bulkId:x', '__proto__'),
        fc.string({ maxLength: 8, unit: 'binary' }).map((text) => encodeURIComponent(text.toWellFormed())),
      ),
      { maxLength: 3 },
    )
    .map((segments) => `/${segments.join('/')}`),
);

const { value, object } = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 'False', 0, 1e308, '', '{user}', 'bulkId:a', ...NAMES),
    fc.string({ maxLength: 12, unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.constant('__proto__'), word), tie('value'), {
    maxKeys: 5,
  }),
}));
const text = fc.string({ minLength: 1, maxLength: 12, unit: 'binary' });
const resource = fc
  .tuple(fc.record({ userName: text, displayName: text }), fc.oneof(fc.constant({}), object))
  .map(([named, further]) => ({ ...(further as object), ...named }));
const operation = fc.oneof(
  fc.record({
    op: fc.constantFrom('add', 'Replace'),
    path: fc.constantFrom('title', 'displayName'),
    value: text,
  }),
  fc.record(
    { op: fc.constantFrom('add', 'Replace', 'remove', 'x'), path: word, value },
    { requiredKeys: ['op'] },
  ),
);
const change = fc.record({ Operations: fc.array(operation, { minLength: 1, maxLength: 3 }) });
const write = fc.record({
  method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET'),
  path: fc.constantFrom('/Users', '/Groups', '/Users/{user}', '/Groups/{group}', '/Users/bulkId:a', '/x'),
  bulkId: fc.constantFrom('a', 'b', ''),
  data: fc.oneof(value, resource, change),
});
const bulk = fc.record({ Operations: fc.array(write, { maxLength: 4 }) });
const search = fc.record({
  schemas: fc.constant(['urn:ietf:params:scim:api:messages:2.0:SearchRequest']),
  filter,
});

const endpoint = fc.constantFrom('/Users', '/Groups');
const target = fc.constantFrom('/Users/{user}', '/Groups/{group}');
const sensible = fc.oneof(
  fc.tuple(fc.constant('GET'), fc.oneof(endpoint, target), fc.constant(undefined)),
  fc.tuple(fc.constant('POST'), endpoint, resource),
  fc.tuple(fc.constant('PUT'), target, resource),
  fc.tuple(fc.constant('PATCH'), target, change),
  fc.tuple(fc.constant('DELETE'), target, fc.constant(undefined)),
  fc.tuple(fc.constant('POST'), fc.constant('/Bulk'), bulk),
  fc.tuple(fc.constant('POST'), fc.constantFrom('/.search', '/Users/.search'), search),
);
const wild = fc.tuple(
  fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'BREW'),
  path,
  fc.oneof(fc.constant(undefined), value, resource, change, bulk, search, text),
);

test('no request makes the service fail', async () => {
  await using fixture = await openFixture({ limits: { requestsPerSecondPerKey: 1_000_000 } });
  const { request, createUser, createGroup, log } = fixture;
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.oneof(sensible, wild), query, async ([method, path, body], query) => {
      const user = await createUser({ emails: [{ value: 'a@b', type: 'work' }] });
      const group = await createGroup({ members: [{ value: user.id }] });
      const fill = (text: string) => text.replaceAll('{user}', user.id).replaceAll('{group}', group.id);
      const isRead = method === 'GET' || method === 'HEAD';
      const answer = await request(method, `${fill(path)}?${query}`, {
        body: isRead || body === undefined ? undefined : fill(toText(body)),
      });
      assert.ok(answer.status < 500 || answer.status === 501, log());
      if (answer.status >= 400 && method !== 'HEAD') assert.equal(answer.body.status, String(answer.status));
      answers.add(`${method} ${answer.status}`);
    }),
    { numRuns: 600 },
  );
  const common = ['GET 200', 'POST 201', 'POST 200', 'PUT 200', 'PATCH 200', 'PATCH 400', 'DELETE 204'];
  for (const each of common) assert.ok(answers.has(each), `the requests are too wild: never ${each}`);
});

function toText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
