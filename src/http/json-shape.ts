const MAX_DEPTH = 64;
/** In one object. No resource has as many attributes, and objects with more are slow to go through. */
const MAX_NAMES = 1000;

/** For so many names: the usual body needs no closer look. */
const TOO_SHORT = 4 * MAX_NAMES;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_LIST = 0x5d;

/**
 * Looks for what would make JSON costly to parse, without parsing it.
 * @returns what is wrong with the text, as the end of a sentence; undefined when nothing is, or when it is no JSON
 */
export function findExcess(json: Uint8Array): string | undefined {
  if (json.length < TOO_SHORT && countUpTo(json, OPEN_OBJECT) + countUpTo(json, OPEN_LIST) <= MAX_DEPTH)
    return undefined;
  const names = new Uint32Array(MAX_DEPTH + 1);
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    switch (json[at]) {
      case QUOTE:
        at = endOfString(json, at);
        break;
      case OPEN_OBJECT:
      case OPEN_LIST:
        depth += 1;
        if (depth > MAX_DEPTH) return `is nested more than ${MAX_DEPTH} levels deep`;
        names[depth] = 0;
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        depth = Math.max(0, depth - 1);
        break;
      case COLON:
        names[depth] = (names[depth] ?? 0) + 1;
        if ((names[depth] ?? 0) > MAX_NAMES) return `has an object of more than ${MAX_NAMES} attributes`;
        break;
    }
  }
  return undefined;
}

/** How often a byte occurs; one more than is of interest at most. */
function countUpTo(json: Uint8Array, byte: number): number {
  let count = 0;
  for (let at = json.indexOf(byte); at !== -1 && count <= MAX_DEPTH; at = json.indexOf(byte, at + 1))
    count += 1;
  return count;
}

/** Where the string that begins there has its closing quote. */
function endOfString(json: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
