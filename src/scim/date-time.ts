import { remember } from './remember.ts';

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

const DAY = 86_400_000;
const MOST_DATES = 1000;
const dateOf = remember(MOST_DATES, (day: number) => {
  const [date = ''] = new Date(day * DAY).toISOString().split('T');
  return date;
});
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/**
 * Writes an instant in UTC, just as Date.toISOString does. Of a page of resources that alone took a fifth of the time:
 * it has hundreds of instants, and most of them are of few days.
 * @param instant milliseconds since 1970
 */
export function formatDateTime(instant: number): string {
  const day = Math.floor(instant / DAY);
  const time = instant - day * DAY;
  const [hour, minute] = [Math.floor(time / 3_600_000), Math.floor(time / 60_000) % 60];
  const [second, millisecond] = [Math.floor(time / 1000) % 60, time % 1000];
  const clock = `${TWO_DIGITS[hour]}:${TWO_DIGITS[minute]}:${TWO_DIGITS[second]}`;
  return `${dateOf(day)}T${clock}.${String(millisecond).padStart(3, '0')}Z`;
}
