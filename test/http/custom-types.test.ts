import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config/load.ts';
import { buildResourceTypes } from '../../src/config/resource-types.ts';
import type { ScimType } from '../../src/scim/errors.ts';
import { type Answer, assertError, type Body, type Fixture, openFixture, patch } from './app-fixture.ts';

const THING = 'urn:example:scim:schemas:core:2.0:Thing';
const AUDIT = 'urn:example:scim:schemas:extension:audit:2.0:Thing';
const BADGE = 'urn:example:scim:schemas:extension:badge:2.0:User';

const config = loadConfig({ path: fileURLToPath(new URL('custom-types.yaml', import.meta.url)), env: {} });
const resourceTypes = buildResourceTypes(config);
const open = (): Promise<Fixture> => openFixture({ resourceTypes });

const LATHE = {
  schemas: [THING, AUDIT],
  externalId: 'ext-1',
  displayName: 'Lathe',
  code: 'Aa',
  enabled: true,
  weight: 12.5,
  size: 7,
  since: '2026-01-31T08:30:00Z',
  picture: 'aGVsbG8=',
  site: 'https://example.com/lathe',
  owner: '../Users/1',
  color: 'Red',
  tags: ['heavy', 'loud'],
  numbers: [1, 2],
  serial: 'S-1',
  label: 'L',
  place: { room: 'R1', floor: -1, building: 'B' },
  parts: [
    { value: 'bolt', type: 'main', primary: true, made: '2025-05-01T00:00:00Z', price: 0.5 },
    { value: 'nut', type: 'spare' },
  ],
  [AUDIT]: { approver: 'ada', ticket: 1 },
};
const HIDDEN = { notes: 'N', pin: '1234', state: 'set by the client' };
const PLAIN = { schemas: [THING, AUDIT], displayName: 'Plain', [AUDIT]: { approver: 'eve' } };

async function create({ request }: Fixture, attributes: Body = LATHE): Promise<Body> {
  const answer = await request('POST', '/Things', { body: attributes });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

function change({ request }: Fixture, id: string, ...operations: readonly unknown[]): Promise<Answer> {
  return request('PATCH', `/Things/${id}`, { body: patch(...operations) });
}

async function namesWhere({ request }: Fixture, filter: string): Promise<readonly string[]> {
  const { body, text } = await request('GET', `/Things?filter=${encodeURIComponent(filter)}`);
  assert.ok(Array.isArray(body.Resources), `${filter}: ${text}`);
  return body.Resources.map(({ displayName }: Body) => displayName);
}

const withoutMeta = ({ id: _, meta: __, ...attributes }: Body): Body => attributes;

describe('a resource type of the configuration', () => {
  test('is discovered with every characteristic', async () => {
    await using fixture = await open();
    const { request } = fixture;
    const type = await request('GET', '/ResourceTypes/Thing');
    assert.partialDeepStrictEqual(type.body, {
      endpoint: '/Things',
      schema: THING,
      schemaExtensions: [{ schema: AUDIT, required: true }],
    });
    const { body: schema } = await request('GET', `/Schemas/${THING}`);
    const found = new Map<string, Body>(schema.attributes.map((each: Body) => [each.name, each]));
    const types = new Set(schema.attributes.map((each: Body) => each.type));
    const all = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'];
    assert.deepEqual([...types].sort(), all.sort());
    assert.partialDeepStrictEqual(found.get('displayName'), { required: true, uniqueness: 'server' });
    assert.partialDeepStrictEqual(found.get('code'), { caseExact: true, uniqueness: 'global' });
    assert.partialDeepStrictEqual(found.get('site'), { type: 'reference', referenceTypes: ['external'] });
    assert.deepEqual(found.get('color').canonicalValues, ['red', 'blue']);
    for (const [name, mutability, returned] of [
      ['serial', 'immutable', 'default'],
      ['state', 'readOnly', 'default'],
      ['pin', 'writeOnly', 'never'],
      ['label', 'readWrite', 'always'],
      ['notes', 'readWrite', 'request'],
    ]) {
      assert.partialDeepStrictEqual(found.get(name ?? ''), { mutability, returned });
    }
    assert.partialDeepStrictEqual(found.get('parts'), { type: 'complex', multiValued: true });
    assert.equal(found.get('parts').subAttributes.length, 6);
    assert.equal((await request('GET', `/Schemas/${AUDIT}`)).body.attributes[0].required, true);
    const user = await request('GET', '/ResourceTypes/User');
    assert.ok(user.body.schemaExtensions.some((each: Body) => each.schema === BADGE));
  });

  test('is created, read, replaced and deleted', async () => {
    await using fixture = await open();
    const { request, events } = fixture;
    const { notes, ...created } = await create(fixture, { ...LATHE, ...HIDDEN });
    assert.equal(notes, 'N');
    assert.deepEqual(withoutMeta(created), LATHE);
    assert.equal(created.meta.resourceType, 'Thing');
    assert.match(created.meta.location, /\/scim\/v2\/acme\/Things\/[\w-]{36}$/);
    assert.deepEqual((await request('GET', `/Things/${created.id}`)).body, created);

    const replaced = await request('PUT', `/Things/${created.id}`, {
      body: { ...PLAIN, place: { room: 'R2' } },
    });
    assert.equal(replaced.status, 200, replaced.text);
    const stays = { serial: 'S-1', place: { room: 'R2', building: 'B' } };
    assert.deepEqual(withoutMeta(replaced.body), { ...PLAIN, ...stays });
    assertError(await request('PUT', `/Things/${created.id}`, { body: PLAIN }), 400, 'mutability');

    assert.equal((await request('DELETE', `/Things/${created.id}`)).status, 204);
    assertError(await request('GET', `/Things/${created.id}`), 404);
    assert.deepEqual(await events(), ['create Thing Lathe', 'update Thing Plain', 'delete Thing Plain']);
  });

  test('answers a change with what is returned on request where the change names it', async () => {
    await using fixture = await open();
    const { request } = fixture;
    const { id, notes } = await create(fixture, { ...PLAIN, notes: 'one' });
    assert.equal(notes, 'one');
    const notesOf = async (...operations: readonly unknown[]) =>
      (await change(fixture, id, ...operations)).body.notes;
    assert.equal(await notesOf({ op: 'replace', path: 'notes', value: 'two' }), 'two');
    assert.equal(await notesOf({ op: 'add', value: { [`${THING}:NOTES`]: 'three' } }), 'three');
    assert.equal(await notesOf({ op: 'add', value: { [THING]: { notes: 'four' } } }), 'four');
    assert.equal(await notesOf({ op: 'replace', path: 'color', value: 'blue' }), undefined);
    const path = `/Things/${id}`;
    const put = (query: string, body: Body) => request('PUT', `${path}${query}`, { body });
    assert.equal((await put('', { ...PLAIN, notes: 'five' })).body.notes, 'five');
    assert.equal((await put('', PLAIN)).body.notes, undefined);
    assert.equal((await put('?attributes=color', { ...PLAIN, notes: 'six' })).body.notes, undefined);
    assert.equal((await put('?excludedAttributes=notes', { ...PLAIN, notes: 'six' })).body.notes, undefined);
    assert.equal((await request('GET', path)).body.notes, undefined);
  });

  const wrong: readonly [title: string, attributes: Body][] = [
    ['without a required attribute', { displayName: undefined }],
    ['without a required part', { place: { floor: 1 } }],
    ['without a required part of an element', { parts: [{ price: 1 }] }],
    ['without the required extension', { [AUDIT]: undefined, schemas: [THING] }],
    ['without a required attribute of the extension', { [AUDIT]: { ticket: 2 } }],
    ['with text for a boolean', { enabled: 'maybe' }],
    ['with text for a decimal', { weight: 'heavy' }],
    ['with a fraction for an integer', { size: 1.5 }],
    ['with no date for a dateTime', { since: '2026-02-30T00:00:00Z' }],
    ['with no base64 for a binary', { picture: '*' }],
    ['with a number for a string', { color: 7 }],
    ['with a number for a reference', { site: 7 }],
    ['with text among integers', { numbers: [1, 'two'] }],
    ['with text for a complex value without a "value"', { place: 'R1' }],
  ];
  for (const [title, attributes] of wrong) {
    test(`is refused ${title}`, async () => {
      await using fixture = await open();
      const answer = await fixture.request('POST', '/Things', { body: { ...LATHE, ...attributes } });
      assertError(answer, 400, 'invalidValue');
      assert.deepEqual(await fixture.events(), []);
    });
  }

  const taken: readonly [title: string, attributes: Body][] = [
    ['text in other case', { displayName: 'LATHE' }],
    ['caseExact code', { code: 'Aa' }],
    ['integer', { size: 7 }],
    ['integer of the extension', { [AUDIT]: { approver: 'eve', ticket: 1 } }],
  ];
  for (const [title, attributes] of taken) {
    test(`keeps a unique ${title} to one resource`, async () => {
      await using fixture = await open();
      await create(fixture);
      const answer = await fixture.request('POST', '/Things', { body: { ...PLAIN, ...attributes } });
      assertError(answer, 409, 'uniqueness');
      const { id } = await create(fixture, PLAIN);
      assertError(await change(fixture, id, { op: 'replace', value: attributes }), 409, 'uniqueness');
      const put = await fixture.request('PUT', `/Things/${id}`, { body: { ...PLAIN, ...attributes } });
      assertError(put, 409, 'uniqueness');
    });
  }

  test('has a unique caseExact value in two spellings', async () => {
    await using fixture = await open();
    await create(fixture);
    await create(fixture, { ...PLAIN, code: 'AA' });
    assert.deepEqual(await namesWhere(fixture, 'code eq "AA"'), ['Plain']);
  });
});

describe('PATCH of a configured resource type', () => {
  test('changes attributes of every type', async () => {
    await using fixture = await open();
    const { id } = await create(fixture);
    const { status, body, text } = await change(
      fixture,
      id,
      { op: 'replace', path: 'enabled', value: 'False' },
      { op: 'replace', path: 'weight', value: 3 },
      { op: 'replace', path: `${THING}:size`, value: 8 },
      { op: 'replace', path: 'since', value: '2026-03-01T00:00:00+01:00' },
      { op: 'replace', path: 'picture', value: 'AAAA' },
      { op: 'remove', path: 'site' },
      { op: 'add', path: 'tags', value: ['blunt', 'heavy'] },
      { op: 'remove', path: 'numbers', value: [1] },
      { op: 'replace', path: 'place.floor', value: 2 },
      { op: 'replace', path: 'parts[type eq "spare"].price', value: 1.25 },
      { op: 'add', path: 'parts', value: [{ value: 'cog', primary: true }] },
      { op: 'remove', path: 'parts[value eq "bolt"]' },
      { op: 'replace', path: `${AUDIT}:ticket`, value: 2 },
      { op: 'add', value: { [AUDIT]: { approver: 'eve' }, 'place.room': 'R2' } },
    );
    assert.equal(status, 200, text);
    const { site: _, ...rest } = LATHE;
    assert.deepEqual(withoutMeta(body), {
      ...rest,
      enabled: false,
      weight: 3,
      size: 8,
      since: '2026-03-01T00:00:00+01:00',
      picture: 'AAAA',
      tags: ['heavy', 'loud', 'blunt'],
      numbers: [2],
      place: { room: 'R2', floor: 2, building: 'B' },
      parts: [
        { value: 'nut', type: 'spare', price: 1.25 },
        { value: 'cog', primary: true },
      ],
      [AUDIT]: { approver: 'eve', ticket: 2 },
    });
  });

  const selected: readonly [title: string, operation: Body, values: object][] = [
    ['takes out', { op: 'remove', path: 'tags[value eq "HEAVY"]' }, { tags: ['loud'] }],
    ['takes out all', { op: 'remove', path: 'numbers[value gt 0]' }, { numbers: undefined }],
    ['leaves what is not', { op: 'remove', path: 'tags[value eq "light"]' }, {}],
    [
      'replaces',
      { op: 'replace', path: 'tags[value eq "heavy"]', value: 'light' },
      { tags: ['light', 'loud'] },
    ],
    [
      'replaces parts of',
      { op: 'replace', path: 'tags[value sw "l"].value', value: 'mute' },
      { tags: ['heavy', 'mute'] },
    ],
    ['joins', { op: 'replace', path: 'numbers[value eq 2]', value: 1 }, { numbers: [1] }],
    ['unassigns', { op: 'replace', value: { 'numbers[value eq 2]': null } }, { numbers: [1] }],
  ];
  for (const [title, operation, values] of selected) {
    test(`${title} simple values selected by their value: ${operation.op} ${operation.path}`, async () => {
      await using fixture = await open();
      const { id } = await create(fixture);
      const { body, text } = await change(fixture, id, operation);
      const { tags, numbers } = body;
      assert.deepEqual({ tags, numbers }, { tags: LATHE.tags, numbers: LATHE.numbers, ...values }, text);
    });
  }

  const refused: readonly [title: string, scimType: ScimType, operation: unknown][] = [
    ['another immutable value', 'mutability', { op: 'replace', path: 'serial', value: 'S-2' }],
    ['no immutable value any more', 'mutability', { op: 'remove', path: 'serial' }],
    ['another immutable part', 'mutability', { op: 'replace', path: 'place.building', value: 'C' }],
    ['a read-only value', 'mutability', { op: 'replace', path: 'state', value: 'on' }],
    ['the loss of a required attribute', 'mutability', { op: 'remove', path: 'displayName' }],
    ['the loss of a required part', 'mutability', { op: 'remove', path: 'place.room' }],
    ['the loss of the required extension', 'invalidValue', { op: 'remove', path: AUDIT }],
    [
      'a simple value for what is not there',
      'noTarget',
      { op: 'replace', path: 'tags[value eq "x"]', value: 'y' },
    ],
    [
      'two simple values in the place of one',
      'invalidValue',
      { op: 'replace', path: 'tags[value eq "loud"]', value: ['x', 'y'] },
    ],
    [
      'simple values by what they do not have',
      'invalidFilter',
      { op: 'remove', path: 'tags[type eq "loud"]' },
    ],
    [
      'a value of another type',
      'invalidValue',
      { op: 'replace', path: 'parts[value eq "nut"].made', value: 1 },
    ],
  ];
  for (const [title, scimType, operation] of refused) {
    test(`does not take ${title}`, async () => {
      await using fixture = await open();
      const { id, meta } = await create(fixture);
      const label = { op: 'replace', path: 'label', value: 'changed' };
      assertError(await change(fixture, id, label, operation), 400, scimType);
      const { body } = await fixture.request('GET', `/Things/${id}`);
      assert.deepEqual([body.label, body.meta.version], ['L', meta.version]);
    });
  }

  test('adds to the lists within a complex value', async () => {
    await using fixture = await open();
    const { id } = await create(fixture);
    const add = (path: string | undefined, value: unknown) => ({ op: 'add', path, value });
    const { body, text } = await change(
      fixture,
      id,
      add('place.shelves', ['a']),
      add('place.shelves', ['B', 'b']),
      add('place', { shelves: ['c'], floor: 2 }),
      add(undefined, { place: { shelves: 'A' }, 'place.shelves': null }),
      add('parts[value eq "bolt"].marks', [1]),
      add('parts.marks', [2]),
      add('parts[value eq "nut"]', { marks: [3] }),
    );
    assert.deepEqual(body.place, { ...LATHE.place, floor: 2, shelves: ['A', 'b', 'c'] }, text);
    assert.deepEqual(
      body.parts.map(({ marks }: Body) => marks),
      [
        [1, 2],
        [2, 3],
      ],
    );
    const replaced = await change(fixture, id, { op: 'replace', path: 'place.shelves', value: ['z'] });
    assert.deepEqual(replaced.body.place.shelves, ['z']);
    const found = await namesWhere(fixture, 'place.shelves eq "Z" and parts[marks eq 1 and value eq "bolt"]');
    assert.deepEqual(found, ['Lathe']);
  });

  test('sets what is immutable once', async () => {
    await using fixture = await open();
    const { id } = await create(fixture, PLAIN);
    const set = (value: string) => change(fixture, id, { op: 'add', path: 'serial', value });
    assert.equal((await set('S-9')).body.serial, 'S-9');
    assert.equal((await set('S-9')).status, 200);
    assertError(await set('S-8'), 400, 'mutability');
    const put = await fixture.request('PUT', `/Things/${id}`, { body: { ...PLAIN, serial: 'S-8' } });
    assertError(put, 400, 'mutability');
  });
});

describe('queries of a configured resource type', () => {
  test('filter by each attribute', async () => {
    await using fixture = await open();
    await create(fixture, { ...LATHE, ...HIDDEN });
    await create(fixture, PLAIN);
    const lathe = [
      'displayName eq "lathe"',
      'code eq "Aa"',
      'enabled eq true',
      'weight gt 12.4 and weight lt 12.6',
      'size ge 7',
      'since eq "2026-01-31T09:30:00+01:00"',
      'since lt "2026-02-01T00:00:00Z"',
      'picture eq "aGVsbG8="',
      'site sw "https://example.com/"',
      'owner eq "../Users/1"',
      'color co "RED"',
      'tags eq "loud"',
      'tags.value eq "loud"',
      'tags[value eq "LOUD"]',
      'tags[value sw "l" and value ew "d"]',
      'tags[not (value eq "loud")]',
      'numbers eq 2',
      'numbers[value gt 1 and value lt 3]',
      'serial ew "-1"',
      'label pr',
      'notes eq "n"',
      'externalId eq "ext-1"',
      'place.floor lt 0',
      'place[room eq "r1" and floor eq -1]',
      'parts eq "bolt"',
      'parts.value eq "NUT"',
      'parts[type eq "main" and primary eq true and price le 0.5]',
      'parts[made gt "2025-04-30T00:00:00Z"]',
      `${THING}:size eq 7`,
      `${AUDIT}:approver eq "ada"`,
      `${AUDIT}:ticket eq 1`,
      'meta.resourceType eq "Thing" and size pr',
    ];
    for (const filter of lathe) {
      assert.deepEqual(await namesWhere(fixture, filter), ['Lathe'], filter);
      assert.deepEqual(await namesWhere(fixture, `not (${filter})`), ['Plain'], filter);
    }
    const none = [
      'code eq "aa"',
      'state pr',
      'tags[value eq "loud" and value eq "heavy"]',
      'parts[type eq "spare" and primary eq true]',
    ];
    for (const filter of none) {
      assert.deepEqual(await namesWhere(fixture, filter), [], filter);
    }
  });

  test('do not filter or sort by what is never returned, nor compare what has no order', async () => {
    await using fixture = await open();
    const { request } = fixture;
    await create(fixture, { ...LATHE, ...HIDDEN });
    for (const filter of [
      'pin eq "1234"',
      'place.secret pr',
      'enabled gt true',
      'picture gt "AAAA"',
      'site gt "a"',
      'size eq "7"',
      'size co 7',
      'since gt "yesterday"',
      'tags[type eq "loud"]',
      'numbers[value eq "2"]',
      'label[value eq "L"]',
      'place eq "R1"',
    ]) {
      const answer = await request('GET', `/Things?filter=${encodeURIComponent(filter)}`);
      assertError(answer, 400, 'invalidFilter');
    }
    assertError(await request('GET', '/Things?sortBy=pin'), 400, 'invalidPath');
  });

  test('sort by each type, what has no value last', async () => {
    await using fixture = await open();
    await create(fixture, PLAIN);
    await create(fixture);
    const second = {
      ...PLAIN,
      displayName: 'Anvil',
      enabled: false,
      weight: 100,
      size: 10,
      since: '2026-01-31T08:29:00Z',
      place: { room: 'R0', floor: 9 },
      parts: [{ value: 'zinc' }, { value: 'axle', primary: true }],
      [AUDIT]: { approver: 'eve', ticket: 9 },
    };
    await create(fixture, second);
    for (const [path, names] of [
      ['displayName', ['Anvil', 'Lathe', 'Plain']],
      ['enabled', ['Anvil', 'Lathe', 'Plain']],
      ['weight', ['Lathe', 'Anvil', 'Plain']],
      ['size', ['Lathe', 'Anvil', 'Plain']],
      ['since', ['Anvil', 'Lathe', 'Plain']],
      ['place.room', ['Anvil', 'Lathe', 'Plain']],
      ['place.floor', ['Lathe', 'Anvil', 'Plain']],
      ['parts', ['Anvil', 'Lathe', 'Plain']],
      [`${AUDIT}:ticket`, ['Lathe', 'Anvil', 'Plain']],
    ] as const) {
      const namesOf = async (order: string) => {
        const { body } = await fixture.request('GET', `/Things?sortBy=${path}&sortOrder=${order}`);
        return body.Resources.map(({ displayName }: Body) => displayName);
      };
      assert.deepEqual(await namesOf('ascending'), names, path);
      assert.deepEqual(await namesOf('descending'), names.toReversed(), path);
    }
  });

  test('return what is asked for, and what is always or never returned', async () => {
    await using fixture = await open();
    const { id } = await create(fixture, { ...LATHE, ...HIDDEN });
    const read = async (query: string): Promise<Body> =>
      (await fixture.request('GET', `/Things/${id}?${query}`)).body;
    const always = { schemas: [THING, AUDIT], id, label: 'L' };
    assert.deepEqual(await read('attributes=color'), { ...always, color: 'Red' });
    assert.deepEqual(await read('attributes=notes,pin'), { ...always, notes: 'N' });
    assert.deepEqual(await read('attributes=PLACE.floor,parts.value'), {
      ...always,
      place: { floor: -1 },
      parts: [{ value: 'bolt' }, { value: 'nut' }],
    });
    assert.deepEqual(await read('attributes=tags.value'), { ...always, tags: LATHE.tags });
    assert.deepEqual(await read(`attributes=${AUDIT}:ticket`), { ...always, [AUDIT]: { ticket: 1 } });
    const rest = await read('excludedAttributes=label,displayName,parts,meta,place.room');
    const { displayName: _, parts: __, ...others } = LATHE;
    assert.deepEqual(rest, { ...others, id, place: { floor: -1, building: 'B' } });
  });
});

describe('an extension of User from the configuration', () => {
  test('is written, found, unique, and named in schemas only where it is used', async () => {
    await using fixture = await open();
    const { request, createUser } = fixture;
    const ada = await createUser({ userName: 'ada', [BADGE]: { number: 'N1', doors: ['front', 'back'] } });
    const bob = await createUser({ userName: 'bob' });
    assert.ok(ada.schemas.includes(BADGE) && !bob.schemas.includes(BADGE));
    const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
    const twin = { schemas: [user, BADGE], userName: 'twin', [BADGE]: { number: 'N1' } };
    assertError(await request('POST', '/Users', { body: twin }), 409, 'uniqueness');
    const filter = encodeURIComponent(`${BADGE}:doors eq "BACK"`);
    const { body } = await request('GET', `/Users?filter=${filter}`);
    assert.deepEqual(
      body.Resources.map(({ userName }: Body) => userName),
      ['ada'],
    );
    const emptied = await request('PATCH', `/Users/${ada.id}`, {
      body: patch({ op: 'remove', path: BADGE }),
    });
    assert.deepEqual([emptied.body[BADGE], emptied.body.schemas], [undefined, [user]]);
  });
});
