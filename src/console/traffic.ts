/** The requests of one minute. */
export interface Minute {
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  readonly requests: number;
  /** Those of them that were answered 400 or above. */
  readonly failures: number;
  /** What half of the requests, and what 95 of 100, took no longer than, in milliseconds; undefined without any. */
  readonly median: number | undefined;
  readonly slow: number | undefined;
}

/** How many requests there were and how long they took, minute by minute. */
export interface Traffic {
  record(request: { readonly status: number; readonly ms: number }, at: number): void;
  /** The last minutes up to now, also those without requests; the current one comes last. */
  minutes(now: number): readonly Minute[];
}

interface Tally {
  requests: number;
  failures: number;
  /** How many requests were in which step of time. */
  readonly steps: Map<number, number>;
}

const MINUTE_MS = 60_000;
const KEPT_MINUTES = 60;
/** Times are kept as powers of this: no figure is off by more than a tenth. */
const STEP = 1.2;

export function createTraffic(): Traffic {
  const tallies = new Map<number, Tally>();

  function tallyOf(minute: number): Tally {
    const known = tallies.get(minute);
    if (known !== undefined) return known;
    for (const old of tallies.keys()) if (old <= minute - KEPT_MINUTES) tallies.delete(old);
    const tally: Tally = { requests: 0, failures: 0, steps: new Map() };
    tallies.set(minute, tally);
    return tally;
  }

  return {
    record({ status, ms }, at) {
      const tally = tallyOf(Math.floor(at / MINUTE_MS));
      const step = Math.round(Math.log(Math.max(ms, 0.1)) / Math.log(STEP));
      tally.requests += 1;
      if (status >= 400) tally.failures += 1;
      tally.steps.set(step, (tally.steps.get(step) ?? 0) + 1);
    },
    minutes(now) {
      const last = Math.floor(now / MINUTE_MS);
      return Array.from({ length: KEPT_MINUTES }, (_, index) => {
        const minute = last - KEPT_MINUTES + 1 + index;
        return present(minute * MINUTE_MS, tallies.get(minute));
      });
    },
  };
}

function present(at: number, tally: Tally | undefined): Minute {
  if (tally === undefined) return { at, requests: 0, failures: 0, median: undefined, slow: undefined };
  const { requests, failures } = tally;
  return { at, requests, failures, median: quantile(tally, 0.5), slow: quantile(tally, 0.95) };
}

function quantile({ requests, steps }: Tally, share: number): number {
  let left = requests * share;
  const ascending = [...steps].sort(([one], [other]) => one - other);
  for (const [step, count] of ascending) {
    left -= count;
    if (left <= 0) return STEP ** step;
  }
  return 0;
}
