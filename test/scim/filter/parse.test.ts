import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ScimError } from '../../../src/scim/errors.ts';
import type { ComparisonOperator, Filter, FilterValue } from '../../../src/scim/filter/filter.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { filterLikeTexts } from './arbitrary.ts';

function path(name: string, sub?: string, urn?: string) {
  return { urn, name, sub };
}

function compare(name: string, operator: ComparisonOperator, value: FilterValue): Filter {
  return { kind: 'compare', path: path(name), operator, value };
}

function present(name: string): Filter {
  return { kind: 'present', path: path(name) };
}

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const ACCEPTED: readonly (readonly [string, Filter])[] = [
  ['userName eq "bjensen"', compare('userName', 'eq', 'bjensen')],
  ['username Eq "bjensen"', compare('username', 'eq', 'bjensen')],
  ['title PR', present('title')],
  ['x ne null', compare('x', 'ne', null)],
  ['x eq TRUE', compare('x', 'eq', true)],
  ['x eq false', compare('x', 'eq', false)],
  ['x gt -1.5e+3', compare('x', 'gt', -1500)],
  ['x le 0', compare('x', 'le', 0)],
  ['x eq ""', compare('x', 'eq', '')],
  ['x eq "a\\"b\\\\c\\/\\u00E9\\n"', compare('x', 'eq', 'a"b\\c/é\n')],
  ['x eq "\\ud83d\\ude00"', compare('x', 'eq', '😀')],
  ['x eq "not (a) [b] and"', compare('x', 'eq', 'not (a) [b] and')],
  ['  x\tpr  ', present('x')],
  ['a pr and b pr and c pr', { kind: 'and', operands: [present('a'), present('b'), present('c')] }],
  [
    'a pr or b pr AND c pr',
    { kind: 'or', operands: [present('a'), { kind: 'and', operands: [present('b'), present('c')] }] },
  ],
  [
    '(a pr or b pr) and c pr',
    { kind: 'and', operands: [{ kind: 'or', operands: [present('a'), present('b')] }, present('c')] },
  ],
  ['not (a pr)', { kind: 'not', operand: present('a') }],
  ['NOT(a pr)', { kind: 'not', operand: present('a') }],
  ['not pr', present('not')],
  ['((a pr))', present('a')],
  ['not(a pr) or b pr', { kind: 'or', operands: [{ kind: 'not', operand: present('a') }, present('b')] }],
  ['name.familyName pr', { kind: 'present', path: path('name', 'familyName') }],
  ['members.$ref pr', { kind: 'present', path: path('members', '$ref') }],
  [`${USER}:userName pr`, { kind: 'present', path: path('userName', undefined, USER) }],
  [`${ENTERPRISE}:manager.value pr`, { kind: 'present', path: path('manager', 'value', ENTERPRISE) }],
  [
    'emails[type eq "work"]',
    { kind: 'element', path: path('emails'), filter: compare('type', 'eq', 'work') },
  ],
  [
    'emails [ not (type eq "work") ] or a pr',
    {
      kind: 'or',
      operands: [
        {
          kind: 'element',
          path: path('emails'),
          filter: { kind: 'not', operand: compare('type', 'eq', 'work') },
        },
        present('a'),
      ],
    },
  ],
  [
    'emails[type eq "work"].value eq "a@b"',
    {
      kind: 'element',
      path: path('emails'),
      filter: { kind: 'and', operands: [compare('type', 'eq', 'work'), compare('value', 'eq', 'a@b')] },
    },
  ],
];

const REJECTED: readonly (readonly [string, RegExp])[] = [
  ['', /attribute name.* position 1 .*its end/],
  ['   ', /position 4 .*its end/],
  ['userName', /an operator .*position 9 .*its end/],
  ['userName is "a"', /an operator .*position 10 .*found is/],
  ['userName eq', /a value .*position 12/],
  ['userName eq bjensen', /a value .*position 13 .*found bjensen/],
  ["userName eq 'bjensen'", /a value .*found 'bjensen'/],
  ['userName eq "bjensen', /position 13 .*no closing quote/],
  ['userName eq "\\x"', /escapes of JSON/],
  ['userName eq "a\u0001"', /escapes of JSON/],
  ['userName eq "a" and', /attribute name.*its end/],
  ['userName eq "a" or "1" eq "1"', /attribute name.*found "1"/],
  ['userName eq "a" userName eq "b"', /"and", "or" or the end at position 17/],
  ['"a" eq userName', /attribute name.*position 1/],
  ['a eq 01', /a value/],
  ['a eq +1', /a value/],
  ['a eq 1e999', /a value/],
  ['a eq NaN', /a value/],
  ['a eq [1]', /a value/],
  ['(a pr', /"\)" at position 6/],
  ['a pr)', /the end at position 5/],
  ['emails[type eq "work"', /"\]"/],
  ['emails[type eq "work")', /"\]" .*found \)/],
  ['emails[]', /attribute name.*found \]/],
  ['emails[type pr].', /attribute name/],
  ['emails[type pr].value', /an operator/],
  ['emails[type pr] eq "a"', /the end .*found eq/],
  ['not a pr', /an operator .*found a/],
  ['not not (a pr)', /an operator/],
  ['and', /an operator/],
  ['()', /attribute name/],
  ['a,b pr', /attribute name/],
  ['x:y pr', /attribute name/],
  ['.value pr', /attribute name/],
  ['urn: pr', /attribute name/],
];

function isInvalidFilter(error: unknown): error is ScimError {
  return error instanceof ScimError && error.status === 400 && error.scimType === 'invalidFilter';
}

describe('parseFilter', () => {
  for (const [text, filter] of ACCEPTED) {
    test(`reads ${text}`, () => assert.deepEqual(parseFilter(text), filter));
  }

  for (const [text, detail] of REJECTED) {
    test(`refuses ${JSON.stringify(text)} and says what it expected where`, () => {
      assert.throws(
        () => parseFilter(text),
        (error) => isInvalidFilter(error) && detail.test(error.message),
      );
    });
  }

  test('shortens what it found in the detail', () => {
    assert.throws(() => parseFilter('x'.repeat(5000)), /its end\.$/);
    assert.throws(() => parseFilter(`a eq ${'x'.repeat(5000)}`), /found x{40}…\.$/);
  });

  const bounds: readonly (readonly [string, (size: number) => string, number])[] = [
    ['8192 characters', (size) => `a eq "${'x'.repeat(size - 7)}"`, 8192],
    ['32 levels of parentheses', (size) => `${'('.repeat(size)}a pr${')'.repeat(size)}`, 32],
    ['32 levels of brackets', (size) => `${'a['.repeat(size)}a pr${']'.repeat(size)}`, 32],
    ['200 comparisons', (size) => Array.from({ length: size }, () => 'a pr').join(' or '), 200],
  ];
  for (const [bound, make, size] of bounds) {
    test(`takes ${bound} and no more`, () => {
      parseFilter(make(size));
      assert.throws(
        () => parseFilter(make(size + 1)),
        (error) => isInvalidFilter(error) && error.message.includes(String(size)),
      );
    });
  }

  test('throws nothing but invalidFilter, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(filterLikeTexts, fc.string({ unit: 'binary' })), (text) => {
        try {
          parseFilter(text);
        } catch (error) {
          assert.ok(isInvalidFilter(error), String(error));
        }
      }),
      { numRuns: 500 },
    );
  });
});
