const DATE_TIME = /^(?<date>\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?<zone>Z|[+-]\d\d:\d\d)?$/i;

/**
 * Reads an xsd:dateTime with date and time (RFC 7643 §2.3.5); without a zone it is UTC.
 * @returns milliseconds since 1970, or undefined when the text is none or no such day exists
 */
export function parseDateTime(text: string): number | undefined {
  const { date, zone } = DATE_TIME.exec(text)?.groups ?? {};
  if (date === undefined || !isDay(date)) return undefined;
  const instant = Date.parse(zone === undefined ? `${text}Z` : text);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Date.parse carries 30 February over into March. */
function isDay(date: string): boolean {
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}
