/** The candidate that was most likely meant, or undefined when none is near. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = distanceOf(plain(word), plain(candidate));
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** `public_url` and `publicURL` are as good as `publicUrl`. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '');
}

/** How many letters to insert, drop or replace (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of one.split('').entries()) {
    const next = [index + 1];
    for (const [column, otherLetter] of other.split('').entries()) {
      const [diagonal = 0, above = 0] = row.slice(column, column + 2);
      const left = next[column] ?? 0;
      next.push(Math.min(diagonal + (letter === otherLetter ? 0 : 1), above + 1, left + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
