import type { KeyId } from '../directory/key.ts';
import type { QuirkUse } from '../directory/quirk-use.ts';
import type { Store } from '../store/port.ts';
import { createTally, type Tally, type TallyOptions } from './tally.ts';

/** Remembers what was bent for which key, how often and when last. */
export interface QuirkUses extends Omit<Tally<QuirkUse>, 'add'> {
  /** Counts one use; `at` is milliseconds since 1970. */
  record(quirk: string, key: KeyId, at: number): void;
}

/** Collects uses of quirks. There are never more of them than keys that exist have quirks. */
export function createQuirkUses(
  options: TallyOptions & { readonly store: Pick<Store, 'quirkUses'> },
): QuirkUses {
  const { quirkUses } = options.store;
  const tally = createTally<QuirkUse>(options, {
    sum: (earlier, later) => ({ ...later, count: earlier.count + later.count }),
    write: (uses) => quirkUses.record([...uses.values()]),
  });
  return {
    ...tally,
    record(quirk, key, at) {
      tally.add(`${key} ${quirk}`, { key, quirk, count: 1, at });
    },
  };
}
