import { clearTimeout, setTimeout } from 'node:timers';

export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * A signal that aborts after a time, or when another does. Unlike one that is composed of both it is gone when it is
 * disposed of: where thousands are made in a second, tens of thousands would wait for their time.
 */
export function startDeadline(ms: number, other: AbortSignal): Deadline {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, ms);
  other.addEventListener('abort', abort);
  if (other.aborted) abort();
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      other.removeEventListener('abort', abort);
    },
  };
}
