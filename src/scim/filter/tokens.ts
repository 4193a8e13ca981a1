import { invalidFilter } from '../errors.ts';

export interface Token {
  /** A word is an attribute path, operator, number or keyword; a string still has its quotes and escapes. */
  readonly kind: 'bracket' | 'string' | 'word' | 'end';
  readonly text: string;
  /** Counted from 1. */
  readonly position: number;
}

const SPACE = /[ \t\r\n]*/y;
const TOKEN = /(?<bracket>[()[\]])|(?<string>"(?:[^"\\]|\\.)*")|(?<word>[^ \t\r\n()[\]"]+)/y;

/**
 * Cuts the text of a filter into tokens; the last one is always `end`.
 * @throws ScimError 400 `invalidFilter` on a string without its closing quote, the only thing that is no token
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null)
      throw invalidFilter(`The string at position ${at + 1} of the filter has no closing quote.`);
    const { bracket, string } = match.groups ?? {};
    const kind = bracket ? 'bracket' : string ? 'string' : 'word';
    tokens.push({ kind, text: match[0], position: at + 1 });
    at = skipSpace(text, TOKEN.lastIndex);
  }
  return [...tokens, { kind: 'end', text: '', position: at + 1 }];
}

function skipSpace(text: string, from: number): number {
  SPACE.lastIndex = from;
  SPACE.exec(text);
  return SPACE.lastIndex;
}
