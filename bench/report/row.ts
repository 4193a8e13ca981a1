/** What was measured of one server. Durations are in microseconds. */
export interface Figure {
  readonly name: string;
  readonly perSecond?: number;
  readonly processor?: number;
  readonly p50?: number;
  readonly p99?: number;
  /** What is none of these, such as memory. */
  readonly value?: string;
}

/** A ratio or amount that a goal was set for. */
export interface Outcome {
  readonly name: string;
  readonly value: number;
  /** `MB`, or nothing for a ratio. */
  readonly unit?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export type Point = readonly [x: number, y: number];

/** Points to be drawn as a line. */
export interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Axis {
  readonly title: string;
  /** Percentiles are as far apart as they are rare: from 90 to 99 is as far as from 99 to 99.9. */
  readonly scale?: 'linear' | 'percentile';
}

/** Lines to be drawn on common axes. */
export interface Plot {
  /** One word, which tells its file from those of other plots. */
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
}

/** One thing that was measured. */
export interface Row {
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly outcomes: readonly Outcome[];
  /** The names of other servers, and how many times as many requests the appliance is to answer: drawn as bars. */
  readonly goals?: Readonly<Record<string, number>>;
  readonly plot?: Plot;
}

export function isMet({ value, atLeast = -Infinity, atMost = Infinity }: Outcome): boolean {
  return value >= atLeast && value <= atMost;
}
