import type { Reply } from './egress.ts';

/** The receiver answers that it does not take what it was sent. */
export class RefusalError extends Error {}

/** Too Many Requests (RFC 6585) and Service Unavailable (RFC 9110) are of the time, not of what was sent. */
const BUSY: readonly number[] = [429, 503];

/**
 * Of the answer only the status is told, and the code of an error (RFC 8935 §2.3): the rest may be of a person.
 * @throws RefusalError @throws Error when it is too busy to take any
 */
export function checkTaken({ status, text }: Reply): void {
  if (status >= 200 && status < 300) return;
  const { code } = /"err"\s*:\s*"(?<code>[\w-]{1,40})"/.exec(text)?.groups ?? {};
  const answer = `It answered ${status}${code === undefined ? '' : ` (${code})`}.`;
  throw BUSY.includes(status) ? new Error(answer) : new RefusalError(answer);
}
