import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { makeResourceId } from '../../src/scim/resource-id.ts';

test('an id is a UUID of version 7 with the time in front', () => {
  const id = makeResourceId(0x0188_1234_abcd, '01234567-89ab-4cde-8f01-23456789abcd');
  assert.equal(id, '01881234-abcd-7cde-8f01-23456789abcd');
});

test('ids follow one another in time, and differ within a millisecond', () => {
  const ids = Array.from({ length: 1000 }, (_, index) =>
    makeResourceId(1_700_000_000_000 + index, randomUUID()),
  );
  assert.deepEqual(ids.toSorted(), ids);
  assert.notEqual(makeResourceId(1, randomUUID()), makeResourceId(1, randomUUID()));
});
