import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bindFilter } from '../../../src/scim/filter/bind.ts';
import { matches } from '../../../src/scim/filter/evaluate.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import type { JsonObject } from '../../../src/scim/resource.ts';
import { USER } from '../../../src/scim/resource-types.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const BARBARA: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
  id: '2819c223',
  externalId: '00uAbC',
  userName: 'BJensen',
  name: { familyName: 'Jensen', givenName: 'Barbara' },
  nickName: '',
  title: 'STRASSE',
  active: false,
  emails: [
    { value: 'BJensen@example.com', type: 'work', primary: true },
    { value: 'babs@jensen.org', type: 'home' },
  ],
  phoneNumbers: [],
  ims: [{}],
  photos: [{ value: 'https://photos.example.com/F' }],
  groups: [{ value: 'g1', display: 'Tour Guides', type: 'direct' }],
  [ENTERPRISE]: { employeeNumber: '701984', manager: { value: 'm1', displayName: 'John Smith' } },
  meta: {
    resourceType: 'User',
    created: '2024-05-01T08:00:00.000Z',
    lastModified: '2024-05-02T08:00:00.250Z',
    location: 'https://example.com/v2/Users/2819c223',
    version: 'W/"3"',
  },
};

const TRUE: readonly string[] = [
  'userName eq "bjensen"',
  'userName co "JENS"',
  'userName sw "bj"',
  'userName ew "SEN"',
  'userName gt "bjensem"',
  'userName ge "bjensen"',
  'userName lt "c"',
  'userName le "BJENSEN"',
  'userName ne "someone"',
  'title eq "straße"',
  'externalId eq "00uAbC"',
  'name.familyName co "ense"',
  'schemas eq "urn:ietf:params:scim:schemas:core:2.0:User"',
  'schemas.value sw "urn:ietf:params:scim:schemas:extension:"',
  'schemas[value sw "urn:ietf:" and value ew "core:2.0:User"]',
  'schemas[not (value co "core")]',
  'id eq "2819c223" and manager eq "m1"',
  'active eq false',
  'active eq "False"',
  'active ne true',
  'active pr',
  'name pr',
  'emails pr',
  'emails.type eq "work" and emails.type eq "home"',
  'emails eq "babs@JENSEN.org"',
  'emails[type eq "work" and value co "@example.com"]',
  'emails[type eq "work"].value eq "bjensen@example.com"',
  'emails[not (type eq "work")]',
  'emails[primary ne true]',
  'emails.type ne "work"',
  'photos.value sw "https://photos"',
  'groups.display eq "tour guides"',
  'meta.resourceType eq "User"',
  'meta.created eq "2024-05-01T10:00:00+02:00"',
  'meta.created eq "2024-05-01T08:00:00"',
  'meta.lastModified gt "2024-05-02T08:00:00Z"',
  'meta.lastModified le "2024-05-02T08:00:00.25Z"',
  `${ENTERPRISE} pr`,
  `${ENTERPRISE}:employeeNumber eq "701984"`,
  `${ENTERPRISE}:manager.displayName sw "john"`,
  'locale ne "en"',
  'locale eq null',
  'phoneNumbers.value ne "1"',
  'not (locale pr)',
  'nickName eq null',
  'userName ne null',
  'title pr or locale pr and locale eq "en"',
];

const FALSE: readonly string[] = [
  'userName eq "jensen"',
  'externalId eq "00uabc"',
  'id eq "2819C223"',
  'schemas eq "URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER"',
  'schemas.value eq "urn:x"',
  'schemas[value co "core" and value co "extension"]',
  'photos.value eq "https://photos.example.com/f"',
  'userName ne "BJENSEN"',
  'locale eq "en"',
  'locale co ""',
  'locale lt "z"',
  'nickName pr',
  'phoneNumbers pr',
  'ims pr',
  'emails[type eq "work" and value co "@jensen.org"]',
  'emails[type eq "other"]',
  'phoneNumbers[type ne "work"]',
  'not (emails.type eq "work")',
  'emails.type ne null and emails.type eq null',
  'meta.created gt "2024-05-01T08:00:00Z"',
  '(title pr or locale pr) and locale eq "en"',
  'userName pr and not (userName pr)',
];

describe('matches', () => {
  for (const [expected, texts] of [
    [true, TRUE],
    [false, FALSE],
  ] as const) {
    for (const text of texts) {
      test(`${expected ? 'finds' : 'passes over'} Barbara by ${text}`, () => {
        const filter = bindFilter(parseFilter(text), USER);
        assert.equal(matches(filter, BARBARA), expected);
        assert.equal(matches({ kind: 'not', operand: filter }, BARBARA), !expected);
      });
    }
  }

  test('has nothing to compare in values of another type than the schema says', () => {
    const odd: JsonObject = { userName: 5, active: 'maybe', emails: 'a@b', name: [], [ENTERPRISE]: 'x' };
    for (const text of [
      'userName ge ""',
      'active eq false',
      'emails eq "a@b"',
      'emails[value pr]',
      'department pr',
    ]) {
      assert.equal(matches(bindFilter(parseFilter(text), USER), odd), false, text);
    }
  });
});
