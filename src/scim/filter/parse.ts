import { parseAttributePath } from '../attribute-path.ts';
import { invalidFilter, ScimError } from '../errors.ts';
import type { AttributePath, ComparisonOperator, Filter, FilterValue } from './filter.ts';
import { type Token, tokenize } from './tokens.ts';

const MAX_LENGTH = 8192;
const MAX_DEPTH = 32;
const MAX_TERMS = 200;

const COMPARISON_OPERATORS: readonly string[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

interface Reader {
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
  terms: number;
}

/**
 * Reads a filter (RFC 7644 §3.4.2.2), operators and keywords in any letter case. Beyond that grammar it takes a
 * sub-attribute behind a value path, `emails[type eq "work"].value eq "a@b"`, as the same filter with the comparison
 * inside the brackets.
 * @throws ScimError 400 `invalidFilter` that says where and what was expected, or which bound is exceeded
 */
export function parseFilter(text: string): Filter {
  if (text.length > MAX_LENGTH) throw invalidFilter(`The filter is longer than ${MAX_LENGTH} characters.`);
  const reader: Reader = { tokens: tokenize(text), next: 0, depth: 0, terms: 0 };
  const filter = disjunction(reader);
  if (peek(reader).kind !== 'end') throw unexpected(peek(reader), '"and", "or" or the end');
  return filter;
}

/** `disjunction = conjunction *("or" conjunction)` */
function disjunction(reader: Reader): Filter {
  return chain(reader, 'or', conjunction);
}

/** `conjunction = term *("and" term)` */
function conjunction(reader: Reader): Filter {
  return chain(reader, 'and', term);
}

function chain(reader: Reader, kind: 'and' | 'or', operand: (reader: Reader) => Filter): Filter {
  const first = operand(reader);
  const others: Filter[] = [];
  while (accept(reader, kind)) others.push(operand(reader));
  return others.length === 0 ? first : { kind, operands: [first, ...others] };
}

/** `term = ["not"] "(" disjunction ")" / attrPath "[" disjunction "]" ["." attrExp] / attrExp` */
function term(reader: Reader): Filter {
  if (isKeyword(peek(reader), 'not') && peek(reader, 1).text === '(') {
    reader.next += 2;
    return { kind: 'not', operand: enclosed(reader, ')') };
  }
  if (accept(reader, '(')) return enclosed(reader, ')');
  const path = attributePath(reader);
  if (!accept(reader, '[')) return comparison(reader, path);
  const filter = enclosed(reader, ']');
  if (!peek(reader).text.startsWith('.')) return { kind: 'element', path, filter };
  const further = comparison(reader, attributePath(reader, '.'));
  return { kind: 'element', path, filter: { kind: 'and', operands: [filter, further] } };
}

function enclosed(reader: Reader, closing: ')' | ']'): Filter {
  reader.depth += 1;
  if (reader.depth > MAX_DEPTH) throw invalidFilter(`The filter is nested deeper than ${MAX_DEPTH} levels.`);
  const filter = disjunction(reader);
  if (!accept(reader, closing)) throw unexpected(peek(reader), `"and", "or" or "${closing}"`);
  reader.depth -= 1;
  return filter;
}

/** `attrExp = attrPath "pr" / attrPath compareOp compValue`, the path already read. */
function comparison(reader: Reader, path: AttributePath): Filter {
  reader.terms += 1;
  if (reader.terms > MAX_TERMS) throw invalidFilter(`The filter has more than ${MAX_TERMS} comparisons.`);
  const token = take(reader);
  const operator = token.text.toLowerCase();
  if (operator === 'pr') return { kind: 'present', path };
  if (!isComparisonOperator(operator)) {
    throw unexpected(token, `an operator (${COMPARISON_OPERATORS.join(', ')}, pr)`);
  }
  return { kind: 'compare', path, operator, value: comparisonValue(reader) };
}

function attributePath(reader: Reader, prefix = ''): AttributePath {
  const token = take(reader);
  const path = parseAttributePath(token.text.slice(prefix.length));
  if (path === undefined) throw unexpected(token, 'an attribute name, "not" or "("');
  return path;
}

/** `compValue = false / null / true / number / string`, as in JSON. */
function comparisonValue(reader: Reader): FilterValue {
  const token = take(reader);
  if (token.kind === 'string') return stringValue(token);
  if (isKeyword(token, 'true')) return true;
  if (isKeyword(token, 'false')) return false;
  if (isKeyword(token, 'null')) return null;
  const number = NUMBER.test(token.text) ? Number(token.text) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw unexpected(token, 'a value (a string in double quotes, a number, true, false or null)');
}

function stringValue(token: Token): string {
  try {
    return JSON.parse(token.text) as string;
  } catch (cause) {
    throw unexpected(token, 'a string with the escapes of JSON', cause);
  }
}

function peek({ tokens, next }: Reader, ahead = 0): Token {
  // The last token is `end`; whoever reads on finds it again.
  return tokens[Math.min(next + ahead, tokens.length - 1)] as Token;
}

function take(reader: Reader): Token {
  const token = peek(reader);
  reader.next += 1;
  return token;
}

function accept(reader: Reader, text: string): boolean {
  const accepted = isKeyword(peek(reader), text);
  if (accepted) reader.next += 1;
  return accepted;
}

function isKeyword(token: Token, text: string): boolean {
  return token.text.toLowerCase() === text;
}

function isComparisonOperator(text: string): text is ComparisonOperator {
  return COMPARISON_OPERATORS.includes(text);
}

function unexpected({ text, position }: Token, expected: string, cause?: unknown): ScimError {
  const found = text === '' ? 'its end' : text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const detail = `Expected ${expected} at position ${position} of the filter, found ${found}.`;
  return new ScimError(400, detail, { scimType: 'invalidFilter', cause });
}
