import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { base62, hasValidChecksum, makeKeyPair, parseKeyId } from '../../src/keys/make.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Any secret, made of any 32 bytes. */
const secrets = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => makeKeyPair(() => bytes).secret);

function fromBase62(text: string): bigint {
  return [...text].reduce((number, digit) => number * 62n + BigInt(DIGITS.indexOf(digit)), 0n);
}

describe('a key pair', () => {
  test('has the form that secret scanners look for', () => {
    const { key, secret } = makeKeyPair(randomBytes);
    assert.match(key, /^cyk_[0-9A-Za-z]{20}$/);
    assert.match(secret, /^cys_[0-9A-Za-z]{49}$/);
    assert.equal(parseKeyId(key), key);
    assert.ok(hasValidChecksum(secret));
  });

  test('keeps all 256 bits of chance in the secret', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const text = base62(bytes);
        assert.equal(text.length, 43);
        assert.equal(fromBase62(text), BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
      }),
    );
    assert.equal(base62(new Uint8Array(32)), '0'.repeat(43));
    assert.equal(fromBase62(base62(new Uint8Array(32).fill(255))), 2n ** 256n - 1n);
  });

  test('is another one each time', () => {
    const pairs = Array.from({ length: 100 }, () => makeKeyPair(randomBytes));
    assert.equal(new Set(pairs.flatMap(({ key, secret }) => [key, secret])).size, 200);
  });
});

describe('the checksum', () => {
  test('is the CRC-32 of what stands before it', () => {
    const { secret } = makeKeyPair(() => new Uint8Array(32));
    assert.equal(secret, `cys_${'0'.repeat(43)}4Be6gy`);
  });

  test('catches any one character mistyped', () => {
    fc.assert(
      fc.property(secrets, fc.nat({ max: 48 }), fc.constantFrom(...DIGITS), (secret, index, digit) => {
        const at = 'cys_'.length + index;
        fc.pre(secret[at] !== digit);
        assert.ok(!hasValidChecksum(secret.slice(0, at) + digit + secret.slice(at + 1)));
      }),
    );
  });

  test('catches any two neighbours swapped', () => {
    fc.assert(
      fc.property(secrets, fc.nat({ max: 47 }), (secret, index) => {
        const at = 'cys_'.length + index;
        const [one = '', other = ''] = secret.slice(at, at + 2);
        fc.pre(one !== other);
        assert.ok(!hasValidChecksum(secret.slice(0, at) + other + one + secret.slice(at + 2)));
      }),
    );
  });

  test('catches what was cut off, padded or something else altogether', () => {
    const { key, secret } = makeKeyPair(randomBytes);
    for (const text of [secret.slice(0, -1), `${secret}0`, ` ${secret}`, `${secret}\n`, key, '', 'hunter2']) {
      assert.ok(!hasValidChecksum(text), text);
    }
  });
});

test('a text that is no key is not read as one', () => {
  const key = `cyk_${'a'.repeat(20)}`;
  assert.equal(parseKeyId(key), key);
  for (const text of [
    '',
    'cyk_',
    key.slice(1),
    `${key}a`,
    key.toUpperCase(),
    `${key}\n`,
    `cyk_${'ä'.repeat(20)}`,
  ]) {
    assert.equal(parseKeyId(text), undefined, text);
  }
});
