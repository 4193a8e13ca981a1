import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseAttributePath } from '../../../src/scim/attribute-path.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { bindElementFilter, bindFilter, bindSortPath } from '../../../src/scim/filter/bind.ts';
import type { AttributePath, BoundFilter, BoundPath } from '../../../src/scim/filter/filter.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { findCoreAttribute, GROUP, type ResourceType, USER } from '../../../src/scim/resource-types.ts';
import { attribute } from '../../../src/scim/schema.ts';
import { filterLikeTexts, filters } from './arbitrary.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A type with an attribute of every simple type, and a second extension whose URN begins like the first one's. */
const THING: ResourceType = {
  ...USER,
  name: 'Thing',
  extensions: [
    {
      required: false,
      schema: {
        id: 'urn:example:acme',
        name: 'Acme',
        description: '',
        attributes: [
          attribute('size', 'integer', ''),
          attribute('weight', 'decimal', ''),
          attribute('since', 'dateTime', ''),
          attribute('image', 'binary', ''),
          attribute('secret', 'string', '', { returned: 'never' }),
        ],
      },
    },
    {
      required: false,
      schema: {
        id: 'urn:example:acme:1.0',
        name: 'Acme 1.0',
        description: '',
        attributes: [attribute('size', 'string', '')],
      },
    },
  ],
};

/** The filter with each path as text, `|` between extension, attribute and sub-attribute. */
function outline(filter: BoundFilter): unknown {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [filter.kind, ...filter.operands.map(outline)];
    case 'not':
      return ['not', outline(filter.operand)];
    case 'present':
      return [pathOutline(filter.path), 'pr'];
    case 'compare':
      return [pathOutline(filter.path), filter.operator, filter.value];
    default:
      return [pathOutline(filter.path), outline(filter.filter)];
  }
}

function pathOutline({ extension, attribute: { name }, sub }: BoundPath): string {
  return [...(extension ? [extension] : []), name, ...(sub ? [sub.name] : [])].join('|');
}

function bound(text: string, type: ResourceType = USER): unknown {
  return outline(bindFilter(parseFilter(text), type));
}

const BOUND: readonly (readonly [string, unknown])[] = [
  ['USERNAME eq "BJensen"', ['userName', 'eq', 'bjensen']],
  ['externalId eq "AbC"', ['externalId', 'eq', 'AbC']],
  ['ID eq "AbC"', ['id', 'eq', 'AbC']],
  ['schemas eq "urn:X"', ['schemas', 'eq', 'urn:X']],
  ['meta.resourceType eq "User"', ['meta|resourceType', 'eq', 'User']],
  ['meta.lastModified ge "2024-05-01T10:00:00+02:00"', ['meta|lastModified', 'ge', Date.UTC(2024, 4, 1, 8)]],
  ['meta.created lt "2024-05-01T10:00:00.5Z"', ['meta|created', 'lt', Date.UTC(2024, 4, 1, 10, 0, 0, 500)]],
  ['active eq true', ['active', 'eq', true]],
  ['active ne "False"', ['active', 'ne', false]],
  ['emails.type eq "WORK"', ['emails|type', 'eq', 'work']],
  ['emails eq "A@b"', ['emails|value', 'eq', 'a@b']],
  ['emails co "@B"', ['emails|value', 'co', '@b']],
  ['emails pr', ['emails', 'pr']],
  ['groups eq "g1"', ['groups|value', 'eq', 'g1']],
  ['manager eq "U1"', [`${ENTERPRISE}|manager|value`, 'eq', 'U1']],
  ['department sw "R"', [`${ENTERPRISE}|department`, 'sw', 'r']],
  [`${ENTERPRISE}:manager.displayName eq "x"`, [`${ENTERPRISE}|manager|displayName`, 'eq', 'x']],
  [`${ENTERPRISE.toUpperCase()}:DEPARTMENT pr`, [`${ENTERPRISE}|department`, 'pr']],
  ['urn:ietf:params:scim:schemas:core:2.0:User:userName pr', ['userName', 'pr']],
  ['urn:ietf:params:scim:schemas:core:2.0:User.name.familyName pr', ['name|familyName', 'pr']],
  ['urn:ietf:params:scim:schemas:core:2.0:User:meta.created pr', ['meta|created', 'pr']],
  ['profileUrl sw "https://"', ['profileUrl', 'sw', 'https://']],
  ['nickName eq null', ['not', ['nickName', 'pr']]],
  ['nickName ne null', ['nickName', 'pr']],
  [
    'emails[type eq "Work" and primary eq "TRUE"]',
    ['emails', ['and', ['type', 'eq', 'work'], ['primary', 'eq', true]]],
  ],
  ['emails[not (value pr)]', ['emails', ['not', ['value', 'pr']]]],
  [
    'name[familyName eq "X" or givenName pr]',
    ['or', ['name|familyName', 'eq', 'x'], ['name|givenName', 'pr']],
  ],
  [`${ENTERPRISE}:manager[value eq "u"]`, [`${ENTERPRISE}|manager|value`, 'eq', 'u']],
];

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['unknown eq "x"', /"unknown"/],
  ['name.unknown pr', /"name\.unknown"/],
  ['userName.x pr', /"userName\.x"/],
  ['name.familyName.x pr', /"name\.familyName\.x"/],
  ['urn:unknown:userName pr', /"urn:unknown:userName"/],
  [`${ENTERPRISE}:userName pr`, /userName"/],
  [`${ENTERPRISE}x:department pr`, /department"/],
  [`${ENTERPRISE} eq "x"`, /complex/],
  [`${ENTERPRISE}[department eq "x"]`, /no sub-attributes/],
  ['password eq "x"', /"password" cannot be filtered by/],
  ['password pr', /"password" cannot/],
  ['password eq null', /"password" cannot/],
  ['active gt true', /"gt" does not apply to "active"/],
  ['active co "tr"', /"co" does not apply/],
  ['active eq "yes"', /"yes" is no boolean/],
  ['active eq 1', /1 is no boolean/],
  ['x509Certificates.value lt "a"', /binary/],
  ['x509Certificates.value co "a"', /binary/],
  ['profileUrl gt "a"', /reference/],
  ['name eq "x"', /complex/],
  ['addresses co "x"', /complex/],
  ['meta.created sw "2024"', /"sw" does not apply/],
  ['meta.created gt "2024-05-01"', /no dateTime/],
  ['meta.created gt "2024-02-30T00:00:00Z"', /no dateTime/],
  ['meta.created gt 5', /no dateTime/],
  ['userName eq 5', /5 is no string/],
  ['userName eq true', /true is no string/],
  ['userName gt null', /null/],
  ['emails[unknown pr]', /"emails" has no sub-attribute "unknown"/],
  ['emails[emails.type pr]', /"emails" has no sub-attribute/],
  ['emails[type[value pr]]', /no sub-attributes/],
  ['emails.value[type pr]', /no sub-attributes/],
  ['userName[value pr]', /no sub-attributes/],
  ['name[familyName[value pr]]', /no sub-attributes/],
];

function isScimError(scimType: string, detail = /./) {
  return (error: unknown) =>
    error instanceof ScimError &&
    error.status === 400 &&
    error.scimType === scimType &&
    detail.test(error.message);
}

describe('bindFilter', () => {
  for (const [text, expected] of BOUND) {
    test(`binds ${text}`, () => assert.deepEqual(bound(text), expected));
  }

  for (const [text, detail] of REFUSED) {
    test(`refuses ${text}`, () => assert.throws(() => bound(text), isScimError('invalidFilter', detail)));
  }

  test('takes the longest registered URN', () => {
    assert.deepEqual(bound('urn:example:acme:size eq 1', THING), ['urn:example:acme|size', 'eq', 1]);
    assert.deepEqual(bound('urn:example:acme:1.0:size eq "L"', THING), [
      'urn:example:acme:1.0|size',
      'eq',
      'l',
    ]);
    assert.deepEqual(bound('urn:example:acme:1.0 pr', THING), ['or', ['urn:example:acme:1.0|size', 'pr']]);
  });

  test('has an extension present when one of its visible attributes is', () => {
    assert.deepEqual(bound('urn:example:acme pr', THING), [
      'or',
      ...['size', 'weight', 'since', 'image'].map((name) => [`urn:example:acme|${name}`, 'pr']),
    ]);
  });

  test('compares numbers, instants and certificates as what they are', () => {
    assert.deepEqual(bound('weight ge 1.5', THING), ['urn:example:acme|weight', 'ge', 1.5]);
    assert.deepEqual(bound('since gt "1970-01-01T00:00:01Z"', THING), ['urn:example:acme|since', 'gt', 1000]);
    assert.deepEqual(bound('image eq "QQ=="', THING), ['urn:example:acme|image', 'eq', 'QQ==']);
    assert.throws(() => bound('weight co 1', THING), isScimError('invalidFilter'));
    assert.throws(() => bound('weight eq "1"', THING), isScimError('invalidFilter'));
    assert.throws(() => bound('secret eq "x"', THING), isScimError('invalidFilter'));
  });

  test('counts what only another searched type has as unassigned', () => {
    const everything = [USER, GROUP];
    const inGroup = (text: string) => outline(bindFilter(parseFilter(text), GROUP, everything));
    const always = ['id', 'pr'];
    assert.deepEqual(inGroup('userName eq "x"'), ['not', always]);
    assert.deepEqual(inGroup('userName ne "x"'), always);
    assert.deepEqual(inGroup('userName pr'), ['not', always]);
    assert.deepEqual(inGroup('userName eq null'), ['not', ['not', always]]);
    assert.deepEqual(inGroup('emails[type eq "work"]'), ['not', always]);
    assert.deepEqual(inGroup('displayName eq "X"'), ['displayName', 'eq', 'x']);
    assert.throws(() => inGroup('unknown eq "x"'), isScimError('invalidFilter', /"unknown"/));
  });

  test('throws nothing but invalidFilter, whatever the filter', () => {
    const attempt = (bind: () => unknown) => {
      try {
        bind();
      } catch (error) {
        assert.ok(isScimError('invalidFilter')(error), String(error));
      }
    };
    fc.assert(
      fc.property(filters, filterLikeTexts, (filter, text) => {
        attempt(() => bindFilter(filter, USER));
        attempt(() => bindFilter(parseFilter(text), USER));
      }),
      { numRuns: 300 },
    );
  });
});

describe('bindElementFilter', () => {
  test('finds names among the sub-attributes', () => {
    const members = findCoreAttribute(GROUP, 'members');
    assert.ok(members);
    const filter = bindElementFilter(parseFilter('VALUE eq "U1" and type eq "USER"'), members);
    assert.deepEqual(outline(filter), ['and', ['value', 'eq', 'U1'], ['type', 'eq', 'user']]);
    assert.throws(() => bindElementFilter(parseFilter('members pr'), members), isScimError('invalidFilter'));
  });
});

describe('bindSortPath', () => {
  const sorted = (text: string) => pathOutline(bindSortPath(parseAttributePath(text) as AttributePath, USER));

  test('finds simple attributes, and the value of complex ones', () => {
    assert.equal(sorted('username'), 'userName');
    assert.equal(sorted('name.familyName'), 'name|familyName');
    assert.equal(sorted('emails'), 'emails|value');
    assert.equal(sorted(`${ENTERPRISE}:manager`), `${ENTERPRISE}|manager|value`);
    assert.equal(sorted('meta.lastModified'), 'meta|lastModified');
  });

  for (const text of ['unknown', 'name', 'addresses', 'password', ENTERPRISE]) {
    test(`refuses ${text}`, () => assert.throws(() => sorted(text), isScimError('invalidPath')));
  }
});
