import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatFilter } from '../../../src/scim/filter/format.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { filters } from './arbitrary.ts';

describe('formatFilter', () => {
  const canonical: readonly (readonly [string, string])[] = [
    ['  username   EQ "x" ', 'username eq "x"'],
    ['((a pr))and(b pr)', 'a pr and b pr'],
    ['(a pr and b pr) or c pr', 'a pr and b pr or c pr'],
    ['(a pr or b pr) and c pr', '(a pr or b pr) and c pr'],
    ['NOT(a pr)', 'not (a pr)'],
    ['emails[ type eq "w" ].value sw "\\u0061"', 'emails[type eq "w" and value sw "a"]'],
  ];
  for (const [text, expected] of canonical) {
    test(`writes ${text} as ${expected}`, () => assert.equal(formatFilter(parseFilter(text)), expected));
  }

  test('is read back as the same filter', () => {
    fc.assert(
      fc.property(filters, (filter) => assert.deepEqual(parseFilter(formatFilter(filter)), filter)),
      { numRuns: 300 },
    );
  });
});
