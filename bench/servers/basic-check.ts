import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an Authorization header is one of these: the least that any server has to do to check a key. */
export function createBasicCheck(authorizations: readonly string[]): (header: string | undefined) => boolean {
  const digests = new Map(authorizations.map(decode).map(({ key, secret }) => [key, digest(secret)]));
  return (header = '') => {
    const presented = decode(header);
    const expected = digests.get(presented.key);
    return expected !== undefined && timingSafeEqual(digest(presented.secret), expected);
  };
}

function decode(header: string): { readonly key: string; readonly secret: string } {
  const text = Buffer.from(header.slice('Basic '.length), 'base64').toString();
  const colon = text.indexOf(':');
  return { key: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
