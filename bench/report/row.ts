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

/** One thing that was measured. */
export interface Row {
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly outcomes: readonly Outcome[];
  readonly curves?: readonly Curve[];
}

export function isMet({ value, atLeast = -Infinity, atMost = Infinity }: Outcome): boolean {
  return value >= atLeast && value <= atMost;
}
