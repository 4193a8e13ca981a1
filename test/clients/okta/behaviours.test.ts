import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TenantName } from '../../../src/directory/tenant.ts';
import type { Json, JsonObject } from '../../../src/scim/resource.ts';
import {
  at,
  createScimClient,
  objectsAt,
  query,
  type ScimAnswer,
  type ScimClient,
} from '../../../src/selftest/scim-client.ts';
import { openTestTenant, type TestTenant } from '../test-tenant.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** The body that Okta creates a user with. */
function oktaUser(userName: string, attributes: JsonObject = {}): JsonObject {
  return {
    schemas: [USER],
    userName,
    name: { givenName: 'Test', familyName: 'User' },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName: 'Test User',
    locale: 'en-US',
    externalId: `00u-${userName}`,
    groups: [],
    password: '1mz050nqR2',
    active: true,
    ...attributes,
  };
}

interface Scene extends AsyncDisposable {
  readonly tenant: TestTenant;
  readonly scim: ScimClient;
  create(attributes?: JsonObject): Promise<JsonObject>;
  createGroup(memberIds: readonly string[]): Promise<JsonObject>;
  /** Creates users. @returns their ids */
  createUsers(count: number): Promise<readonly string[]>;
  usersFound(filter: string): Promise<readonly Json[]>;
  members(groupId: Json | undefined): Promise<readonly Json[]>;
}

async function openScene(options: Parameters<typeof openTestTenant>[0] = {}): Promise<Scene> {
  const tenant = await openTestTenant(options);
  const scim = createScimClient(tenant);
  let names = 0;
  const create = async (attributes: JsonObject = {}) => {
    const { userName = `user${++names}@example.com`, ...more } = attributes;
    const answer = await scim.post('/Users', oktaUser(String(userName), more));
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  return {
    tenant,
    scim,
    create,
    async createGroup(memberIds) {
      const answer = await scim.post('/Groups', {
        schemas: [GROUP],
        displayName: `Group ${++names}`,
        members: memberIds.map((value) => ({ value })),
      });
      assert.equal(answer.status, 201, answer.text);
      return answer.body;
    },
    async createUsers(count) {
      const ids: string[] = [];
      for (let index = 0; index < count; index++) ids.push(String(at(await create(), 'id')));
      return ids;
    },
    async usersFound(filter) {
      const answer = await scim.get(`/Users${query({ filter })}`);
      assert.equal(answer.status, 200, answer.text);
      return objectsAt(answer.body, 'Resources').map((user) => at(user, 'userName') ?? null);
    },
    async members(groupId) {
      const answer = await scim.get(`/Groups/${groupId}`);
      assert.equal(answer.status, 200, answer.text);
      return objectsAt(answer.body, 'members').map((member) => at(member, 'value') ?? null);
    },
    [Symbol.asyncDispose]: () => tenant[Symbol.asyncDispose](),
  };
}

function assertError(answer: ScimAnswer, status: number, scimType?: string): void {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/scim\+json/);
  assert.deepEqual(at(answer.body, 'schemas'), [ERROR]);
  assert.equal(at(answer.body, 'status'), String(status));
  assert.ok(String(at(answer.body, 'detail') ?? '').length > 10, 'a detail that helps');
  if (scimType !== undefined) assert.equal(at(answer.body, 'scimType'), scimType, answer.text);
}

function assertOk(answer: ScimAnswer, status = 200): JsonObject {
  assert.equal(answer.status, status, answer.text);
  return answer.body;
}

describe('credentials and formats', () => {
  test('1: the credentials test is answered with a list, even of an empty directory', async () => {
    await using scene = await openScene();
    assert.deepEqual(assertOk(await scene.scim.get('/Users?startIndex=1&count=2')), {
      schemas: [LIST],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });

  test('2: the counters of every list are numbers', async () => {
    await using scene = await openScene();
    await scene.create();
    const nobody = query({ filter: 'userName eq "nobody"' });
    for (const path of [
      '/Users',
      `/Users${nobody}`,
      '/Users?count=0',
      '/Groups',
      '/Schemas',
      '/ResourceTypes',
    ]) {
      const list = assertOk(await scene.scim.get(path));
      for (const counter of ['totalResults', 'startIndex', 'itemsPerPage']) {
        assert.equal(typeof at(list, counter), 'number', `${counter} of ${path}`);
      }
    }
  });

  test('3: a missing, malformed or wrong Authorization is a 401 that tells nothing else', async () => {
    await using scene = await openScene();
    const { id } = await scene.create();
    const { key } = scene.tenant;
    const wrong = [
      '',
      'non-token',
      'Basic',
      'Basic !!!',
      `Basic ${btoa(key)}`,
      `Basic ${btoa(`${key}:wrong`)}`,
    ];
    for (const Authorization of [...wrong, 'Bearer wrong', 'Digest a=b']) {
      for (const path of [`/Users/${id}`, '/Users/nobody', '/Nothing']) {
        const answer = await scene.scim.send('GET', path, { headers: { Authorization } });
        assertError(answer, 401);
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic realm=/);
      }
    }
  });

  test('4: a credential of one tenant opens no other, and does not tell which tenants there are', async () => {
    await using scene = await openScene();
    const other = await scene.tenant.fixture.addTenant('other');
    const headers = { Authorization: other.authorization };
    const foreign = await scene.scim.send('GET', '/Users', { headers });
    const unknown = await scene.scim.send('GET', `${scene.tenant.baseUrl}-unknown/Users`, { headers });
    assert.ok([401, 404].includes(foreign.status), foreign.text);
    assert.equal(unknown.status, foreign.status);
    assert.deepEqual(unknown.body, foreign.body);
  });

  test('5: the scheme is read in any letter case, and only the first colon parts Key and Secret', async () => {
    await using scene = await openScene();
    const [, encoded] = scene.tenant.authorization.split(' ');
    for (const scheme of ['basic', 'BASIC']) {
      assertOk(
        await scene.scim.send('GET', '/Users', { headers: { Authorization: `${scheme} ${encoded}` } }),
      );
    }
    const { key, secret } = scene.tenant;
    const Authorization = `Basic ${btoa(`${key}:${secret}:more`)}`;
    assertError(await scene.scim.send('GET', '/Users', { headers: { Authorization } }), 401);
  });

  test('6: bodies are read under every JSON media type, and an announced body may be missing', async () => {
    await using scene = await openScene();
    const types = [
      'application/scim+json',
      'application/json',
      'application/scim+json; charset=utf-8',
      'Application/JSON;charset=UTF-8',
    ];
    for (const [index, type] of types.entries()) {
      const request = { body: oktaUser(`type${index}@example.com`), headers: { 'Content-Type': type } };
      const { id } = assertOk(await scene.scim.send('POST', '/Users', request), 201);
      const headers = { 'Content-Type': type };
      assertOk(await scene.scim.send('GET', `/Users/${id}`, { headers }));
      assertOk(await scene.scim.send('DELETE', `/Users/${id}`, { headers }), 204);
    }
  });

  test('7: no Accept is refused, and the answer is always application/scim+json', async () => {
    await using scene = await openScene();
    const accepts = [
      'application/scim+json',
      'application/json',
      '*/*',
      'application/scim+json; charset=utf-8',
      '',
    ];
    for (const Accept of [...accepts, 'text/html']) {
      const answer = await scene.scim.send('GET', '/Users', { headers: { Accept } });
      assertOk(answer);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/scim\+json/);
    }
  });
});

describe('finding users', () => {
  test('8: spaces come as %20 or +, and an encoded plus stays a plus', async () => {
    await using scene = await openScene();
    await scene.create({ userName: 'a+b@example.com' });
    for (const filter of [
      'userName%20eq%20%22a%2Bb%40example.com%22',
      'userName+eq+%22a%2Bb%40example.com%22',
      'userName+eq+"a%2Bb@example.com"',
    ]) {
      const list = assertOk(await scene.scim.get(`/Users?filter=${filter}&startIndex=1&count=100`));
      assert.equal(at(list, 'Resources', 0, 'userName'), 'a+b@example.com', filter);
    }
  });

  test('9: a filter that matches nothing is answered with an empty list', async () => {
    await using scene = await openScene();
    const list = assertOk(await scene.scim.get(`/Users${query({ filter: 'userName eq "nobody"' })}`));
    assert.deepEqual([at(list, 'totalResults'), at(list, 'Resources')], [0, []]);
  });

  test('10: names, operators and userNames match in any letter case and come back as stored', async () => {
    await using scene = await openScene();
    await scene.create({ userName: 'Jürgen.Straße@Example.com' });
    for (const filter of [
      'username Eq "JÜRGEN.STRASSE@EXAMPLE.COM"',
      'USERNAME EQ "jürgen.straße@example.com"',
    ]) {
      assert.deepEqual(await scene.usersFound(filter), ['Jürgen.Straße@Example.com'], filter);
    }
  });

  test('11: inactive users are found', async () => {
    await using scene = await openScene();
    await scene.create({ userName: 'gone@example.com', active: false });
    assert.deepEqual(await scene.usersFound('userName eq "gone@example.com"'), ['gone@example.com']);
  });

  test('12: every attribute that clients look up by can be filtered on, with any text', async () => {
    await using scene = await openScene();
    const odd = 'Ünal "Q" \\ 李';
    const { id } = await scene.create({ userName: 'odd@example.com', displayName: odd, externalId: 'X-1' });
    await scene.create();
    for (const filter of [
      'externalId eq "X-1"',
      'emails.value eq "odd@example.com"',
      'emails[type eq "work"].value eq "odd@example.com"',
      'emails[type eq "work" and value eq "odd@example.com"]',
      `displayName eq ${JSON.stringify(odd)}`,
      `id eq "${id}" and externalId eq "X-1"`,
    ]) {
      assert.deepEqual(await scene.usersFound(filter), ['odd@example.com'], filter);
    }
  });
});

describe('creating users', () => {
  test("13: Okta's body is taken, answered whole with Location, and the password is nowhere", async () => {
    await using scene = await openScene();
    const answer = await scene.scim.post(
      '/Users',
      oktaUser('okta@example.com', { password: 'Sup3r-Secret-Pw' }),
    );
    const created = assertOk(answer, 201);
    assert.equal(answer.headers.get('location'), at(created, 'meta', 'location'));
    assert.equal(at(created, 'meta', 'location'), `${scene.tenant.baseUrl}/Users/${at(created, 'id')}`);
    const { password: _, groups: __, ...sent } = oktaUser('okta@example.com');
    assert.deepEqual({ ...created, ...sent }, created);
    const listed = await scene.scim.get('/Users?attributes=password,userName');
    const filtered = await scene.scim.get(`/Users${query({ filter: 'password eq "Sup3r-Secret-Pw"' })}`);
    const { fixture } = scene.tenant;
    const page = { descending: false, limit: 100 };
    const events = await fixture.store.events.listEvents('acme' as TenantName, page);
    const texts = [answer.text, listed.text, filtered.text, fixture.log(), JSON.stringify(events)];
    for (const text of texts) assert.ok(!text.includes('Sup3r'), text);
  });

  test('14: externalId, the type of an email and the enterprise extension may be missing', async () => {
    await using scene = await openScene();
    const { externalId: _, ...body } = oktaUser('bare@example.com', {
      emails: [{ primary: true, value: 'bare@example.com' }],
    });
    const created = assertOk(await scene.scim.post('/Users', body), 201);
    assert.deepEqual(at(created, 'schemas'), [USER]);
    assert.deepEqual(at(created, 'emails'), [{ value: 'bare@example.com', primary: true }]);
    assert.equal('externalId' in created, false);
  });

  test('15: a userName that is taken, in any letter case, is a 409 that names the attribute', async () => {
    await using scene = await openScene();
    await scene.create({ userName: 'taken@example.com' });
    for (const userName of ['taken@example.com', 'Taken@EXAMPLE.com']) {
      const answer = await scene.scim.post('/Users', oktaUser(userName));
      assertError(answer, 409, 'uniqueness');
      assert.match(String(at(answer.body, 'detail')), /userName/);
    }
  });

  test('16: no userName is invalidValue, a body that is no JSON invalidSyntax', async () => {
    await using scene = await openScene();
    const { userName: _, ...nameless } = oktaUser('x');
    assertError(await scene.scim.post('/Users', nameless), 400, 'invalidValue');
    assertError(await scene.scim.send('POST', '/Users', { body: '{"userName": "x"' }), 400, 'invalidSyntax');
    assertError(await scene.scim.send('POST', '/Users', { body: '' }), 400, 'invalidSyntax');
  });

  test('17: an id of any form that names nothing is a 404', async () => {
    await using scene = await openScene();
    for (const id of [
      '00919288221112222',
      'nobody',
      '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      '%F0%9F%A6%8A',
      'a%2Fb',
    ]) {
      assertError(await scene.scim.get(`/Users/${id}`), 404);
    }
  });
});

describe('changing users', () => {
  test('18: what a GET returned can be PUT back, stale meta and all, and loses nothing', async () => {
    await using scene = await openScene();
    const { id } = await scene.create({
      name: { givenName: 'A', familyName: 'B', formatted: 'A B' },
      schemas: [USER, ENTERPRISE],
      [ENTERPRISE]: { department: 'Sales' },
    });
    await scene.scim.post('/Groups', {
      schemas: [GROUP],
      displayName: 'G',
      members: [{ value: id ?? null }],
    });
    const read = assertOk(await scene.scim.get(`/Users/${id}`));
    const stale = { resourceType: 'User', version: 'W/"0"', lastModified: '2001-01-01T00:00:00Z' };
    assert.deepEqual(assertOk(await scene.scim.put(`/Users/${id}`, { ...read, meta: stale })), read);
    assert.deepEqual(assertOk(await scene.scim.get(`/Users/${id}`)), read);
  });

  test('19: a PUT is answered with the changed user, and the next GET shows the same', async () => {
    await using scene = await openScene();
    const created = await scene.create();
    const name = { givenName: 'Another', middleName: 'Excited', familyName: 'User' };
    const changed = assertOk(
      await scene.scim.put(`/Users/${at(created, 'id')}`, { ...created, name, title: 'Chief' }),
    );
    assert.deepEqual(at(changed, 'name'), {
      familyName: 'User',
      givenName: 'Another',
      middleName: 'Excited',
    });
    assert.equal(at(changed, 'title'), 'Chief');
    assert.deepEqual(assertOk(await scene.scim.get(`/Users/${at(created, 'id')}`)), changed);
  });

  test('20: empty texts, nulls and empty lists take an attribute away', async () => {
    await using scene = await openScene();
    const created = await scene.create({ nickName: 'Nick', title: 'Chief' });
    const path = `/Users/${at(created, 'id')}`;
    const emptied = {
      ...created,
      nickName: '',
      title: null,
      emails: [],
      name: { givenName: 'Only', familyName: '' },
    };
    const afterPut = assertOk(await scene.scim.put(path, emptied));
    for (const name of ['nickName', 'title', 'emails']) assert.equal(name in afterPut, false, name);
    assert.deepEqual(at(afterPut, 'name'), { givenName: 'Only' });
    const operation = { op: 'replace', value: { displayName: '', locale: null } };
    const afterPatch = assertOk(await scene.scim.patch(path, operation));
    for (const name of ['displayName', 'locale']) assert.equal(name in afterPatch, false, name);
  });

  test('21: a PUT without password is fine, and one without active leaves the state as it is', async () => {
    await using scene = await openScene();
    for (const active of [true, false]) {
      const { active: _, ...body } = await scene.create({ active });
      assert.equal(at(assertOk(await scene.scim.put(`/Users/${at(body, 'id')}`, body)), 'active'), active);
    }
  });

  test("22: a userName changes to any but another user's, its own in other letters included", async () => {
    await using scene = await openScene();
    await scene.create({ userName: 'other@example.com' });
    const own = await scene.create({ userName: 'own@example.com' });
    const path = `/Users/${at(own, 'id')}`;
    const rename = (value: string) => scene.scim.patch(path, { op: 'replace', path: 'userName', value });
    assertError(await scene.scim.put(path, { ...own, userName: 'OTHER@example.com' }), 409, 'uniqueness');
    assertError(await rename('other@example.com'), 409, 'uniqueness');
    assertOk(await scene.scim.put(path, own));
    assert.equal(at(assertOk(await rename('Own@Example.com')), 'userName'), 'Own@Example.com');
  });

  test('23: the deactivation without a path deactivates and touches nothing else', async () => {
    await using scene = await openScene();
    const { active: _, meta: __, ...created } = await scene.create();
    const path = `/Users/${at(created, 'id')}`;
    const answer = assertOk(await scene.scim.patch(path, { op: 'replace', value: { active: false } }));
    assert.equal(at(answer, 'active'), false);
    assert.deepEqual({ ...answer, ...created }, answer);
    assert.equal((await scene.tenant.fixture.events()).at(-1), `deactivate User ${at(created, 'userName')}`);
  });

  test('24: a capital operation and a boolean as text are understood, and no other text is', async () => {
    await using scene = await openScene();
    const path = `/Users/${at(await scene.create(), 'id')}`;
    const set = (value: Json) => scene.scim.patch(path, { op: 'Replace', path: 'active', value });
    assert.equal(at(assertOk(await set('False')), 'active'), false);
    assert.equal(at(assertOk(await scene.scim.get(path)), 'active'), false);
    for (const value of ['no', 'Falsee', 0, 1]) assertError(await set(value), 400, 'invalidValue');
    assert.equal(at(assertOk(await set('TRUE')), 'active'), true);
  });

  test('25: a deactivated user is still read, and comes back the same', async () => {
    await using scene = await openScene();
    const { meta: _, ...created } = await scene.create({ title: 'Chief' });
    const path = `/Users/${at(created, 'id')}`;
    assertOk(await scene.scim.patch(path, { op: 'replace', value: { active: false } }));
    assert.equal(at(assertOk(await scene.scim.get(path)), 'active'), false);
    const { meta: __, ...back } = assertOk(
      await scene.scim.patch(path, { op: 'replace', value: { active: true } }),
    );
    assert.deepEqual(back, created);
  });

  test('26: without a path, names with dots and nested objects both merge', async () => {
    await using scene = await openScene();
    const path = `/Users/${at(await scene.create(), 'id')}`;
    const dotted = { 'name.givenName': 'Dot', [`${ENTERPRISE}:department`]: 'Sales' };
    const first = assertOk(await scene.scim.patch(path, { op: 'replace', value: dotted }));
    assert.deepEqual(at(first, 'name'), { familyName: 'User', givenName: 'Dot' });
    assert.deepEqual(first[ENTERPRISE], { department: 'Sales' });
    const nested = { name: { familyName: 'Nest' }, [ENTERPRISE]: { costCenter: '7' } };
    const second = assertOk(await scene.scim.patch(path, { op: 'replace', value: nested }));
    assert.deepEqual(at(second, 'name'), { familyName: 'Nest', givenName: 'Dot' });
    assert.deepEqual(second[ENTERPRISE], { costCenter: '7', department: 'Sales' });
  });

  test('27: the value of a work email is replaced, or created where there is none, with one primary at most', async () => {
    await using scene = await openScene();
    const home = { value: 'home@example.com', type: 'home', primary: true };
    const path = `/Users/${at(await scene.create({ emails: [home] }), 'id')}`;
    const set = (value: string) =>
      scene.scim.patch(path, { op: 'replace', path: 'emails[type eq "work"].value', value });
    assert.deepEqual(at(assertOk(await set('a@example.com')), 'emails'), [
      home,
      { value: 'a@example.com', type: 'work' },
    ]);
    assert.deepEqual(at(assertOk(await set('b@example.com')), 'emails'), [
      home,
      { value: 'b@example.com', type: 'work' },
    ]);
    const primary = { op: 'replace', path: 'emails[type eq "work"].primary', value: true };
    const emails = objectsAt(assertOk(await scene.scim.patch(path, primary)), 'emails');
    assert.deepEqual(
      emails.filter((email) => at(email, 'primary') === true).map((email) => at(email, 'type')),
      ['work'],
    );
  });

  test('28: primary is compared as boolean, whether it comes as a boolean or as text', async () => {
    await using scene = await openScene();
    const roles = [{ value: 'reader' }, { value: 'writer', primary: true }];
    const path = `/Users/${at(await scene.create({ roles }), 'id')}`;
    for (const [term, value] of [
      ['"True"', 'admin'],
      ['true', 'owner'],
    ] as const) {
      const operation = { op: 'replace', path: `roles[primary eq ${term}].value`, value };
      const changed = assertOk(await scene.scim.patch(path, operation));
      assert.deepEqual(
        objectsAt(changed, 'roles').map((role) => at(role, 'value')),
        ['reader', value],
      );
    }
  });

  test('29: the manager is set by an object or a bare id, and removed by an empty one', async () => {
    await using scene = await openScene();
    const path = `/Users/${at(await scene.create(), 'id')}`;
    const set = async (value: Json) => {
      const operation = { op: 'replace', path: `${ENTERPRISE}:manager`, value };
      return at(assertOk(await scene.scim.patch(path, operation)), ENTERPRISE, 'manager', 'value');
    };
    assert.equal(await set({ value: 'boss-1' }), 'boss-1');
    assert.equal(await set('boss-2'), 'boss-2');
    assert.equal(await set({ value: '' }), undefined);
  });

  test('30: a PATCH is done whole or not at all', async () => {
    await using scene = await openScene();
    const created = await scene.create();
    const path = `/Users/${at(created, 'id')}`;
    const good = { op: 'replace', path: 'title', value: 'Chief' };
    await scene.tenant.fixture.events();
    assertError(
      await scene.scim.patch(path, good, { op: 'replace', path: 'active', value: 'perhaps' }),
      400,
      'invalidValue',
    );
    assertError(await scene.scim.patch(path, good, { op: 'move', path: 'title' }), 400, 'invalidSyntax');
    assertError(
      await scene.scim.patch(path, good, { op: 'add', path: 'emails[', value: 'x' }),
      400,
      'invalidPath',
    );
    assert.deepEqual(assertOk(await scene.scim.get(path)), created);
    assert.deepEqual(await scene.tenant.fixture.events(), []);
  });

  test('31: pages continue exactly, in one order, and their bounds are kept', async () => {
    await using scene = await openScene();
    const ids = await scene.createUsers(250);
    const page = async (startIndex: number, count: number) =>
      assertOk(await scene.scim.get(`/Users?startIndex=${startIndex}&count=${count}`));
    const pages = await Promise.all([1, 101, 201].map((startIndex) => page(startIndex, 100)));
    assert.deepEqual(
      pages.flatMap((list) => objectsAt(list, 'Resources').map((user) => at(user, 'id'))),
      ids,
    );
    assert.deepEqual(
      pages.map((list) => [at(list, 'totalResults'), at(list, 'startIndex'), at(list, 'itemsPerPage')]),
      [
        [250, 1, 100],
        [250, 101, 100],
        [250, 201, 50],
      ],
    );
    assert.deepEqual(await page(0, 2), await page(1, 2));
    assert.deepEqual(await page(1, 0), {
      schemas: [LIST],
      totalResults: 250,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
    assert.deepEqual(at(await page(251, 100), 'Resources'), []);
  });
});

describe('groups', () => {
  test('32: a group is found by exactly the names that a second one could not have', async () => {
    await using scene = await openScene();
    const names = ['SRE:Team', 'R&D "Core" \\ #1+', 'Größe'];
    for (const displayName of names) {
      const created = assertOk(await scene.scim.post('/Groups', { schemas: [GROUP], displayName }), 201);
      for (const same of [displayName, displayName.toUpperCase()]) {
        const filter = `displayName eq ${JSON.stringify(same)}`;
        const found = assertOk(await scene.scim.get(`/Groups${query({ filter })}`));
        assert.equal(at(found, 'Resources', 0, 'id'), at(created, 'id'), filter);
        assertError(
          await scene.scim.post('/Groups', { schemas: [GROUP], displayName: same }),
          409,
          'uniqueness',
        );
      }
      const rename = { op: 'replace', value: { displayName: `${displayName} renamed` } };
      assertOk(await scene.scim.patch(`/Groups/${at(created, 'id')}`, rename));
      assertOk(await scene.scim.post('/Groups', { schemas: [GROUP], displayName }), 201);
    }
  });

  test('33: a group is created with no members, an empty list or a list', async () => {
    await using scene = await openScene();
    const [id = ''] = await scene.createUsers(1);
    for (const [index, more] of [{}, { members: [] }, { members: [{ value: id, display: 'x' }] }].entries()) {
      const body: JsonObject = { schemas: [GROUP], displayName: `Group ${index}`, ...more };
      const created = assertOk(await scene.scim.post('/Groups', body), 201);
      assert.equal(typeof at(created, 'id'), 'string');
      assert.deepEqual(await scene.members(at(created, 'id')), index === 2 ? [id] : []);
    }
  });

  test('34: a rename carries its own id along, may change nothing, and keeps the members', async () => {
    await using scene = await openScene();
    const ids = await scene.createUsers(2);
    const { id, displayName } = await scene.createGroup(ids);
    for (const name of [displayName ?? '', 'Renamed', 'Renamed']) {
      const operation = { op: 'replace', value: { id: id ?? null, displayName: name } };
      assert.equal(at(assertOk(await scene.scim.patch(`/Groups/${id}`, operation)), 'displayName'), name);
      assert.deepEqual(await scene.members(id), ids);
    }
  });

  test('35: members are removed by filter, by list or all, and absent ones do no harm', async () => {
    await using scene = await openScene();
    const [a = '', b = '', c = '', d = ''] = await scene.createUsers(4);
    const { id } = await scene.createGroup([a, b, c, d]);
    const remove = async (operation: JsonObject) => {
      assertOk(await scene.scim.patch(`/Groups/${id}`, { op: 'remove', ...operation }));
      return scene.members(id);
    };
    assert.deepEqual(await remove({ path: `members[value eq "${b}"]` }), [a, c, d]);
    assert.deepEqual(await remove({ path: `members[value eq "${b}"]` }), [a, c, d]);
    assert.deepEqual(await remove({ path: 'members', value: [{ value: d }, { value: b }] }), [a, c]);
    assert.deepEqual(await remove({ path: 'members' }), []);
  });

  test('36: a thousand members come in one request, once each, however they are written', async () => {
    await using scene = await openScene();
    const ids = await scene.createUsers(1000);
    const { id } = await scene.createGroup([]);
    const value = ids.map((each) => ({ value: each, display: null, $ref: null }));
    for (const operation of [1, 2]) {
      assertOk(await scene.scim.patch(`/Groups/${id}`, { op: 'add', path: 'members', value }));
      assert.deepEqual(await scene.members(id), ids, `after request ${operation}`);
    }
  });

  test('37: replacing the members sets exactly the list, an empty one too, with and without a path', async () => {
    await using scene = await openScene();
    const [a = '', b = '', c = ''] = await scene.createUsers(3);
    const { id } = await scene.createGroup([a]);
    const list = (...ids: readonly string[]) => ids.map((value) => ({ value }));
    for (const [operation, expected] of [
      [{ op: 'replace', path: 'members', value: list(b, c) }, [b, c]],
      [{ op: 'replace', path: 'members', value: [] }, []],
      [{ op: 'replace', value: { members: list(a, c) } }, [a, c]],
    ] as const) {
      assertOk(await scene.scim.patch(`/Groups/${id}`, operation));
      assert.deepEqual((await scene.members(id)).toSorted(), expected.toSorted());
    }
  });

  test('38: a PUT sets name and members with or without id, and parallel requests lose nothing', async () => {
    await using scene = await openScene();
    const ids = await scene.createUsers(20);
    const { id, displayName } = await scene.createGroup([]);
    const body: JsonObject = {
      schemas: [GROUP],
      displayName: displayName ?? '',
      members: [{ value: ids[0] ?? '' }],
    };
    for (const put of [body, { ...body, id: id ?? null }]) {
      assertOk(await scene.scim.put(`/Groups/${id}`, put));
      assert.deepEqual(await scene.members(id), [ids[0]]);
    }
    const adding = ids.map((value) =>
      scene.scim.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value }] }),
    );
    for (const answer of await Promise.all(adding)) assertOk(answer);
    assert.deepEqual((await scene.members(id)).toSorted(), ids.toSorted());
  });

  test('39: members are returned all or not at all, and a deleted group leaves its users', async () => {
    await using scene = await openScene();
    const ids = await scene.createUsers(150);
    const { id } = await scene.createGroup(ids);
    assert.deepEqual(await scene.members(id), ids);
    const lean = assertOk(await scene.scim.get(`/Groups/${id}?excludedAttributes=members`));
    assert.equal('members' in lean, false);
    assertOk(await scene.scim.delete(`/Groups/${id}`), 204);
    assertError(await scene.scim.get(`/Groups/${id}`), 404);
    assertError(await scene.scim.delete(`/Groups/${id}`), 404);
    assert.equal(at(assertOk(await scene.scim.get(`/Users/${ids[0]}`)), 'active'), true);
  });
});

test('40: every failure is a SCIM error with a useful detail', async () => {
  await using scene = await openScene({ limits: { bodyBytes: 10_000, requestsPerSecondPerKey: 5 } });
  const { scim } = scene;
  assertError(await scim.get('/Nothing'), 404);
  assertError(await scim.send('PATCH', '/Users'), 405);
  const body = `{"userName":"${'x'.repeat(20_000)}"}`;
  assertError(await scim.send('POST', '/Users', { body }), 413);
  const answers = await Promise.all(Array.from({ length: 20 }, () => scim.get('/Users?count=1')));
  const refused = answers.filter(({ status }) => status !== 200);
  assert.ok(refused.length > 0, 'the rate is limited');
  for (const answer of refused) {
    assertError(answer, 429);
    assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
  }
});
