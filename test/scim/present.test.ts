import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  locationOf,
  presentResource,
  presentResourceStream,
  toObject,
  versionTag,
} from '../../src/scim/present.ts';
import { type ProjectionParameters, parseProjection } from '../../src/scim/project.ts';
import type { ResourceId, StoredMember, StoredResource } from '../../src/scim/resource.ts';
import { GROUP, USER } from '../../src/scim/resource-types.ts';

const baseUrl = 'https://scim.example.com/scim/v2/acme';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP_CORE = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const times = { version: 3, created: Date.UTC(2026, 0, 2, 3, 4, 5, 6), lastModified: Date.UTC(2026, 10, 24) };
const idOf = (text: string) => text as ResourceId;

const ANN: StoredResource = {
  id: idOf('u1'),
  type: USER,
  text: `{"schemas":["${CORE}"],"id":"u1","userName":"ann","active":true}`,
  ...times,
  source: 'okta',
  groups: [
    { id: idOf('g1'), display: 'Sta"ff', direct: true },
    { id: idOf('g2'), display: 'All', direct: false },
  ],
};
const ANN_META = {
  resourceType: 'User',
  created: '2026-01-02T03:04:05.006Z',
  lastModified: '2026-11-24T00:00:00.000Z',
  location: `${baseUrl}/Users/u1`,
  version: 'W/"3"',
};
const ANN_OBJECT = {
  schemas: [CORE],
  id: 'u1',
  userName: 'ann',
  active: true,
  groups: [
    { value: 'g1', $ref: `${baseUrl}/Groups/g1`, display: 'Sta"ff', type: 'direct' },
    { value: 'g2', $ref: `${baseUrl}/Groups/g2`, display: 'All', type: 'indirect' },
  ],
  meta: ANN_META,
};

const member = (index: number): StoredMember =>
  index % 2 === 0
    ? { id: idOf(`u${index}`), type: 'User', display: `user ${index}` }
    : { id: idOf(`g${index}`), type: 'Group', display: `group ${index}` };
const memberObject = (index: number) =>
  index % 2 === 0
    ? { value: `u${index}`, $ref: `${baseUrl}/Users/u${index}`, type: 'User' }
    : { value: `g${index}`, $ref: `${baseUrl}/Groups/g${index}`, type: 'Group' };

const STAFF: StoredResource = {
  id: idOf('g1'),
  type: GROUP,
  text: `{"schemas":["${GROUP_CORE}"],"id":"g1","displayName":"Staff"}`,
  ...times,
  source: undefined,
};

function present(resource: StoredResource, parameters: ProjectionParameters = {}) {
  const projection = parseProjection(parameters, resource.type);
  return JSON.parse(presentResource(resource, { baseUrl, projection }).join(''));
}

async function* slicesOf(...slices: readonly (readonly StoredMember[])[]) {
  yield* slices;
}

async function stream(resource: StoredResource, parameters: ProjectionParameters = {}): Promise<string[]> {
  const projection = parseProjection(parameters, resource.type);
  return Array.fromAsync(presentResourceStream(resource, { baseUrl, projection }));
}

describe('a presented resource', () => {
  test('is what is stored with its groups and meta', () => assert.deepEqual(present(ANN), ANN_OBJECT));

  test('begins with schemas and id, as stored', () => {
    assert.deepEqual(Object.keys(present(ANN)), ['schemas', 'id', 'userName', 'active', 'groups', 'meta']);
  });

  test('is the same for filters', () => assert.deepEqual(toObject(ANN, baseUrl), ANN_OBJECT));

  test('has no groups or members that were not read', () => {
    const { groups: _, ...user } = ANN;
    assert.equal('groups' in present(user), false);
    assert.equal('members' in present(STAFF), false);
  });

  test('has empty groups and members that were read', () => {
    assert.deepEqual(present({ ...ANN, groups: [] }).groups, []);
    assert.deepEqual(present({ ...STAFF, members: [] }).members, []);
  });

  test('has members with their URLs', () => {
    assert.deepEqual(present({ ...STAFF, members: [member(0), member(1)] }).members, [
      memberObject(0),
      memberObject(1),
    ]);
  });

  test('has the names of members when they are asked for', () => {
    const group = { ...STAFF, members: [member(0), member(1)] };
    const { members } = present(group, { attributes: 'members.display' });
    assert.deepEqual(members, [{ display: 'user 0' }, { display: 'group 1' }]);
  });

  test('is cut to the attributes asked for', () => {
    assert.deepEqual(present(ANN, { attributes: 'userName,groups.display,meta.version' }), {
      schemas: [CORE],
      id: 'u1',
      userName: 'ann',
      groups: [{ display: 'Sta"ff' }, { display: 'All' }],
      meta: { version: 'W/"3"' },
    });
    const { groups: _, ...withoutGroups } = ANN_OBJECT;
    assert.deepEqual(present(ANN, { excludedAttributes: 'groups' }), withoutGroups);
  });

  test('has a URL and an entity tag', () => {
    assert.equal(locationOf(ANN, baseUrl), ANN_META.location);
    assert.equal(versionTag(ANN), 'W/"3"');
  });
});

describe('a group sent in pieces', () => {
  const slices = () => slicesOf([member(2), member(3)], [], [member(4)]);
  const big = () => ({ ...STAFF, members: [member(0), member(1)], moreMembers: slices() });

  test('is the same as one with all members at once', async () => {
    const whole = { ...STAFF, members: [0, 1, 2, 3, 4].map(member) };
    assert.deepEqual(JSON.parse((await stream(big())).join('')), present(whole));
  });

  test('comes in a piece for each slice', async () => {
    const pieces = await stream(big());
    assert.ok(pieces.every((piece) => piece.split('"$ref"').length - 1 <= 2));
  });

  for (const parameters of [
    { attributes: 'members.value,members.display' },
    { excludedAttributes: 'members.type,meta' },
  ]) {
    test(`is cut like any other: ${JSON.stringify(parameters)}`, async () => {
      const whole = { ...STAFF, members: [0, 1, 2, 3, 4].map(member) };
      assert.deepEqual(JSON.parse((await stream(big(), parameters)).join('')), present(whole, parameters));
    });
  }

  test('has no members when they are excluded', async () => {
    const text = (await stream(big(), { excludedAttributes: 'members' })).join('');
    assert.equal('members' in JSON.parse(text), false);
  });

  test('may have its first members in a later slice', async () => {
    const group = { ...STAFF, members: [], moreMembers: slicesOf([], [member(0)], [member(1)]) };
    assert.deepEqual(JSON.parse((await stream(group)).join('')).members, [memberObject(0), memberObject(1)]);
  });

  test('may have no members at all', async () => {
    const group = { ...STAFF, members: [], moreMembers: slicesOf() };
    assert.deepEqual(JSON.parse((await stream(group)).join('')).members, []);
  });
});
