import type * as z from 'zod';
import { schemaAt } from './json-schema.ts';
import { describeValue } from './mask.ts';
import { formatPath, type Path, type Problem, valueAt } from './problem.ts';
import { suggest } from './suggest.ts';

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
};

/** Says what to do about what the schema found in `raw`; an unknown key is a problem each. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], raw: unknown): readonly Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [problemAt(issue.path, raw, hintOf(issue, raw))];
    return issue.keys.map((key) =>
      problemAt(
        [...issue.path, key],
        raw,
        unknownKey(key, Object.keys(schemaAt(issue.path)?.properties ?? {})),
      ),
    );
  });
}

/** A problem with what stands at a path. */
export function problemAt(path: Path, raw: unknown, hint: string): Problem {
  return { path: formatPath(path), value: describeValue(path, valueAt(raw, path)), hint };
}

function hintOf(issue: z.core.$ZodIssue, raw: unknown): string {
  const value = valueAt(raw, issue.path);
  if (value === undefined) return `is missing: ${schemaAt(issue.path)?.description ?? ''}`;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}${textExample(issue.expected, issue.path)}`;
    case 'invalid_value':
      return `use ${issue.values.join(', ')}${didYouMean(String(value), issue.values.map(String))}`;
    case 'too_small':
      return issue.origin === 'number' ? `use at least ${issue.minimum}` : 'must not be empty';
    case 'too_big':
      return `use at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/** Where text is expected, what it usually is: `every: 24` lacks its unit, and other numbers lack their quotes. */
function textExample(expected: string, path: Path): string {
  const usual = schemaAt(path)?.default;
  if (expected !== 'string') return '';
  return typeof usual === 'string' ? `, such as ${usual}` : ': put it in quotes';
}

function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key${didYouMean(key, known) || `; known here: ${known.join(', ')}`}`;
}

function didYouMean(word: string, candidates: readonly string[]): string {
  const meant = suggest(word, candidates);
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}
