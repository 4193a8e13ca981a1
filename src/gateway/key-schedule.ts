/** A signing key, as far as it matters when it is used. */
export interface Aged {
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface KeySchedule<Key extends Aged> {
  /** What is signed with; undefined when there is none yet. */
  readonly signing: Key | undefined;
  /** Those of no use any more. */
  readonly expired: readonly Key[];
  /** Whether the next one is to be made. */
  readonly isNextDue: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a key signs. */
const PERIOD_MS = 90 * DAY_MS;
/** How long a key is published before it signs, so that who looks for keys once a day knows it by then. */
const AHEAD_MS = 7 * DAY_MS;
/** How long a key is published after the next one has taken over, for what it has signed is still on its way. */
const OVERLAP_MS = 30 * DAY_MS;

/** What to do with a tenant's keys, in order of creation: the first signs at once, every further one waits its turn. */
export function scheduleKeys<Key extends Aged>(keys: readonly Key[], now: number): KeySchedule<Key> {
  const signing = keys.findLast(({ createdAt }) => createdAt + AHEAD_MS <= now) ?? keys[0];
  const newest = keys.at(-1);
  return {
    signing,
    expired: keys.filter((key, index) => {
      const next = keys[index + 1];
      return key !== signing && next !== undefined && next.createdAt + AHEAD_MS + OVERLAP_MS <= now;
    }),
    isNextDue: newest === undefined || newest.createdAt + PERIOD_MS - AHEAD_MS <= now,
  };
}
