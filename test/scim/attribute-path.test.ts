import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findPlace, formatAttributePath, parseAttributePath } from '../../src/scim/attribute-path.ts';
import { type ResourceType, USER } from '../../src/scim/resource-types.ts';
import { attribute } from '../../src/scim/schema.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('parseAttributePath', () => {
  for (const [text, urn, name, sub] of [
    ['userName', undefined, 'userName', undefined],
    ['name.familyName', undefined, 'name', 'familyName'],
    ['members.$ref', undefined, 'members', '$ref'],
    [`${ENTERPRISE}:manager.value`, ENTERPRISE, 'manager', 'value'],
    ['URN:x:y', 'URN:x', 'y', undefined],
  ] as const) {
    test(`splits ${text} and puts it together again`, () => {
      const path = parseAttributePath(text);
      assert.deepEqual(path, { urn, name, sub });
      assert.equal(path && formatAttributePath(path), text);
    });
  }

  for (const text of ['', '.', 'a.', '.a', 'a b', 'a:b', 'urn:', 'urn:x:', 'é', 'a[b]']) {
    test(`finds no path in "${text}"`, () => assert.equal(parseAttributePath(text), undefined));
  }
});

describe('findPlace', () => {
  const type: ResourceType = {
    ...USER,
    extensions: [
      ...USER.extensions,
      {
        required: false,
        schema: {
          id: 'urn:acme:1.2.3',
          name: 'Acme',
          description: '',
          attributes: [attribute('department', 'string', ''), attribute('badge', 'string', '')],
        },
      },
    ],
  };
  const find = (text: string) => {
    const path = parseAttributePath(text);
    const place = path && findPlace(path, type);
    return place && [place.extension, place.attribute?.name, place.sub?.name];
  };

  for (const [text, extension, name, sub] of [
    ['USERNAME', undefined, 'userName'],
    ['meta.LOCATION', undefined, 'meta', 'location'],
    [`${CORE}:userName`, undefined, 'userName'],
    [`${CORE}.userName`, undefined, 'userName'],
    [`${CORE}:id`, undefined, 'id'],
    [CORE, undefined, undefined],
    [ENTERPRISE, ENTERPRISE, undefined],
    [ENTERPRISE.toUpperCase(), ENTERPRISE, undefined],
    [`${ENTERPRISE}:manager.displayName`, ENTERPRISE, 'manager', 'displayName'],
    ['manager.value', ENTERPRISE, 'manager', 'value'],
    ['department', ENTERPRISE, 'department'],
    ['urn:acme:1.2.3:department', 'urn:acme:1.2.3', 'department'],
    ['urn:acme:1.2.3', 'urn:acme:1.2.3', undefined],
    ['badge', 'urn:acme:1.2.3', 'badge'],
    ['schemas.VALUE', undefined, 'schemas'],
  ] as const) {
    test(`finds ${text}`, () => assert.deepEqual(find(text), [extension, name, sub]));
  }

  for (const text of [
    'unknown',
    'name.unknown',
    'userName.x',
    'userName.value',
    'schemas.type',
    `${ENTERPRISE}:userName`,
    `${ENTERPRISE}x:manager`,
    'urn:x:id',
  ]) {
    test(`finds nothing at ${text}`, () => assert.equal(find(text), undefined));
  }
});
