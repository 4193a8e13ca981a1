/** One thing that is wrong with a configuration. */
export interface Problem {
  /** Where: `tenants[0].name`, an environment variable, or a file. */
  readonly path: string;
  /** What stands there, secrets masked; empty when nothing does. */
  readonly value: string;
  /** What to write instead, or what to do. */
  readonly hint: string;
}

/** A configuration that cannot be used, with all that is wrong with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(formatProblem).join('\n'), options);
    this.problems = problems;
  }
}

function formatProblem({ path, value, hint }: Problem): string {
  return `${path}${value === '' ? '' : ` = ${value}`}: ${hint}`;
}

export type Path = readonly PropertyKey[];

/** Writes a path as people do: `tenants[0].name`. */
export function formatPath(path: Path): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path of a configuration, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (isMapping(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined),
    root,
  );
}
