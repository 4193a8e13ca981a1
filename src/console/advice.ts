import type { Vendor } from '../directory/identity-provider.ts';
import { describeAttribute } from '../scim/describe-attribute.ts';
import type { AttributeType } from '../scim/schema.ts';
import type { Failure } from './failures.ts';

/** What a kind of failed request means, and what to do about it. */
interface Explanation {
  readonly title: string;
  /** Where it is written that this is refused. */
  readonly rule: string;
  /** What to do; `idp` is the name of the product on the other side. */
  readonly mend: (idp: string) => string;
}

/** What a failed request means, and what to do about it. */
export interface Advice extends Explanation {
  /** The way there in the product on the other side, where we know it. */
  readonly place: (vendor: Vendor | undefined) => string | undefined;
}

const BASIC = 'RFC 7617: the password is the Secret, the user name its Key';
const ERRORS = 'RFC 7644 §3.12, Table 9';

const ADVICE = {
  noCredential: {
    title: 'A request came without Key and Secret',
    rule: 'RFC 7644 §2: every request is authenticated',
    mend: (idp) =>
      `In ${idp}, choose Basic authentication and enter Key and Secret, then test the connection.`,
  },
  wrongCredential: {
    title: 'Key or Secret was wrong',
    rule: BASIC,
    mend: (idp) =>
      `In ${idp}, enter the Key as user name and the Secret as password once more, without spaces around them. If the Secret is lost, rotate the key here and enter the new pair.`,
  },
  otherTenant: {
    title: 'The key belongs to another tenant than the URL',
    rule: 'The SCIM URL names the tenant, and a key is good for one tenant alone',
    mend: (idp) => `In ${idp}, enter the SCIM URL that is shown beside the key here.`,
  },
  endedKey: {
    title: 'The key has ended',
    rule: 'A revoked or expired key is refused from then on',
    mend: (idp) => `Rotate the key here, and enter the new Key and Secret in ${idp}.`,
  },
  switchedOff: {
    title: 'Auto-provisioning is off',
    rule: 'Requests are served while the switch of the identity provider is on',
    mend: () => 'Open the identity provider here, switch auto-provisioning on and save.',
  },
  wrongScope: {
    title: 'The key is for something else',
    rule: 'A gateway key reads access decisions and events, a SCIM key provisions',
    mend: () => 'Use a key of the right kind; the keys of the identity provider say what each is for.',
  },
  noEndpoint: {
    title: 'The URL is not one of this service',
    rule: 'RFC 7644 §3.2: the endpoints below the base URL',
    mend: (idp) =>
      `In ${idp}, enter the SCIM URL exactly as it is shown here, with nothing behind the tenant.`,
  },
  gone: {
    title: 'The resource is not here any more',
    rule: 'RFC 7644 §3.12: 404 for a resource that does not exist',
    mend: (idp) =>
      `It was removed here. In ${idp}, unassign the person or unlink the group, and assign it anew.`,
  },
  uniqueness: {
    title: 'The name is taken',
    rule: 'RFC 7643 §4.1: userName is unique; RFC 7644 §3.3: 409 “uniqueness”',
    mend: (idp) =>
      `Someone else has that name here. Change it in ${idp}, or remove the other one; if it is a disabled former account, let the rules of the identity provider bring it back.`,
  },
  invalidFilter: {
    title: 'A filter could not be read',
    rule: 'RFC 7644 §3.4.2.2: the grammar of filters',
    mend: (idp) => `In ${idp}, set “Unique identifier field for users” to userName.`,
  },
  tooMany: {
    title: 'A search took too long',
    rule: 'RFC 7644 §3.12: 400 “tooMany”',
    mend: (idp) => `In ${idp}, search by userName, which is indexed.`,
  },
  mutability: {
    title: 'A read-only attribute was to be changed',
    rule: 'RFC 7643 §2.2: mutability',
    mend: (idp) => `In ${idp}, take the attribute out of the mapping.`,
  },
  unknownMember: {
    title: 'A group names someone who is not here',
    rule: 'The rule of this identity provider for unknown group members: refuse the request',
    mend: (idp) =>
      `In ${idp}, assign those people to the application before their group is pushed, or let the rules of the identity provider skip unknown members.`,
  },
  noTarget: {
    title: 'A change names an element that is not there',
    rule: 'RFC 7644 §3.5.2.3: 400 “noTarget”',
    mend: (idp) => `In ${idp}, push the whole profile again, so that the element is created.`,
  },
  invalidValue: {
    title: 'A value does not fit its attribute',
    rule: ERRORS,
    mend: (idp) =>
      `The answer names the attribute. In ${idp}, correct its mapping or the person’s profile, then retry the task.`,
  },
  invalidSyntax: {
    title: 'A request could not be read',
    rule: ERRORS,
    mend: (idp) => `In ${idp}, check that the application speaks SCIM 2.0.`,
  },
  conflict: {
    title: 'Someone else changed the resource first',
    rule: 'RFC 7644 §3.14: If-Match',
    mend: (idp) => `Nothing was changed. In ${idp}, retry the task.`,
  },
  tooLarge: {
    title: 'A request was too large',
    rule: 'limits.bodyBytes in config.yaml',
    mend: () => 'Push fewer members at once, or raise the limit in config.yaml.',
  },
  throttled: {
    title: 'Too many requests at once',
    rule: 'RFC 6585 §4, with Retry-After; limits in config.yaml',
    mend: (idp) => `${idp} waits and tries again by itself. If this goes on, raise the limit in config.yaml.`,
  },
  failed: {
    title: 'The service failed',
    rule: 'The fault is on this side',
    mend: () => 'Look into the log under the request id, and at the health of the service.',
  },
  other: {
    title: 'A request was refused',
    rule: ERRORS,
    mend: (idp) => `The answer says why. In ${idp}, correct that and retry the task.`,
  },
} as const satisfies Readonly<Record<string, Explanation>>;

type Kind = keyof typeof ADVICE;

const BY_STATUS: Readonly<Record<number, Kind>> = {
  404: 'gone',
  409: 'uniqueness',
  412: 'conflict',
  413: 'tooLarge',
  429: 'throttled',
};

const CREDENTIALS = 'Applications → your application → Provisioning → Integration → Edit';
const MAPPINGS =
  'Applications → your application → Provisioning → To App → Attribute Mappings; then Dashboard → Tasks → Retry';
const ASSIGNMENTS = 'Applications → your application → Assignments';

/** The way to what is to be mended, in Okta's Admin Console. */
const OKTA_PLACES: Readonly<Partial<Record<Kind, string>>> = {
  noCredential: CREDENTIALS,
  wrongCredential: CREDENTIALS,
  otherTenant: CREDENTIALS,
  endedKey: CREDENTIALS,
  noEndpoint: CREDENTIALS,
  invalidFilter: CREDENTIALS,
  tooMany: CREDENTIALS,
  invalidValue: MAPPINGS,
  mutability: MAPPINGS,
  uniqueness: 'Directory → People → the person → Profile; then Dashboard → Tasks → Retry',
  unknownMember: ASSIGNMENTS,
  gone: ASSIGNMENTS,
  conflict: 'Dashboard → Tasks → Retry',
};

/** RFC 7643 §2.3 has a part for each type. */
const TYPE_SECTIONS: Readonly<Record<AttributeType, string>> = {
  string: '§2.3.1',
  boolean: '§2.3.2',
  decimal: '§2.3.3',
  integer: '§2.3.4',
  dateTime: '§2.3.5',
  binary: '§2.3.6',
  reference: '§2.3.7',
  complex: '§2.3.8',
};

export function adviceFor(failure: Failure): Advice {
  const kind = kindOf(failure);
  return {
    ...ADVICE[kind],
    ...(kind === 'invalidValue' && explainValue(failure)),
    place: (vendor) => (vendor === 'okta' ? OKTA_PLACES[kind] : undefined),
  };
}

/** What the schema asks of the attribute at fault. */
function explainValue({ attribute, expected, detail }: Failure): Partial<Explanation> {
  if (attribute === undefined || expected === undefined) return {};
  const isMissing = detail?.startsWith(`${attribute} is required`) === true;
  const section = isMissing ? '§2.2' : TYPE_SECTIONS[expected.type];
  const what = `${isMissing ? 'required, ' : ''}${describeAttribute(expected)}`;
  return {
    title: isMissing ? `“${attribute}” is missing` : `A value does not fit “${attribute}”`,
    rule: `RFC 7643 ${section}: “${attribute}” is ${what}`,
    mend: (idp) =>
      `In ${idp}, correct what is mapped to “${attribute}”, or what the person’s profile has there, then retry the task.`,
  };
}

function kindOf({ status, refusal, detail = '', scimType, attribute }: Failure): Kind {
  if (attribute === 'members' && detail.startsWith('There is no user or group')) return 'unknownMember';
  if (status === 401) return refusedKind(refusal ?? '');
  if (status === 403) return detail.startsWith('Auto-provisioning is off') ? 'switchedOff' : 'wrongScope';
  if (status >= 500) return 'failed';
  // What no route was found for is answered without an error.
  if (status === 404 && detail === '') return 'noEndpoint';
  if (scimType === 'invalidPath') return 'invalidSyntax';
  return scimType !== undefined && isKind(scimType) ? scimType : (BY_STATUS[status] ?? 'other');
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(ADVICE, text);
}

function refusedKind(refusal: string): Kind {
  if (refusal === 'no credential') return 'noCredential';
  if (refusal === 'key has ended') return 'endedKey';
  return refusal.startsWith('key of tenant') ? 'otherTenant' : 'wrongCredential';
}
