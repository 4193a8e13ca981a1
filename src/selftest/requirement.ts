import { ERROR_SCHEMA, type ScimType } from '../scim/errors.ts';
import type { Json } from '../scim/resource.ts';
import { at, type ScimAnswer } from './scim-client.ts';
import type { Tenant } from './tenant.ts';

/** What a server may leave out, saying so in its ServiceProviderConfig; then the rows about it do not apply. */
export type Feature = 'bulk' | 'sort' | 'etag' | 'cursor';

/** One thing that an RFC asks of a server, and how to see whether this server does it. */
export interface Requirement {
  /** RFC, section and place in the section: `7644-3.3-1`. */
  readonly id: string;
  /** Such as `RFC 7644 §3.3`. */
  readonly section: string;
  readonly level: 'MUST' | 'SHOULD';
  /** What the server has to do, as a sentence about it without its subject. */
  readonly text: string;
  readonly feature?: Feature;
  /** Tries it out on a tenant of its own. @throws Violation */
  readonly check: (tenant: Tenant) => Promise<void>;
}

type Row = Pick<Requirement, 'level' | 'text' | 'check'>;

export function must(text: string, check: Requirement['check']): Row {
  return { level: 'MUST', text, check };
}

export function should(text: string, check: Requirement['check']): Row {
  return { level: 'SHOULD', text, check };
}

/** The rows of one section, numbered from 1. New rows go to its end, so that an id keeps its meaning. */
export function section(
  rfc: '7643' | '7644' | '9865',
  number: string,
  rows: readonly Row[],
  feature?: Feature,
): readonly Requirement[] {
  return rows.map((row, index) => ({
    id: `${rfc}-${number}-${index + 1}`,
    section: `RFC ${rfc} §${number}`,
    ...row,
    ...(feature === undefined ? {} : { feature }),
  }));
}

/** The server did not do what a requirement says. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Violation(message);
}

export function expectEqual(actual: Json | undefined, expected: Json | undefined, what: string): void {
  const [is, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  expect(is === wanted, `${what} is ${is}, expected ${wanted}`);
}

export function expectStatus(answer: ScimAnswer, ...statuses: readonly number[]): void {
  expect(
    statuses.includes(answer.status),
    `answered ${answer.status}, expected ${statuses.join(' or ')}: ${answer.text.slice(0, 300)}`,
  );
}

/** Expects a SCIM Error (RFC 7644 §3.12) of that status. */
export function expectError(answer: ScimAnswer, status: number, scimType?: ScimType): void {
  expectStatus(answer, status);
  expectEqual(at(answer.body, 'schemas'), [ERROR_SCHEMA], 'schemas of the error');
  expectEqual(at(answer.body, 'status'), String(status), 'status in the error');
  if (scimType !== undefined) expectEqual(at(answer.body, 'scimType'), scimType, 'scimType');
}
