import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { ROOT } from '../../build/project.ts';

function install(...options: readonly string[]) {
  return spawnSync('bash', [`${ROOT}install.sh`, ...options], { encoding: 'utf8' });
}

describe('install.sh', { skip: process.platform === 'linux' ? false : 'for Linux' }, () => {
  test('explains itself', () => {
    const { status, stdout } = install('--help');
    assert.equal(status, 0);
    for (const option of [
      '--listen',
      '--public-url',
      '--tls-certificate',
      '--tls-key',
      '--uninstall',
      '--purge',
    ]) {
      assert.ok(stdout.includes(option), option);
    }
  });

  for (const [fault, options] of [
    ['an unknown option', ['--frobnicate']],
    ['an option without its value', ['--listen']],
    ['a value that would break the configuration', ['--public-url', 'https://x.example"}']],
    ['a public address without its scheme', ['--public-url', 'gateway.example.com']],
    ['a public address with a path', ['--public-url', 'https://gateway.example.com/scim/v2']],
    ['an address without a port', ['--listen', '127.0.0.1']],
    ['a port that there is not', ['--listen', '127.0.0.1:65536']],
    ['a certificate without its key', ['--tls-certificate', '/etc/ssl/x.pem']],
  ] as const) {
    test(`refuses ${fault} before it does anything`, () => {
      const { status, stdout, stderr } = install(...options);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /Try --help\.\n$/);
    });
  }
});
