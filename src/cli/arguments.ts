import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/duration.ts';
import { HOST, PROVIDER_NAME } from '../config/fields.ts';
import { parseTenantName, type TenantName } from '../directory/tenant.ts';
import { ScimError } from '../scim/errors.ts';
import { bindFilter } from '../scim/filter/bind.ts';
import type { BoundFilter } from '../scim/filter/filter.ts';
import { parseFilter } from '../scim/filter/parse.ts';
import { BUILT_IN_RESOURCE_TYPES, PROTOCOL_ENDPOINTS, type ResourceType } from '../scim/resource-types.ts';
import { UsageError } from './errors.ts';

const RESERVED = [...PROTOCOL_ENDPOINTS, ...BUILT_IN_RESOURCE_TYPES.map((type) => type.endpoint)];

/** A reader of options that takes whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`Give a whole number ${range}.`);
  };
}

/** Reads a length of time such as `7d`, as milliseconds. */
export function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined)
    throw new InvalidArgumentError('Give a length of time, such as 30m, 12h or 7d.');
  return milliseconds;
}

/** A reader of moments: a date, a date with time, or how long ago (`7d`). */
export function moment(now: () => number): (text: string) => number {
  return (text) => {
    const ago = parseDuration(text);
    if (ago !== undefined) return now() - ago;
    const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(at)) return at;
    throw new InvalidArgumentError(
      'Give a date (2026-11-24), a time (2026-11-24T09:30:00Z) or how long ago (7d).',
    );
  };
}

/** @throws UsageError when the text is no SCIM filter on that type */
export function readFilter(text: string, type: ResourceType): BoundFilter {
  try {
    return bindFilter(parseFilter(text), type);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    throw new UsageError(`--filter: ${error.message}`, { cause: error });
  }
}

/** @throws UsageError with the rule that the name breaks */
export function readTenantName(text: string): TenantName {
  const result = parseTenantName(text, RESERVED);
  if ('problem' in result) throw new UsageError(result.problem);
  return result.name;
}

/** @throws UsageError with the rule that the name breaks */
export function readProviderName(text: string): string {
  return readAs(PROVIDER_NAME, text, 'name an identity provider');
}

/** @throws UsageError when it is no host name alone */
export function readHost(text: string): string {
  return readAs(HOST, text, 'be the host of a tenant');
}

function readAs(kind: typeof PROVIDER_NAME | typeof HOST, text: string, purpose: string): string {
  const reading = kind.safeDecode(text);
  if (reading.success) return reading.data;
  const rules = reading.error.issues.map(({ message }) => message).join('; ');
  throw new UsageError(`"${text}" cannot ${purpose}: ${rules}.`);
}
