const UNITS = { GiB: 1024 ** 3, MiB: 1024 ** 2, KiB: 1024, B: 1 };

/** Reads `4MiB`, `512KiB`, `1GiB` or `4096B`. @returns bytes, or undefined when the text is no size */
export function parseSize(text: string): number | undefined {
  const { count, unit } = /^(?<count>\d{1,9})(?<unit>[GMK]iB|B)$/.exec(text)?.groups ?? {};
  const size = UNITS[unit as keyof typeof UNITS];
  return size === undefined ? undefined : Number(count) * size;
}

/** Writes bytes as `parseSize` reads them, in the largest unit that fits. */
export function formatSize(bytes: number): string {
  const [unit, size] = Object.entries(UNITS).find(([, each]) => bytes % each === 0) ?? ['B', 1];
  return `${bytes / size}${unit}`;
}
