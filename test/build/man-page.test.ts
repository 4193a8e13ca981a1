import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { presentManPage } from '../../build/man-page.ts';

const PAGE = presentManPage({ version: '1.2.3', date: 1_700_000_000 });
const hasGroff = spawnSync('groff', ['--version']).status === 0;

describe('the manual page', () => {
  test('names version and date, and every command with its options and examples', () => {
    assert.match(PAGE, /^\.TH CYOLO-SCIM 1 2023-11-14 "cyolo-scim 1\.2\.3"/);
    for (const command of [
      'serve',
      'key rotate',
      'backup drill [file]',
      'user show <user>',
      'restore <file>',
    ])
      assert.ok(PAGE.includes(`.SS "${command}"`), command);
    const [, rotate = ''] = PAGE.split('.SS "key rotate"');
    assert.match(rotate, /^\\fB\\-\\-overlap <duration>\\fR\n.*default: 7d/m);
    assert.match(rotate, /^cyolo\\-scim key rotate \\-\\-tenant acme/m);
    for (const title of ['EXIT STATUS', 'ENVIRONMENT', 'FILES']) assert.ok(PAGE.includes(`.SH ${title}`));
  });

  test('is the same for the same sources', () => {
    assert.equal(presentManPage({ version: '1.2.3', date: 1_700_000_000 }), PAGE);
  });

  test('is set without a complaint', { skip: hasGroff ? false : 'groff is not installed' }, () => {
    const { status, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: PAGE });
    assert.equal(status, 0);
    assert.equal(String(stderr), '');
  });
});
