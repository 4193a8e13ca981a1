import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { remember, rememberOf } from '../../src/scim/remember.ts';

describe('what is remembered', () => {
  test('is made once for each key, until there are too many', () => {
    const made: string[] = [];
    const lengthOf = remember(2, (text: string) => {
      made.push(text);
      return text.length;
    });
    assert.deepEqual(['a', 'bb', 'a', 'bb', 'ccc', 'a'].map(lengthOf), [1, 2, 1, 2, 3, 1]);
    assert.deepEqual(made, ['a', 'bb', 'ccc', 'a']);
  });

  test('is not what is undefined, which drives nothing else out', () => {
    const made: string[] = [];
    const known = remember(1, (text: string) => {
      made.push(text);
      return text === 'known' ? text : undefined;
    });
    assert.deepEqual(['known', 'other', 'other', 'known'].map(known), [
      'known',
      undefined,
      undefined,
      'known',
    ]);
    assert.deepEqual(made, ['known', 'other', 'other']);
  });

  test('of an object is made once, also when it is false', () => {
    let made = 0;
    const isKnown = rememberOf((_: object) => {
      made += 1;
      return false;
    });
    const object = {};
    assert.deepEqual([isKnown(object), isKnown(object)], [false, false]);
    assert.equal(made, 1);
  });
});
