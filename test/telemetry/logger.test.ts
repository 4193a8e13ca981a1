import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLogger, type LogLevel } from '../../src/telemetry/logger.ts';

/** How this runtime is told to run a script. */
const RUN = 'Deno' in globalThis ? ['run', '-A', '--no-check'] : [];

/** A log that is kept in memory. */
function openLog(format: 'json' | 'text', level: LogLevel = 'info') {
  const lines: string[] = [];
  const log = createLogger({
    level,
    format,
    destination: { write: (line: string) => void lines.push(line) },
  });
  return { log, lines };
}

describe('the log in JSON', () => {
  test('is an object a line, with time, level and fields', () => {
    const { log, lines } = openLog('json');
    log.info({ requestId: 'r1', status: 200 }, 'answered');
    assert.equal(lines.length, 1);
    assert.ok(lines[0]?.endsWith('}\n'));
    const { time, ...line } = JSON.parse(lines[0] ?? '');
    assert.deepEqual(line, { level: 'info', requestId: 'r1', status: 200, msg: 'answered' });
    assert.equal(new Date(time).toISOString(), time);
  });

  test('leaves out what is below its level, which may change', () => {
    const { log, lines } = openLog('json', 'warn');
    log.info('no');
    log.warn('yes');
    log.level = 'debug';
    log.debug('yes');
    assert.equal(lines.length, 2);
  });

  test('blots out secrets, wherever they turn up', () => {
    const { log, lines } = openLog('json');
    const secret = `cys_${'a'.repeat(49)}`;
    const token = `cyt_${'b'.repeat(20)}.1795000000000.${'c-'.repeat(21)}c`;
    log.info({
      password: 'hunter2',
      user: { password: 'hunter2' },
      request: { headers: { Authorization: 'Basic aHVudGVyMg==', cookie: ['hunter2', 'hunter2'] } },
    });
    log.child({ authorization: 'Basic aHVudGVyMg==' }).info({ url: `/x?token=${secret}` }, `got ${secret}`);
    log.error(new Error(`bad ${secret} and ${token}`));
    assert.equal(lines.length, 3);
    for (const leak of ['hunter2', 'aHVudGVyMg', secret, 'c-c-']) {
      assert.ok(!lines.join('').includes(leak), leak);
    }
  });
});

describe('the log in text', () => {
  test('is a readable line', () => {
    const { log, lines } = openLog('text');
    log.warn({ key: 'cyk_A', path: '/scim/v2', agent: 'Okta Client' }, 'refused');
    assert.match(
      lines[0] ?? '',
      /^\d{4}-\S+Z WARN {2}refused key=cyk_A path=\/scim\/v2 agent="Okta Client"\n$/,
    );
  });

  test('cannot be given lines of a client', () => {
    const { log, lines } = openLog('text');
    log.info({ agent: 'x\n2026 FATAL forged' }, 'first\nsecond\u001b[2J\u009b2J');
    assert.equal(lines[0]?.trimEnd().split('\n').length, 1);
    assert.doesNotMatch(lines[0]?.trimEnd() ?? '', /\p{Cc}/u);
    log.error({ err: new Error('x\n2026 FATAL forged') });
    assert.doesNotMatch(lines[1] ?? '', /^2026 FATAL/m);
  });

  test('ends with the stack of an error', () => {
    const { log, lines } = openLog('text');
    log.error({ err: new TypeError('broken') }, 'failed');
    assert.match(lines[0] ?? '', /ERROR failed\n {2}TypeError: broken\n +at /);
  });
});

test('standard output has everything when the process ends', () => {
  const script = fileURLToPath(new URL('log-and-exit.ts', import.meta.url));
  const output = execFileSync(process.execPath, [...RUN, script], { encoding: 'utf8' });
  const lines = output.trimEnd().split('\n');
  assert.equal(lines.length, 1000);
  assert.equal(JSON.parse(lines.at(-1) ?? '').msg, 'line 999');
});
