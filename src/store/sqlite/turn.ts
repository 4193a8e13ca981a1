import { setImmediate as nextTurn } from 'node:timers/promises';

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
