import { allSettings, type Setting } from './json-schema.ts';
import { formatPath, isMapping, type Path, type Problem } from './problem.ts';
import { suggest } from './suggest.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'CYOLO_SCIM_';
/** Names the file, and so is no setting in it. */
export const CONFIG_VARIABLE = `${PREFIX}CONFIG`;

/** The settings that a variable can override, by it: scalars and lists of scalars. */
function variables(): ReadonlyMap<string, Setting> {
  const settings = allSettings().filter(({ schema }) => schema.items?.properties === undefined);
  return new Map(settings.map((setting) => [variableOf(setting.path), setting]));
}

/** `server.publicUrl` → `CYOLO_SCIM_SERVER_PUBLIC_URL` */
function variableOf(path: readonly string[]): string {
  return PREFIX + path.map((key) => key.replace(/[A-Z]/g, '_$&').toUpperCase()).join('_');
}

/** A configuration with its overrides. */
export interface Overridden {
  readonly raw: unknown;
  /** What `formatPath` gives for an overridden setting, to its variable. */
  readonly origins: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Puts the values of `CYOLO_SCIM_…` variables into a configuration; an empty one counts as unset. */
export function applyEnvironment(raw: unknown, environment: Environment): Overridden {
  const origins = new Map<string, string>();
  const problems: Problem[] = [];
  let result = raw;
  let known: ReadonlyMap<string, Setting> | undefined;
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX) || variable === CONFIG_VARIABLE || !text) continue;
    known ??= variables();
    const setting = known.get(variable);
    if (setting === undefined) {
      problems.push({ path: variable, value: '', hint: unknownVariable(variable, known.keys()) });
    } else {
      result = withValue(result, setting.path, readVariable(text, setting));
      origins.set(formatPath(setting.path), variable);
    }
  }
  return { raw: result, origins, problems };
}

function unknownVariable(variable: string, known: Iterable<string>): string {
  const meant = suggest(variable, known);
  return `no such setting${meant === undefined ? '; unset it' : `; did you mean ${meant}?`}`;
}

function readVariable(text: string, { schema }: Setting): unknown {
  if (schema.type === 'array') return text.split(',').map((each) => each.trim());
  return schema.type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text;
}

function withValue(node: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  // What is no mapping where one belongs is left, to be reported.
  if (node !== undefined && !isMapping(node)) return node;
  return { ...node, [key]: withValue(node?.[String(key)], rest, value) };
}
