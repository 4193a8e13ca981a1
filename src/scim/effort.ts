import { tooMany } from './errors.ts';

/**
 * The most steps that one request may take, since others wait meanwhile. A step is a name or a comparison that is read,
 * or a value that is looked at: some microseconds.
 */
const MAX_STEPS = 50_000;

/** What a request may still ask for. */
export interface Effort {
  /** @throws ScimError 400 `tooMany` when there is not so much left */
  spend(steps: number): void;
}

export function createEffort(steps = MAX_STEPS): Effort {
  let left = steps;
  return {
    spend(taken) {
      left -= taken;
      if (left < 0) throw tooMany('The request asks for too much at once: send fewer or simpler operations.');
    },
  };
}
