/** What an `Authorization` header holds: a Key with its Secret, or a Secret alone. */
export interface PresentedCredential {
  readonly key: string | undefined;
  readonly secret: string;
}

const HEADER = /^(\S+)(?: +(\S+))?$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads `Basic` (RFC 7617: Key and Secret, parted at the first colon), `Bearer` (RFC 6750: the Secret), and the bare
 * Secret that some clients send without naming a scheme.
 * @returns undefined when the header is none of these
 */
export function parseAuthorization(header: string): PresentedCredential | undefined {
  const [, first = '', second] = HEADER.exec(header) ?? [];
  if (first === '') return undefined;
  if (second === undefined) return { key: undefined, secret: first };
  switch (first.toLowerCase()) {
    case 'basic':
      return parseBasic(second);
    case 'bearer':
      return { key: undefined, secret: second };
    default:
      return undefined;
  }
}

function parseBasic(encoded: string): PresentedCredential | undefined {
  if (encoded.length % 4 !== 0 || !BASE64.test(encoded)) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { key: text.slice(0, colon), secret: text.slice(colon + 1) };
}
