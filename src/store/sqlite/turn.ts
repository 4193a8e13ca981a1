import { setImmediate } from 'node:timers';

/** How many milliseconds may pass before others have their turn. */
const TURN = 5;

/** A turn of the event loop, for a loop that may take many: `if (turn.isOver) await turn.next()`. */
export interface Turn {
  readonly isOver: boolean;
  next(): Promise<void>;
}

export function beginTurn(): Turn {
  let end = performance.now() + TURN;
  return {
    get isOver() {
      return performance.now() >= end;
    },
    async next() {
      await nextTurn();
      end = performance.now() + TURN;
    },
  };
}

const waiting: (() => void)[] = [];

/** Waits for a turn that nobody else has: hundreds at long work then hold up short work no longer than one of them. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(giveTurn);
  });
}

function giveTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(giveTurn);
}
