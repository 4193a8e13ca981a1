/**
 * How often each duration occurred, in steps of 1.5 %: a million of them take no more memory than a thousand, and the
 * rounds of a measurement can be added up. Index → count, with gaps.
 */
export type Histogram = number[];

const STEPS_PER_OCTAVE = 48;

/** @param duration in microseconds, at least 1 */
export function record(histogram: Histogram, duration: number): void {
  const step = Math.round(Math.log2(Math.max(1, duration)) * STEPS_PER_OCTAVE);
  histogram[step] = (histogram[step] ?? 0) + 1;
}

export function add(histogram: Histogram, other: Histogram): void {
  for (const [step, count] of other.entries()) {
    if (count) histogram[step] = (histogram[step] ?? 0) + count;
  }
}

/** The duration that this share of all durations does not exceed, in microseconds; 0 when there are none. */
export function percentile(histogram: Histogram, share: number): number {
  const total = histogram.reduce((sum, count) => sum + (count ?? 0), 0);
  let seen = 0;
  for (const [step, count] of histogram.entries()) {
    seen += count ?? 0;
    if (seen > 0 && seen >= total * share) return 2 ** (step / STEPS_PER_OCTAVE);
  }
  return 0;
}
