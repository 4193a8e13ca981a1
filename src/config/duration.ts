const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** Reads `7d`, `24h`, `15m` or `30s`. @returns milliseconds, or undefined when the text is no duration */
export function parseDuration(text: string): number | undefined {
  const { count, unit } = /^(?<count>\d{1,6})(?<unit>[dhms])$/.exec(text)?.groups ?? {};
  return unit === undefined ? undefined : Number(count) * UNITS[unit as keyof typeof UNITS];
}

/** Writes milliseconds as `parseDuration` reads them, in the largest unit that fits. */
export function formatDuration(milliseconds: number): string {
  const [unit, size] = Object.entries(UNITS).find(([, each]) => milliseconds % each === 0) ?? ['s', 1000];
  return `${milliseconds / size}${unit}`;
}
