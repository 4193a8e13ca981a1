import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fold } from '../../../src/scim/resource.ts';

describe('folding', () => {
  const SAME: readonly (readonly [one: string, other: string])[] = [
    ['Ada@Example.com', 'aDA@eXAMPLE.COM'],
    ['Straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['ΟΔΟΣ', 'οδος'],
    ['οδος', 'οδοσ'],
    ['e\u0301', 'É'],
    ['\u212a', 'k'],
    ['ŉ', 'ʼN'],
    ['ΐ', 'Ϊ́'],
  ];
  for (const [one, other] of SAME) {
    test(`makes "${one}" and "${other}" the same`, () => assert.equal(fold(one), fold(other)));
  }

  const DIFFERENT: readonly (readonly [one: string, other: string])[] = [
    ['mıke', 'mike'],
    ['MİKE', 'mike'],
    ['jose', 'josé'],
    ['а', 'a'],
  ];
  for (const [one, other] of DIFFERENT) {
    test(`keeps "${one}" and "${other}" apart`, () => assert.notEqual(fold(one), fold(other)));
  }

  test('of the beginning of a name is the beginning of its folding', () => {
    const letters = fc.string({ unit: fc.constantFrom('Σ', 'ς', 'σ', 'Α', 'ı', 'İ', 'ẞ', 'ß', 'k', ' ') });
    fc.assert(fc.property(letters, letters, (one, other) => fold(one + other) === fold(one) + fold(other)));
  });

  test('of what is folded changes nothing', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(fc.property(text, (any) => fold(fold(any)) === fold(any)));
  });
});
