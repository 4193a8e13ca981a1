import { parseDocument } from 'yaml';
import { ConfigError } from './problem.ts';

/**
 * Reads YAML. A key without a value counts as left out, so that a section may have all its keys commented out.
 * @param file names the text in problems
 * @throws ConfigError with line and column of each syntax error
 */
export function parseYaml(text: string, file: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length === 0) {
    try {
      return withoutNulls(document.toJS()) ?? {};
    } catch (error) {
      // An alias without an anchor, or one that unfolds without bound.
      throw new ConfigError([{ path: file, value: '', hint: String(error) }], { cause: error });
    }
  }
  throw new ConfigError(
    faults.map(({ message, linePos }) => ({
      path: linePos === undefined ? file : `${file}:${linePos[0].line}:${linePos[0].col}`,
      value: '',
      // The lines after the first show the text itself, which may hold a password.
      hint: `not YAML: ${message.split('\n', 1)[0]?.replace(/ at line .*$/, '')}`,
    })),
  );
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
