import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';

/** The signed file that `/snapshot` gives, verified. */
export interface Snapshot {
  readonly iss: string;
  /** Until when it may be gone by, in seconds since 1970. */
  readonly exp: number;
  readonly tenant: string;
  /** What a SAML subject is looked for in, in this order. */
  readonly subjectAttributes: readonly { readonly name: string; readonly caseExact: boolean }[];
  readonly groups: readonly { readonly id: string; readonly displayName: string }[];
  readonly users: readonly {
    readonly id: string;
    readonly active: boolean;
    readonly subjects: Readonly<Record<string, readonly string[]>>;
    readonly groups: readonly string[];
  }[];
}

export interface OfflineDecision {
  readonly allowed: boolean;
  readonly reason: string;
  readonly userId?: string;
  readonly groups?: readonly string[];
}

/**
 * Reads a snapshot that was kept.
 * @param keys of the tenant's `/jwks.json`, kept as well
 * @param expected.now seconds since 1970
 * @throws Error when it is not to be gone by
 */
export function verifySnapshot(
  file: string,
  keys: readonly JsonWebKey[],
  expected: { readonly issuer: string; readonly now: number },
): Snapshot {
  const [header = '', payload = '', signature = ''] = file.split('.');
  const { alg, typ, kid } = parse(header) as Readonly<Record<string, unknown>>;
  // The file must not choose how it is verified.
  if (alg !== 'RS256' || typ !== 'cyolo-snapshot+jwt') throw new Error('This is no snapshot.');
  const jwk = keys.find((key) => key['kid'] === kid);
  if (jwk === undefined) throw new Error(`The key set has no key ${kid}.`);
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  if (!verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) {
    throw new Error('The signature is wrong.');
  }
  const snapshot = parse(payload) as Snapshot;
  if (snapshot.iss !== expected.issuer) throw new Error(`The issuer is ${snapshot.iss}.`);
  if (snapshot.exp <= expected.now) throw new Error('The snapshot has expired.');
  return snapshot;
}

/** Decides as the appliance would have when the snapshot was made. */
export function decideOffline(
  { subjectAttributes, users, groups }: Snapshot,
  subject: string,
): OfflineDecision {
  for (const { name, caseExact } of subjectAttributes) {
    const form = caseExact ? (text: string) => text : fold;
    const [user, another] = users.filter(({ subjects }) =>
      subjects[name]?.some((value) => form(value) === form(subject)),
    );
    if (another !== undefined) return { allowed: false, reason: 'ambiguous' };
    if (user === undefined) continue;
    if (!user.active) return { allowed: false, reason: 'disabled', userId: user.id };
    const names = groups.filter(({ id }) => user.groups.includes(id)).map(({ displayName }) => displayName);
    return { allowed: true, reason: 'active', userId: user.id, groups: names };
  }
  return { allowed: false, reason: 'unknown' };
}

/** How the appliance compares names: in Unicode's composed form, whatever their letter case. */
function fold(text: string): string {
  return text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

function parse(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}
