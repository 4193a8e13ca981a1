import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestSecret } from '../../src/keys/digest.ts';
import { verifySecret } from '../../src/keys/verify.ts';

test('a digest is the SHA-256 of the whole secret', () => {
  assert.equal(
    Buffer.from(digestSecret('abc')).toString('hex'),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('a secret is verified against its digest alone', () => {
  const digest = digestSecret('cys_right');
  assert.equal(verifySecret('cys_right', digest), true);
  for (const wrong of ['cys_wrong', 'cys_right ', 'CYS_RIGHT', '']) {
    assert.equal(verifySecret(wrong, digest), false, wrong);
  }
});

test('no secret fits an unknown key, the empty one neither', () => {
  assert.equal(verifySecret('', undefined), false);
  assert.equal(verifySecret('cys_right', undefined), false);
});
