import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fetchClasses } from '../../build/fetch-classes.ts';

describe('what a bundle takes for the classes of fetch', () => {
  test('makes those of the runtime', async () => {
    const headers = new fetchClasses.Headers({ 'X-Test': '1' });
    assert.ok(headers instanceof Headers);
    const request = new fetchClasses.Request('http://localhost/', { method: 'POST', body: 'a=1', headers });
    assert.ok(request instanceof Request);
    assert.equal(request.headers.get('x-test'), '1');
    const response = new fetchClasses.Response('{"a":1}', { status: 201 });
    assert.ok(response instanceof Response);
    assert.deepEqual([response.status, await response.json()], [201, { a: 1 }]);
  });

  test('knows those of the runtime, its own descendants, and nothing else', () => {
    class Lighter extends fetchClasses.Response {}
    assert.ok(Object.create(Lighter.prototype) instanceof fetchClasses.Response);
    assert.ok(new Response() instanceof fetchClasses.Response);
    for (const other of [undefined, null, 'text', {}, new Map(), new Headers()]) {
      assert.equal(other instanceof fetchClasses.Request, false);
    }
  });

  test('finds the rest of the global object', () => {
    assert.equal(Reflect.get(fetchClasses, 'URL'), URL);
  });
});
