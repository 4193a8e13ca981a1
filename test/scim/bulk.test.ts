import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type BulkOperation,
  orderBulk,
  parseBulk,
  presentBulk,
  resolveBulkIds,
} from '../../src/scim/bulk.ts';
import { ScimError, uniqueness } from '../../src/scim/errors.ts';
import { applyPatch, parsePatch } from '../../src/scim/patch.ts';
import type { ResourceId, StoredResource } from '../../src/scim/resource.ts';
import { GROUP, USER } from '../../src/scim/resource-types.ts';

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const baseUrl = 'https://scim.example.com/scim/v2/acme';
const limits = { maxOperations: 1000, types: [USER, GROUP] };

const parse = (...Operations: readonly unknown[]) =>
  parseBulk({ schemas: [BULK_REQUEST], Operations }, limits).operations;
const post = (bulkId: string, ...members: readonly string[]) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { displayName: bulkId, members: members.map((value) => ({ value: `bulkId:${value}` })) },
});
const order = (...operations: readonly unknown[]) =>
  orderBulk(parse(...operations)).map(({ bulkId, method }) => bulkId ?? method);

function refusalOf(operation: BulkOperation | undefined): ScimError {
  assert.ok(operation?.refusal instanceof ScimError);
  return operation.refusal;
}

describe('a bulk request', () => {
  test('is read with its operations', () => {
    const data = { userName: 'ann' };
    const { failOnErrors, operations } = parseBulk(
      {
        schemas: [BULK_REQUEST],
        failOnErrors: 1,
        Operations: [
          { method: 'post', path: '/Users', bulkId: 'q', data },
          { method: 'PUT', path: '/Users/1', version: 'W/"3"', data },
          { method: 'PATCH', path: '/Groups/bulkId:q', data: { Operations: [] } },
          { method: 'Delete', path: '/Users/1/' },
        ],
      },
      limits,
    );
    assert.equal(failOnErrors, 1);
    const common = { bulkId: undefined, version: undefined };
    assert.deepEqual(operations, [
      { ...common, method: 'POST', bulkId: 'q', type: USER, id: undefined, data },
      { ...common, method: 'PUT', type: USER, id: '1', version: 'W/"3"', data },
      { ...common, method: 'PATCH', type: GROUP, id: 'bulkId:q', data: { Operations: [] } },
      { ...common, method: 'DELETE', type: USER, id: '1', data: null },
    ]);
  });

  test('may carry the operations of a PATCH as a bare list', () => {
    const [operation] = parse({
      method: 'PATCH',
      path: '/Users/1',
      data: [{ op: 'replace', path: 'title', value: 'X' }],
    });
    assert.ok(operation !== undefined && operation.refusal === undefined);
    const current = { schemas: [USER.schema.id], userName: 'ann' };
    const { attributes } = applyPatch(current, parsePatch(operation.data, USER), USER);
    assert.equal(attributes['title'], 'X');
  });

  test('may be empty and tolerate all failures', () => {
    assert.deepEqual(parseBulk({ Operations: [], failOnErrors: null }, limits), {
      failOnErrors: undefined,
      operations: [],
    });
  });

  const REFUSED: readonly (readonly [
    title: string,
    body: unknown,
    status: number,
    scimType: string | undefined,
  ])[] = [
    ['no object', [], 400, 'invalidSyntax'],
    ['another schema', { schemas: ['urn:x'], Operations: [] }, 400, 'invalidSyntax'],
    ['no operations', { schemas: [BULK_REQUEST] }, 400, 'invalidSyntax'],
    ['failOnErrors of 0', { Operations: [], failOnErrors: 0 }, 400, 'invalidValue'],
    ['failOnErrors that is a fraction', { Operations: [], failOnErrors: 1.5 }, 400, 'invalidValue'],
    ['failOnErrors that is text', { Operations: [], failOnErrors: '1' }, 400, 'invalidValue'],
    ['too many operations', { Operations: Array(1001).fill({}) }, 413, undefined],
  ];
  for (const [title, body, status, scimType] of REFUSED) {
    test(`is refused as a whole: ${title}`, () => {
      assert.throws(
        () => parseBulk(body, limits),
        (error) => error instanceof ScimError && error.status === status && error.scimType === scimType,
      );
    });
  }

  const ALONE: readonly (readonly [title: string, operation: unknown, detail: RegExp])[] = [
    ['no object', 'POST', /method/],
    ['an unknown method', { method: 'GET', path: '/Users/1' }, /POST, PUT, PATCH, DELETE/],
    ['a POST without bulkId', { method: 'POST', path: '/Users', data: {} }, /bulkId/],
    ['a POST to a resource', { method: 'POST', path: '/Users/1', bulkId: 'a', data: {} }, /\/Users"/],
    ['a PUT to no resource', { method: 'PUT', path: '/Users', data: {} }, /\/Users\/\{id\}/],
    ['an unknown endpoint', { method: 'DELETE', path: '/Cars/1' }, /path/],
    ['a path that leads elsewhere', { method: 'DELETE', path: '/Users/1/../2' }, /path/],
    ['no path', { method: 'DELETE' }, /path/],
    ['no data', { method: 'PUT', path: '/Users/1' }, /data/],
  ];
  for (const [title, operation, detail] of ALONE) {
    test(`has an operation refused alone: ${title}`, () => {
      const [refused, other] = parse(operation, { method: 'DELETE', path: '/Users/2' });
      assert.equal(refusalOf(refused).status, 400);
      assert.match(refusalOf(refused).message, detail);
      assert.equal(other?.refusal, undefined);
    });
  }

  test('has the second of two equal bulkIds refused', () => {
    const [first, second] = parse(post('a'), post('a'));
    assert.equal(first?.refusal, undefined);
    assert.match(refusalOf(second).message, /"a" is given twice/);
  });
});

describe('the order of bulk operations', () => {
  test('is that of the request without references', () => {
    assert.deepEqual(order(post('a'), { method: 'DELETE', path: '/Users/1' }, post('b'), {}), [
      'a',
      'DELETE',
      'b',
      '',
    ]);
  });

  test('has a resource created before it is named', () => {
    assert.deepEqual(order(post('a', 'c', 'b'), post('b', 'c'), post('c')), ['c', 'b', 'a']);
  });

  test('has a resource created before it is written to', () => {
    const patch = { method: 'PATCH', path: '/Groups/bulkId:a', data: { Operations: [] } };
    assert.deepEqual(order(patch, { method: 'DELETE', path: '/Users/1' }, post('a')), [
      'a',
      'PATCH',
      'DELETE',
    ]);
  });

  test('ends in a circle too', () => {
    assert.deepEqual(order(post('a', 'b'), post('b', 'c'), post('c', 'a')), ['c', 'b', 'a']);
    assert.deepEqual(order(post('a', 'a')), ['a']);
  });

  test('disregards references that lead nowhere', () => {
    assert.deepEqual(order(post('a', 'x'), post('b')), ['a', 'b']);
  });

  test('ends soon for long chains and for all naming all', () => {
    const names = Array.from({ length: 1000 }, (_, index) => String(index));
    const chain = order(...names.map((name, index) => post(name, String(index + 1))));
    assert.deepEqual(chain, names.toReversed());
    assert.equal(order(...names.map((name) => post(name, ...names))).length, 1000);
  });
});

describe('references by bulkId', () => {
  const ids = new Map([['q', '2819c223']]);

  test('become ids wherever they stand', () => {
    const data = {
      members: [{ value: 'bulkId:q', n: 1 }, null],
      deep: { manager: 'bulkId:q' },
      text: 'see bulkId:q',
    };
    assert.deepEqual(resolveBulkIds(data, ids), {
      members: [{ value: '2819c223', n: 1 }, null],
      deep: { manager: '2819c223' },
      text: 'see bulkId:q',
    });
  });

  test('are refused when no operation creates what they name', () => {
    assert.throws(
      () => resolveBulkIds(['bulkId:x'], ids),
      (error) =>
        error instanceof ScimError && error.scimType === 'invalidValue' && error.message.includes('"x"'),
    );
  });
});

test('the response tells of each operation what became of it', () => {
  const [created, updated, removed, failed, missed, refused] = parse(
    post('a'),
    { method: 'PUT', path: '/Groups/g1', data: {} },
    { method: 'DELETE', path: '/Users/u1' },
    post('b'),
    { method: 'PATCH', path: '/Users/u2', data: {} },
    { method: 'PATCH', bulkId: 'c', path: '/Cars/1', data: {} },
  ) as [BulkOperation, BulkOperation, BulkOperation, BulkOperation, BulkOperation, BulkOperation];
  const resource: StoredResource = {
    id: 'g1' as ResourceId,
    type: GROUP,
    text: '{}',
    version: 4,
    created: 0,
    lastModified: 0,
    source: undefined,
  };
  const error = uniqueness('The displayName is taken.');
  const errorBody = {
    schemas: [ERROR],
    status: '409',
    scimType: 'uniqueness',
    detail: 'The displayName is taken.',
  };
  const response = presentBulk(
    [
      { operation: created, id: 'g1', outcome: { resource } },
      { operation: updated, id: 'g1', outcome: { resource } },
      { operation: removed, id: 'u1', outcome: { resource: undefined } },
      { operation: failed, id: undefined, outcome: { error } },
      { operation: missed, id: 'u2', outcome: { error } },
      { operation: refused, id: undefined, outcome: { error: refusalOf(refused) } },
    ],
    baseUrl,
  );
  const group = { location: `${baseUrl}/Groups/g1`, version: 'W/"4"' };
  assert.deepEqual(response, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
    Operations: [
      { method: 'POST', bulkId: 'a', ...group, status: '201' },
      { method: 'PUT', ...group, status: '200' },
      { method: 'DELETE', location: `${baseUrl}/Users/u1`, status: '204' },
      { method: 'POST', bulkId: 'b', status: '409', response: errorBody },
      { method: 'PATCH', location: `${baseUrl}/Users/u2`, status: '409', response: errorBody },
      {
        method: 'PATCH',
        bulkId: 'c',
        status: '400',
        response: {
          schemas: [ERROR],
          status: '400',
          scimType: 'invalidValue',
          detail: refusalOf(refused).message,
        },
      },
    ],
  });
});
