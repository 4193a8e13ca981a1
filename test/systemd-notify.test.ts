import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { createSystemdNotifier } from '../src/systemd-notify.ts';

/** Stands for systemd: a `systemd-notify` of its own that writes down what it is told. */
function startSystemd(t: TestContext, script = '#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> "$0.told"\n') {
  const folder = mkdtempSync(join(tmpdir(), 'cyolo-scim-notify-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'systemd-notify');
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return {
    environment: { NOTIFY_SOCKET: '/run/notify', PATH: `${folder}:/usr/bin:/bin` },
    told: () =>
      readFileSync(`${file}.told`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.replace(/\d{5,}/, 'N')),
  };
}

function rethrow(error: Error): never {
  throw error;
}

describe('the systemd notifier', () => {
  test('tells the stages of a service in their order', async (t) => {
    const { environment, told } = startSystemd(t);
    const notifier = createSystemdNotifier(environment, rethrow);
    await notifier.extendStart(60);
    notifier.ready();
    notifier.reloading();
    notifier.ready();
    await notifier.stopping();
    assert.deepEqual(told(), [
      '/run/notify EXTEND_TIMEOUT_USEC=N',
      '/run/notify READY=1',
      '/run/notify RELOADING=1 MONOTONIC_USEC=N',
      '/run/notify READY=1',
      '/run/notify STOPPING=1',
    ]);
  });

  test('feeds the watchdog twice within its time, once it is ready, until it stops', async (t) => {
    const { environment, told } = startSystemd(t);
    const notifier = createSystemdNotifier({ ...environment, WATCHDOG_USEC: '40000' }, rethrow);
    notifier.ready();
    await new Promise((resolve) => setTimeout(resolve, 150));
    await notifier.stopping();
    const messages = told();
    assert.equal(messages[0], '/run/notify READY=1');
    assert.equal(messages[1], '/run/notify WATCHDOG=1');
    assert.equal(messages.at(-1), '/run/notify STOPPING=1');
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.deepEqual(told(), messages);
  });

  test('reports what could not be told, and goes on', async (t) => {
    const { environment } = startSystemd(t, '#!/bin/sh\nexit 1\n');
    const errors: Error[] = [];
    const notifier = createSystemdNotifier(environment, (error) => errors.push(error));
    notifier.ready();
    await notifier.stopping();
    assert.equal(errors.length, 2);
  });

  test('says nothing where there is no systemd', async (t) => {
    const { environment, told } = startSystemd(t);
    const notifier = createSystemdNotifier({ PATH: environment.PATH, WATCHDOG_USEC: '40000' }, rethrow);
    notifier.ready();
    notifier.reloading();
    await notifier.stopping();
    assert.throws(told, { code: 'ENOENT' });
  });
});
