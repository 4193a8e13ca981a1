import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  LIST_RESPONSE_SCHEMA,
  type ListParameters,
  parseListQuery,
  parseSearchRequest,
  presentList,
  presentListStream,
  SEARCH_REQUEST_SCHEMA,
} from '../../src/scim/list.ts';

const LIMITS = { defaultPageSize: 100, maxPageSize: 1000 };

function query(parameters: ListParameters) {
  return parseListQuery(parameters, LIMITS);
}

describe('parseListQuery', () => {
  const pages: readonly (readonly [ListParameters, object])[] = [
    [{}, { by: 'index', startIndex: 1, count: 100 }],
    [
      { startIndex: '101', count: '50' },
      { by: 'index', startIndex: 101, count: 50 },
    ],
    [
      { startIndex: 3, count: 7 },
      { by: 'index', startIndex: 3, count: 7 },
    ],
    [
      { startIndex: '0', count: '-5' },
      { by: 'index', startIndex: 1, count: 0 },
    ],
    [
      { startIndex: -9, count: 0 },
      { by: 'index', startIndex: 1, count: 0 },
    ],
    [{ startIndex: ' +2 ' }, { by: 'index', startIndex: 2, count: 100 }],
    [{ count: '1001' }, { by: 'index', startIndex: 1, count: 1000 }],
    [
      { startIndex: '9'.repeat(30), count: '9'.repeat(30) },
      { by: 'index', startIndex: 2 ** 53 - 1, count: 1000 },
    ],
    [{ cursor: '' }, { by: 'cursor', cursor: '', count: 100 }],
    [
      { cursor: 'abc', count: '1000' },
      { by: 'cursor', cursor: 'abc', count: 1000 },
    ],
    [
      { cursor: 'abc', count: '-1', startIndex: 'x' },
      { by: 'cursor', cursor: 'abc', count: 0 },
    ],
  ];
  for (const [parameters, page] of pages) {
    test(`pages ${JSON.stringify(parameters).slice(0, 60)}`, () =>
      assert.deepEqual(query(parameters).page, page));
  }

  const refused: readonly (readonly [ListParameters, string])[] = [
    [{ startIndex: 'x' }, 'invalidValue'],
    [{ startIndex: '' }, 'invalidValue'],
    [{ startIndex: '1.5' }, 'invalidValue'],
    [{ count: '1e2' }, 'invalidValue'],
    [{ count: 1.5 }, 'invalidValue'],
    [{ count: '0x10' }, 'invalidValue'],
    [{ cursor: '', count: 'x' }, 'invalidValue'],
    [{ cursor: '', count: '1001' }, 'invalidCount'],
    [{ sortBy: 'userName', sortOrder: 'up' }, 'invalidValue'],
    [{ sortBy: 'user name' }, 'invalidPath'],
    [{ sortBy: '' }, 'invalidPath'],
    [{ filter: '' }, 'invalidFilter'],
    [{ filter: 'userName' }, 'invalidFilter'],
  ];
  for (const [parameters, scimType] of refused) {
    test(`refuses ${JSON.stringify(parameters)} as ${scimType}`, () => {
      assert.throws(() => query(parameters), { name: 'ScimError', status: 400, scimType });
    });
  }

  test('reads filter and sorting, in any letter case', () => {
    const path = { urn: undefined, name: 'name', sub: 'familyName' };
    assert.deepEqual(query({ sortBy: 'name.familyName' }).sort, { path, descending: false });
    assert.deepEqual(query({ sortBy: 'name.familyName', sortOrder: 'DESCENDING' }).sort, {
      path,
      descending: true,
    });
    assert.equal(query({ sortOrder: 'Ascending' }).sort, undefined);
    assert.deepEqual(query({ filter: 'name.familyName pr' }).filter, { kind: 'present', path });
    assert.equal(query({}).filter, undefined);
  });
});

describe('parseSearchRequest', () => {
  const schemas = [SEARCH_REQUEST_SCHEMA];

  test('reads the parameters of a query', () => {
    const parameters = {
      filter: 'userName pr',
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 11,
      count: '10',
      cursor: '',
      attributes: ['userName', 'emails.value'],
      excludedAttributes: 'groups',
    };
    assert.deepEqual(parseSearchRequest({ schemas, unknown: 1, ...parameters }), parameters);
  });

  test('takes names and URN in any letter case, and null for nothing', () => {
    const body = { SCHEMAS: [SEARCH_REQUEST_SCHEMA.toUpperCase()], startindex: 2, filter: null };
    const { startIndex, filter } = parseSearchRequest(body);
    assert.deepEqual([startIndex, filter], [2, undefined]);
  });

  for (const body of [undefined, null, 'x', [], {}, { schemas: [] }, { schemas: ['urn:other'] }]) {
    test(`refuses ${JSON.stringify(body)} as no search request`, () => {
      assert.throws(() => parseSearchRequest(body), { name: 'ScimError', scimType: 'invalidSyntax' });
    });
  }

  for (const member of [{ filter: 1 }, { count: true }, { attributes: [1] }, { cursor: 5 }, { sortBy: {} }]) {
    test(`refuses ${JSON.stringify(member)} for its type`, () => {
      assert.throws(() => parseSearchRequest({ schemas, ...member }), {
        name: 'ScimError',
        scimType: 'invalidValue',
        message: new RegExp(Object.keys(member)[0] as string),
      });
    });
  }
});

describe('presentList', () => {
  test('puts the members in order around the resources', () => {
    const text = presentList({
      total: 12,
      startIndex: 3,
      itemsPerPage: 2,
      resources: [['{"id":', '"a"}'], ['{"id":"b"}']],
    }).join('');
    assert.equal(
      text,
      `{"schemas":["${LIST_RESPONSE_SCHEMA}"],"totalResults":12,"startIndex":3,"itemsPerPage":2,` +
        '"Resources":[{"id":"a"},{"id":"b"}]}',
    );
  });

  test('has Resources even when there are none', () => {
    const list = JSON.parse(
      presentList({ total: 0, startIndex: 1, itemsPerPage: 0, resources: [] }).join(''),
    );
    assert.deepEqual(list, {
      schemas: [LIST_RESPONSE_SCHEMA],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });

  test('has nextCursor but no startIndex by cursor', () => {
    const list = JSON.parse(
      presentList({ total: 5, itemsPerPage: 1, nextCursor: 'n"x', resources: [['{}']] }).join(''),
    );
    assert.deepEqual(Object.keys(list), [
      'schemas',
      'totalResults',
      'itemsPerPage',
      'nextCursor',
      'Resources',
    ]);
    assert.equal(list.nextCursor, 'n"x');
  });
});

describe('presentListStream', () => {
  async function* pieces() {
    yield '{"id":';
    yield '"b"}';
  }

  for (const count of [0, 1, 2, 3]) {
    test(`gives the same text in pieces with ${count} resources`, async () => {
      const head = { total: 9, startIndex: 1, itemsPerPage: count };
      const whole = presentList({
        ...head,
        resources: [['{"id":"a"}'], ['{"id":"b"}'], ['{}']].slice(0, count),
      }).join('');
      let text = '';
      for await (const piece of presentListStream({
        ...head,
        resources: [['{"id":"a"}'], pieces(), ['{}']].slice(0, count),
      })) {
        text += piece;
      }
      assert.equal(text, whole);
    });
  }
});
