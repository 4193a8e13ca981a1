import type { ResourceAttributes, ResourceId } from '../src/scim/resource.ts';
import { USER } from '../src/scim/resource-types.ts';
import { ENTERPRISE_USER_SCHEMA } from '../src/scim/schemas/enterprise-user.ts';

export const TENANT = 'bench';
export const IDENTITY_PROVIDER = 'okta';

const FIRST_NAMES = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Niklaus', 'Radia'];
const DEPARTMENTS = ['Engineering', 'Finance', 'Legal', 'Operations', 'Research', 'Sales', 'Support'];

/** The id of the user of that number: as scattered as a random one, and the same in every run. */
export function userId(number: number): ResourceId {
  const hex = [1, 2, 3, 4].map((part) => mix(number * 4 + part)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}` as ResourceId;
}

/** The id of the group of that many members. */
export function groupId(members: number): ResourceId {
  return userId(-1 - members);
}

export function userName(number: number): string {
  return `${firstName(number).toLowerCase()}.${number}@example.com`;
}

/** The identity provider that the user came from: one of ten has come by an import, and none has written it so far. */
export function sourceOf(number: number): string | null {
  return number % 10 === 9 ? null : IDENTITY_PROVIDER;
}

/** A user of about 1 kB, in the canonical form in which it is stored. */
export function userAttributes(number: number): ResourceAttributes {
  const name = userName(number);
  const familyName = `Example ${number}`;
  const full = `${firstName(number)} ${familyName}`;
  return {
    schemas: [USER.schema.id, ENTERPRISE_USER_SCHEMA.id],
    externalId: `00u${String(number).padStart(17, '0')}`,
    userName: name,
    name: { formatted: full, familyName, givenName: firstName(number) },
    displayName: full,
    title: 'Staff Engineer',
    preferredLanguage: 'en-US',
    locale: 'en-US',
    timezone: 'America/Los_Angeles',
    active: true,
    emails: [
      { value: name, type: 'work', primary: true },
      { value: `${number}@mail.example.org`, type: 'home' },
    ],
    phoneNumbers: [{ value: `+1-555-${String(number).padStart(7, '0')}`, type: 'work' }],
    addresses: [
      {
        streetAddress: `${number} Main Street`,
        locality: 'Springfield',
        region: 'OR',
        postalCode: '97477',
        country: 'US',
        type: 'work',
      },
    ],
    [ENTERPRISE_USER_SCHEMA.id]: {
      employeeNumber: String(number),
      costCenter: '4130',
      organization: 'Example Corporation',
      division: 'Products',
      department: DEPARTMENTS[number % DEPARTMENTS.length] ?? '',
    },
  };
}

/** Goes through all numbers below `count`, in an order without pattern, again and again. */
export function scattered(turn: number, count: number): number {
  return (turn * 7919 + 13) % count;
}

function firstName(number: number): string {
  return FIRST_NAMES[number % FIRST_NAMES.length] ?? '';
}

/** Eight hexadecimal digits (the finalizer of MurmurHash3). */
function mix(number: number): string {
  let bits = number | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
