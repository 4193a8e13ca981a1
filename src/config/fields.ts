import { isIP } from 'node:net';
import type { KeyId, SecretDigest } from '../directory/key.ts';
import { parseTenantName, type TenantName } from '../directory/tenant.ts';
import { parseKeyId } from '../keys/make.ts';
import { BUILT_IN_RESOURCE_TYPES, PROTOCOL_ENDPOINTS } from '../scim/resource-types.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { isOtherThanSocket } from './files.ts';
import { formatListenAddress, type ListenAddress, parseListenAddress } from './listen.ts';
import { formatSize, parseSize } from './size.ts';
import { type Reading, written } from './written.ts';

function orProblem<T>(value: T | undefined, problem: string): Reading<T> {
  return value === undefined ? { problem } : { value };
}

/** Text of a certain form. */
function matching(form: RegExp, problem: string) {
  return written<string>((text) => (form.test(text) ? { value: text } : { problem }), String);
}

/** Milliseconds. */
export function duration({ atLeast, atMost }: { readonly atLeast: string; readonly atMost?: string }) {
  const least = parseDuration(atLeast) ?? 0;
  const most = (atMost === undefined ? undefined : parseDuration(atMost)) ?? Infinity;
  return written<number>((text) => {
    const value = parseDuration(text);
    if (value === undefined) return { problem: 'write a number with a unit: 30s, 15m, 24h or 7d' };
    if (value < least) return { problem: `write at least ${atLeast}` };
    return value > most ? { problem: `write at most ${atMost}` } : { value };
  }, formatDuration);
}

/** Milliseconds between two times; "off" is endless. */
export function interval({ atLeast }: { readonly atLeast: string }) {
  const least = parseDuration(atLeast) ?? 0;
  return written<number>(
    (text) => {
      const value = text === 'off' ? Number.POSITIVE_INFINITY : parseDuration(text);
      if (value === undefined) return { problem: 'write a number with a unit, such as 12h or 7d, or off' };
      return value < least ? { problem: `write at least ${atLeast}, or off` } : { value };
    },
    (value) => (value === Number.POSITIVE_INFINITY ? 'off' : formatDuration(value)),
  );
}

/** Bytes. */
export function size({ atLeast, atMost }: { readonly atLeast: string; readonly atMost: string }) {
  const [least, most] = [parseSize(atLeast) ?? 0, parseSize(atMost) ?? Infinity];
  return written<number>((text) => {
    const value = parseSize(text);
    if (value === undefined) return { problem: 'write a number with a unit: 4096B, 512KiB, 4MiB or 1GiB' };
    return value < least || value > most ? { problem: `write between ${atLeast} and ${atMost}` } : { value };
  }, formatSize);
}

const LISTEN_HINT =
  'write an address and a port, 0.0.0.0:8443 or [::]:8443, or a UNIX socket, unix:/run/cyolo-scim/admin.sock';

export const LISTEN = written<ListenAddress>(readListen, formatListenAddress);

function readListen(text: string): Reading<ListenAddress> {
  const address = parseListenAddress(text);
  // A server makes way for its socket, and must not remove what is none.
  return address !== undefined && 'socket' in address && isOtherThanSocket(address.socket)
    ? { problem: 'there is something that is no socket: name a place of its own' }
    : orProblem(address, LISTEN_HINT);
}

export const PUBLIC_URL = written<string>(readPublicUrl, String);

function readPublicUrl(text: string): Reading<string> {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return {
      problem: 'write the address that identity providers reach, such as https://gateway.example.com',
    };
  }
  const url = new URL(text);
  if (url.username || url.password) return { problem: 'leave out user and password' };
  if (url.hostname.includes('_')) return { problem: 'use a host name without "_": Okta refuses it' };
  if (url.pathname !== '/' || url.search || url.hash) {
    return { problem: `leave out what follows the host, ${url.origin}: /scim/v2/TENANT is added` };
  }
  return { value: url.origin };
}

/** An address without a path. */
export const ORIGIN = written<string>((text) => {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return { problem: 'write the address that browsers open, such as https://console.example.com' };
  }
  const url = new URL(text);
  if (url.username || url.password) return { problem: 'leave out user and password' };
  return url.pathname === '/' && !url.search && !url.hash
    ? { value: url.origin }
    : { problem: `leave out what follows the host: ${url.origin}` };
}, String);

/** The issuer of an OpenID provider; who listens on the way could sign in as anybody. */
export const ISSUER = matching(
  /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])$)[^?#@\s]*$/i,
  'write the issuer, which begins with https, such as https://login.example.com',
);

export const RECEIVER_URL = written<string>((text) => {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return { problem: 'write an address to send to, such as https://siem.example.com/events' };
  }
  const url = new URL(text);
  if (url.username || url.password) return { problem: 'leave out user and password' };
  return url.hash ? { problem: 'leave out what follows "#"' } : { value: url.href };
}, String);

export const DATABASE_URL = matching(
  /^(sqlite:.|postgres(ql)?:\/\/.)/,
  'write sqlite: and a file, such as sqlite:/var/lib/cyolo-scim/cyolo-scim.db',
);

export const NETWORK = written<string>((text) => {
  const [address = '', bits = '', ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return { problem: 'write a network such as 10.0.0.0/8 or fd00::/8' };
  const most = family === 4 ? 32 : 128;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > most) {
    return {
      problem: `end it with a prefix length from /0 to /${most}; a single address is ${address}/${most}`,
    };
  }
  return { value: text };
}, String);

export const HOST = written<string>((text) => {
  const isHost = text.length <= 253 && /^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(text);
  return isHost
    ? { value: text.toLowerCase() }
    : { problem: 'write a host name alone, without scheme, port and path, such as acme.example.com' };
}, String);

const BUILT_IN_ENDPOINTS = [
  ...PROTOCOL_ENDPOINTS,
  ...BUILT_IN_RESOURCE_TYPES.map(({ endpoint }) => endpoint),
];

export const TENANT_NAME = written<TenantName>((text) => {
  const reading = parseTenantName(text, BUILT_IN_ENDPOINTS);
  return 'name' in reading ? { value: reading.name } : reading;
}, String);

export const PROVIDER_NAME = matching(
  /^[a-z0-9][a-z0-9-]{0,62}$/,
  'use 1 to 63 of a–z, 0–9 and "-", not starting with "-"',
);

export const URN = matching(
  /^urn:[a-z0-9][a-z0-9-]{1,31}:[\w()+,.:=@;$!*'-]+$/i,
  'write a URN, such as urn:example:scim:schemas:extension:badge:2.0:User',
);

export const ATTRIBUTE_NAME = matching(
  /^[a-z][\w-]*$/i,
  'start with a letter and go on with letters, digits, "-" and "_" (RFC 7643 §2.1)',
);

export const RESOURCE_TYPE_NAME = matching(/^[a-z][a-z0-9]*$/i, 'use letters and digits, such as Device');

export const ENDPOINT = matching(
  /^\/[a-z][a-z0-9-]*$/i,
  'write "/" and letters, digits or "-", such as /Devices',
);

export const KEY_ID = written<KeyId>(
  (text) => orProblem(parseKeyId(text), 'a Key is cyk_ and 20 letters or digits'),
  String,
);

export const SECRET_HASH = written<SecretDigest>(
  (text) => {
    const { hex } = /^sha256:(?<hex>[0-9a-f]{64})$/i.exec(text)?.groups ?? {};
    return hex === undefined
      ? { problem: 'write sha256: and the 64 hex digits of the SHA-256 of the Secret' }
      : { value: new Uint8Array(Buffer.from(hex, 'hex')) as SecretDigest };
  },
  (digest) => `sha256:${Buffer.from(digest).toString('hex')}`,
);
