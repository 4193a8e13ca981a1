import { tooManyRequests } from '../../scim/errors.ts';
import type { Source } from './scan.ts';
import { beginTurn } from './turn.ts';

const UNDER_WAY = 'Too many queries that no index serves are under way.';

/** A search that looks through resources. */
export interface Search extends Disposable {
  /** How many milliseconds it may take. */
  readonly budget: number;
  /** What it has begun to look through. */
  readonly scanned: Source[];
  /** Whether it has taken them. */
  readonly isOver: boolean;
  /** Before each slice: what has had a turn of the event loop waits here for its place. @throws ScimError 429 */
  goOn(): Promise<void>;
}

interface Line {
  underWay: number;
  readonly waiting: Set<() => void>;
}

/**
 * Lets a few long searches of each tenant go on at a time. The others stand in line, for as long as a search may take:
 * all at once would end no earlier, but take the memory for what each has found, and the turns of other tenants.
 */
export class SearchLine {
  readonly #budget: number;
  readonly #atOnce: number;
  readonly #lines = new Map<string, Line>();

  /** @param budget how many milliseconds a search may take */
  constructor({ budget, atOnce }: { readonly budget: number; readonly atOnce: number }) {
    this.#budget = budget;
    this.#atOnce = atOnce;
  }

  begin(tenant: string): Search {
    const budget = this.#budget;
    const turn = beginTurn();
    let hasPlace = false;
    let deadline = performance.now() + budget;
    return {
      budget,
      scanned: [],
      get isOver() {
        return performance.now() > deadline;
      },
      goOn: async () => {
        if (hasPlace || !turn.isOver) return;
        await this.#enter(tenant);
        hasPlace = true;
        deadline = performance.now() + budget;
      },
      [Symbol.dispose]: () => {
        if (hasPlace) this.#leave(tenant);
      },
    };
  }

  async #enter(tenant: string): Promise<void> {
    const line = this.#lines.get(tenant) ?? { underWay: 0, waiting: new Set() };
    this.#lines.set(tenant, line);
    if (line.underWay < this.#atOnce) line.underWay += 1;
    else await this.#wait(line);
  }

  #wait({ waiting }: Line): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(patience);
        waiting.delete(begin);
        resolve();
      };
      const patience = setTimeout(() => {
        waiting.delete(begin);
        reject(tooManyRequests(UNDER_WAY, Math.ceil(this.#budget / 1000)));
      }, this.#budget);
      waiting.add(begin);
    });
  }

  /** Leaves the place to who has waited for longest. */
  #leave(tenant: string): void {
    const line = this.#lines.get(tenant);
    if (line === undefined) return;
    const [next] = line.waiting;
    if (next !== undefined) next();
    else if (line.underWay > 1) line.underWay -= 1;
    else this.#lines.delete(tenant);
  }
}
