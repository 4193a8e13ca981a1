import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ScimError } from '../../src/scim/errors.ts';
import { checkPreconditions, isNotModified, type Preconditions } from '../../src/scim/preconditions.ts';

const CURRENT = { version: 3 };

describe('the preconditions of a write', () => {
  const ALLOWED: readonly Preconditions[] = [
    {},
    { ifMatch: 'W/"3"' },
    { ifMatch: '"3"' },
    { ifMatch: 'W/"1", W/"3"' },
    { ifMatch: ' * ' },
    { ifNoneMatch: 'W/"2"' },
    { ifMatch: 'w/"3"', ifNoneMatch: 'W/"33"' },
  ];
  for (const preconditions of ALLOWED) {
    test(`allow it with ${JSON.stringify(preconditions)}`, () => checkPreconditions(preconditions, CURRENT));
  }

  const FORBIDDEN: readonly Preconditions[] = [
    { ifMatch: 'W/"2"' },
    { ifMatch: 'W/"33", W/"2"' },
    { ifMatch: '' },
    { ifMatch: '3' },
    { ifNoneMatch: '*' },
    { ifNoneMatch: 'W/"3"' },
    { ifMatch: 'W/"3"', ifNoneMatch: 'W/"3"' },
  ];
  for (const preconditions of FORBIDDEN) {
    test(`forbid it with ${JSON.stringify(preconditions)}`, () => {
      assert.throws(
        () => checkPreconditions(preconditions, CURRENT),
        (error) => error instanceof ScimError && error.status === 412 && error.message.includes('W/"3"'),
      );
    });
  }
});

test('a client has the current version when one of its tags names it', () => {
  assert.equal(isNotModified(undefined, CURRENT), false);
  assert.equal(isNotModified('W/"2"', CURRENT), false);
  assert.equal(isNotModified('W/"2", "3"', CURRENT), true);
  assert.equal(isNotModified('*', CURRENT), true);
});
