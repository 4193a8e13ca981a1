import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { CURSOR_LIFETIME_SECONDS, createCursors } from '../../src/http/cursor.ts';
import { ScimError } from '../../src/scim/errors.ts';

const secret = randomBytes(32);
let clock = 0;
const cursors = createCursors({
  secret: async () => secret,
  random: (bytes) => randomBytes(bytes),
  now: () => clock,
});
const state = { type: 1, after: 'Ünsal "', count: 50 };

const isError = (scimType: string) => (error: unknown) =>
  error instanceof ScimError && error.status === 400 && error.scimType === scimType;

describe('a cursor', () => {
  test('brings back what was sealed', async () => {
    assert.deepEqual(await cursors.open(await cursors.seal(state, 'query'), 'query'), state);
    const start = { ...state, after: undefined };
    assert.deepEqual(await cursors.open(await cursors.seal(start, 'query'), 'query'), start);
  });

  test('consists of unreserved characters and shows nothing', async () => {
    const cursor = await cursors.seal(state, 'query');
    assert.match(cursor, /^[A-Za-z0-9_-]+$/);
    assert.notEqual(cursor, await cursors.seal(state, 'query'));
    assert.ok(!Buffer.from(cursor, 'base64url').includes('nsal'));
  });

  test('is good for its own query alone', async () => {
    const cursor = await cursors.seal(state, 'query');
    await assert.rejects(cursors.open(cursor, 'another query'), isError('invalidCursor'));
  });

  test('cannot be changed in any of its characters', async () => {
    const cursor = await cursors.seal(state, 'query');
    for (let index = 0; index < cursor.length - 1; index++) {
      const other = cursor[index] === 'A' ? 'B' : 'A';
      const forged = cursor.slice(0, index) + other + cursor.slice(index + 1);
      await assert.rejects(cursors.open(forged, 'query'), isError('invalidCursor'), `changed at ${index}`);
    }
  });

  for (const text of ['A', 'x'.repeat(27), '\u{1F98A}', '%%%']) {
    test(`cannot be made up: ${text}`, async () => {
      await assert.rejects(cursors.open(text, 'query'), isError('invalidCursor'));
    });
  }

  test('cannot be cut short', async () => {
    const cursor = await cursors.seal(state, 'query');
    await assert.rejects(cursors.open(cursor.slice(0, -4), 'query'), isError('invalidCursor'));
  });

  test('expires', async () => {
    const cursor = await cursors.seal(state, 'query');
    clock += CURSOR_LIFETIME_SECONDS * 1000 - 1;
    assert.deepEqual(await cursors.open(cursor, 'query'), state);
    clock += 1;
    await assert.rejects(cursors.open(cursor, 'query'), isError('expiredCursor'));
  });
});
