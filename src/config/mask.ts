import type { Path } from './problem.ts';

const MASK = '…';
const MAX_LENGTH = 100;

/** Replaces what is secret in the text at a path: Secrets, passwords in URLs, and all under a name that says so. */
export function maskText(path: Path, text: string): string {
  const name = String(path.at(-1));
  if (/secret|password|token/i.test(name) && !/(?:File|Lifetime)$/.test(name)) return MASK;
  return text.replace(/cys_\w+/g, `cys_${MASK}`).replace(/(:\/\/[^/@\s]*?:)[^/\s]*@/g, `$1${MASK}@`);
}

/** Shows the value at a path in a problem, secrets masked; empty for none. */
export function describeValue(path: Path, value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  const text = maskText(path, String(value));
  const short = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) + MASK : text;
  return typeof value === 'string' ? `"${short}"` : short;
}
