const THOUSANDS = /\B(?=(?:\d{3})+$)/g;
const NARROW_SPACE = '\u202f';

/** A whole number, its thousands apart. */
export function formatCount(number: number): string {
  return number.toFixed(0).replace(THOUSANDS, NARROW_SPACE);
}

/** A number with two digits that count, or all of them before the point. */
export function formatRatio(number: number): string {
  if (number >= 100) return formatCount(number);
  return Number(number.toPrecision(2)).toString();
}
