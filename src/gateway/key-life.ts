import { isLive, type Key, type KeyId } from '../directory/key.ts';
import type { Registry } from '../store/port.ts';

export interface KeyLifeDependencies {
  readonly registry: Pick<Registry, 'getCredential'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The key as it is now, or undefined when it is refused: it may have ended since its request was let in. */
export async function findLiveKey(
  id: KeyId,
  { registry, now }: KeyLifeDependencies,
): Promise<Key | undefined> {
  const key = (await registry.getCredential(id))?.key;
  return key !== undefined && isLive(key, now()) ? key : undefined;
}
