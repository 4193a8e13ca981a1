import type { KeyId, KeyUse } from '../directory/key.ts';
import type { Registry } from '../store/port.ts';
import { createTally, type Tally, type TallyOptions } from './tally.ts';

/** Remembers when keys were used. */
export interface KeyUses extends Omit<Tally<KeyUse>, 'add'> {
  /** Counts one use. */
  record(key: KeyId, use: Omit<KeyUse, 'count'>): void;
}

/** User agents are a client's free text. */
const MAX_USER_AGENT = 256;

/** Collects uses of keys. Only keys that exist are recorded. */
export function createKeyUses(
  options: TallyOptions & { readonly registry: Pick<Registry, 'recordKeyUses'> },
): KeyUses {
  const { registry } = options;
  const tally = createTally<KeyUse>(options, {
    sum: (earlier, later) => ({ ...later, count: earlier.count + later.count }),
    // The names are those that `record` was given.
    write: (uses) => registry.recordKeyUses(uses as ReadonlyMap<KeyId, KeyUse>),
  });
  return {
    ...tally,
    record(key, { at, address, userAgent }) {
      tally.add(key, { at, address, userAgent: userAgent.slice(0, MAX_USER_AGENT), count: 1 });
    },
  };
}
