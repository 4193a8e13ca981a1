import { invalidValue, ScimError } from '../scim/errors.ts';
import type { FeedBounds, Position } from '../store/port.ts';

/** Names the end of the feed, for a reader that has nothing yet that could be wrong. */
export const NOW = 'now';

/** What a reader of the feed says it has seen. */
export interface Seen {
  readonly sequence: number;
  /** How the digest of the event begins; undefined when only the sequence is known, as from `asOf`. */
  readonly digest: string | undefined;
}

const POSITION = /^(?<sequence>\d{1,15})(?:\.(?<digest>[0-9a-f]{16}))?$/;
const DIGEST_LENGTH = 16;

/** The text that names an event to the feed: its sequence, and enough of its digest to tell it from another. */
export function formatPosition({ sequence, digest }: Position): string {
  return digest === '' ? String(sequence) : `${sequence}.${digest.slice(0, DIGEST_LENGTH)}`;
}

/**
 * Reads a position, or a bare sequence.
 * @throws ScimError 400 `invalidValue`
 */
export function parsePosition(text: string): Seen {
  const { sequence, digest } = POSITION.exec(text)?.groups ?? {};
  if (sequence === undefined) {
    throw invalidValue(
      `"${text.slice(0, 64)}" is no place in the feed: use the id or the sequence of an event, or "${NOW}".`,
    );
  }
  return { sequence: Number(sequence), digest };
}

/**
 * Checks that the feed can go on behind what was seen, without leaving anything out.
 * @param snapshot where a reader that cannot go on starts anew
 * @throws ScimError 410
 */
export function checkPosition({ sequence, digest }: Seen, bounds: FeedBounds, snapshot: string): void {
  const reason = whyLost({ sequence, digest }, bounds);
  if (reason === undefined) return;
  throw new ScimError(410, `${reason} Start anew from ${snapshot}.`, {
    headers: { Link: `<${snapshot}>; rel="snapshot"` },
  });
}

/** Why the feed cannot go on behind what was seen; undefined when it can. */
export function whyLost({ sequence, digest }: Seen, bounds: FeedBounds): string | undefined {
  if (sequence < bounds.first - 1) {
    return `Events are kept from ${bounds.first} on: some after ${sequence} are gone.`;
  }
  // The database is an earlier one, or that of another tenant which had the name.
  if (sequence > bounds.last.sequence) return `There is no event ${sequence} in this directory.`;
  if (digest !== undefined && bounds.digest !== undefined && !bounds.digest.startsWith(digest)) {
    return `The event ${sequence} of this directory is another one.`;
  }
  return undefined;
}
