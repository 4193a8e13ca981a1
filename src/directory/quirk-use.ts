import type { KeyId } from './key.ts';

/** How often a peculiarity of a client was made plain for a key. */
export interface QuirkUse {
  readonly key: KeyId;
  readonly quirk: string;
  readonly count: number;
  /** The last time; milliseconds since 1970. */
  readonly at: number;
}
