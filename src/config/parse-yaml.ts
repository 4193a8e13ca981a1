import { parseDocument, type YAMLError } from 'yaml';
import { ConfigError, isMapping } from './problem.ts';

const NO_MAPPING = 'expected a mapping of keys to values, such as "server:" and its settings below it';

/** What the parser says only to programmers. */
const SENTENCES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  MULTIPLE_DOCS: 'there are multiple documents in it: leave one, without "---" behind it',
};

/**
 * Reads YAML. A key without a value counts as left out, so that a section may have all its keys commented out.
 * @param file names the text in problems
 * @throws ConfigError with line and column of each syntax error, or when it is no mapping
 */
export function parseYaml(text: string, file: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length === 0) {
    const value = withoutNulls(unfold(() => document.toJS(), file)) ?? {};
    if (isMapping(value)) return value;
    throw new ConfigError([{ path: file, value: '', hint: NO_MAPPING }]);
  }
  throw new ConfigError(
    faults.map((fault) => ({
      path: fault.linePos === undefined ? file : `${file}:${fault.linePos[0].line}:${fault.linePos[0].col}`,
      value: '',
      hint: `not YAML: ${SENTENCES[fault.code] ?? withoutText(fault.message)}`,
    })),
  );
}

/** The lines after the first, and what is quoted at the end of it, show the text itself, which may hold a password. */
function withoutText(message: string): string {
  const [first = ''] = message.split('\n', 1);
  return first.replace(/ at line .*$/, '').replace(/: ".*$/, '');
}

/** @throws ConfigError for an alias without an anchor, or one that unfolds without bound */
function unfold(toValue: () => unknown, file: string): unknown {
  try {
    return toValue();
  } catch (error) {
    const hint = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{ path: file, value: '', hint }], { cause: error });
  }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== null)
      .map(([key, each]) => [key, withoutNulls(each)]),
  );
}
