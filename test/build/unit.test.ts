import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { ROOT } from '../../build/project.ts';

/** Of 10; below it systemd calls a service safe. */
const MOST_EXPOSURE = 1.8;

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

test('the unit exposes little to attack', { skip: hasSystemd ? false : 'needs systemd-analyze' }, () => {
  const { stdout } = spawnSync(
    'systemd-analyze',
    ['security', '--offline=true', `${ROOT}build/cyolo-scim.service`],
    { encoding: 'utf8' },
  );
  const [, exposure] = /Overall exposure level for \S+: (\d+\.\d+)/.exec(stdout) ?? [];
  assert.ok(Number(exposure) <= MOST_EXPOSURE, `${exposure}\n${stdout}`);
});
