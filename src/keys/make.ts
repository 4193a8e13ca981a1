import { crc32 } from 'node:zlib';
import type { KeyId } from '../directory/key.ts';

/** Both halves of a credential; the only time that the Secret is at hand. */
export interface KeyPair {
  readonly key: KeyId;
  readonly secret: string;
}

/** Gives that many unpredictable bytes. */
export type RandomBytes = (count: number) => Uint8Array;

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY = /^cyk_[0-9A-Za-z]{20}$/;
const SECRET = /^cys_[0-9A-Za-z]{49}$/;
const CHECKSUM_LENGTH = 6;

/** Makes a credential: a Key with 119 and a Secret with 256 bits of chance, the latter followed by its checksum. */
export function makeKeyPair(random: RandomBytes): KeyPair {
  // The last digits of a number so much longer are as good as evenly spread.
  const key = `cyk_${base62(random(32)).slice(-20)}` as KeyId;
  const secret = `cys_${base62(random(32))}`;
  return { key, secret: secret + checksumOf(secret) };
}

/** Reads a Key. @returns undefined when the text is none. */
export function parseKeyId(text: string): KeyId | undefined {
  return KEY.test(text) ? (text as KeyId) : undefined;
}

/** Whether a Secret was typed as it was issued; a wrong one that passes was never a typing error. */
export function hasValidChecksum(secret: string): boolean {
  if (!SECRET.test(secret)) return false;
  return secret.slice(-CHECKSUM_LENGTH) === checksumOf(secret.slice(0, -CHECKSUM_LENGTH));
}

function checksumOf(text: string): string {
  return toDigits(BigInt(crc32(text)), CHECKSUM_LENGTH);
}

/** The 32 bytes as one number in base 62: 43 digits, for 62⁴³ is just above 2²⁵⁶. */
export function base62(bytes: Uint8Array): string {
  return toDigits(BigInt(`0x${Buffer.from(bytes).toString('hex')}`), 43);
}

function toDigits(number: bigint, length: number): string {
  let digits = '';
  for (let rest = number; digits.length < length; rest /= 62n) {
    digits = DIGITS.charAt(Number(rest % 62n)) + digits;
  }
  return digits;
}
