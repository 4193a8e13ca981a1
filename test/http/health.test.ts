import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { healthRoutes } from '../../src/http/health.ts';
import { openFixture } from './app-fixture.ts';

describe('health', () => {
  test('is told without authentication', async () => {
    await using fixture = await openFixture();
    for (const [path, status] of [
      ['/healthz', 'ok'],
      ['/readyz', 'ready'],
    ] as const) {
      const response = await fixture.app.request(path);
      assert.equal(response.status, 200);
      assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
      assert.deepEqual(await response.json(), { status });
    }
  });

  test('is 503 with the reason when no write would be taken', async () => {
    const app = healthRoutes({ store: { checkWritable: async () => 'The disk is full.' } });
    const response = await app.request('/readyz');
    assert.equal(response.status, 503);
    assert.deepEqual(await response.json(), { status: 'unavailable', reasons: ['The disk is full.'] });
    assert.equal((await app.request('/healthz')).status, 200);
  });

  test('is found out once for all who ask at the same time, as anyone may ask', async () => {
    let checks = 0;
    const checkWritable = async () => {
      checks += 1;
      return undefined;
    };
    const app = healthRoutes({ store: { checkWritable } });
    const answers = await Promise.all(Array.from({ length: 100 }, () => app.request('/readyz')));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(checks, 1);
  });

  test('is not asked for anew while the answer is awaited, however long that takes', async (t) => {
    const checks: PromiseWithResolvers<string>[] = [];
    const checkWritable = () => {
      const check = Promise.withResolvers<string>();
      checks.push(check);
      return check.promise;
    };
    const app = healthRoutes({ store: { checkWritable } });
    const ask = async (): Promise<number> => (await app.request('/readyz')).status;
    let now = performance.now();
    t.mock.method(performance, 'now', () => now);
    const first = ask();
    now += 60_000;
    const second = ask();
    checks[0]?.resolve('The disk hangs.');
    assert.deepEqual(await Promise.all([first, second, ask()]), [503, 503, 503]);
    assert.equal(checks.length, 1);
    now += 60_000;
    const last = ask();
    checks[1]?.resolve('The disk hangs.');
    assert.equal(await last, 503);
  });
});
