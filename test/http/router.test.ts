import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFixture } from './app-fixture.ts';

test('the routes are such that Hono takes its fastest router', async () => {
  await using fixture = await openFixture();
  await fixture.request('GET', '/Users');
  assert.equal(fixture.app.router.name, 'SmartRouter + RegExpRouter');
});
