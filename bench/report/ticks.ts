const INTERVALS = 5;
const NICE = [1, 2, 5, 10] as const;

/**
 * Round numbers for an axis, from 0 to the first that is not below a number.
 * @param most what has to fit; finite, and more than 0
 */
export function ticksTo(most: number): readonly number[] {
  const rough = most / INTERVALS;
  const power = Math.floor(Math.log10(rough));
  const factor = NICE.find((nice) => nice * 10 ** power >= rough) ?? 10;
  // Dividing by a power of ten gives the nearest number there is; multiplying by 0.1 does not.
  const tick = (index: number) =>
    power < 0 ? (index * factor) / 10 ** -power : index * factor * 10 ** power;
  const ticks = [0];
  while ((ticks.at(-1) ?? most) < most) ticks.push(tick(ticks.length));
  return ticks;
}
