import { dirname, resolve } from 'node:path';
import { USER } from '../scim/resource-types.ts';
import { findDuplicates, findMissingIssuer, findReservedTenants, findSharedAddress } from './duplicates.ts';
import { applyEnvironment, type Environment } from './environment.ts';
import { isAway, readText, SERVICE_CREDENTIALS } from './files.ts';
import { findConfigFile } from './find.ts';
import { problemAt, problemsOf } from './hints.ts';
import { parseYaml } from './parse-yaml.ts';
import { ConfigError, isMapping, type Path, type Problem, valueAt } from './problem.ts';
import { buildResourceTypes } from './resource-types.ts';
import { CONFIG, type Config } from './schema.ts';
import { checkSubjectAttributes } from './subject-attributes.ts';

/** Where to find a configuration: `path` of `--config`; without, it is looked for. */
interface ConfigSource {
  readonly path?: string | undefined;
  readonly env: Environment;
}

/** A configuration as far as it can be read beside a service that does not run. */
export interface ReadConfig {
  readonly config: Config;
  /** What systemd hands over to the running service alone. */
  readonly unread: readonly Problem[];
}

/**
 * Loads the configuration, with its overrides from the environment and all the files it names, as a server needs it.
 * @throws ConfigError with every problem there is
 */
export function loadConfig(source: ConfigSource): Config {
  return complete(readConfig(source));
}

/** Reads the configuration like `loadConfig`, but does without what only the service can read. */
export function readConfig(source: ConfigSource): ReadConfig {
  const file = findConfigFile(source);
  const text = readText(file);
  if ('problem' in text) throw new ConfigError([{ path: file, value: '', hint: text.problem }]);
  return parse(parseYaml(text.value, file), { env: source.env, directory: dirname(resolve(file)) });
}

/** Where a configuration is read. */
export interface ConfigContext {
  readonly env: Environment;
  /** What relative paths start from. */
  readonly directory: string;
}

/**
 * Reads a configuration that was parsed already.
 * @throws ConfigError with every problem there is
 */
export function parseConfig(written: unknown, context: ConfigContext): Config {
  return complete(parse(written, context));
}

/** @throws ConfigError when something was not read */
export function complete({ config, unread }: ReadConfig): Config {
  if (unread.length > 0) throw new ConfigError(unread);
  return config;
}

function parse(written: unknown, context: ConfigContext): ReadConfig {
  const { raw: overridden, origins, problems } = applyEnvironment(written, context.env);
  const raw = withAbsolutePaths(overridden, context);
  const result = CONFIG.safeParse(raw);
  const found = [
    ...(result.success ? [] : problemsOf(result.error.issues, raw)),
    ...findDuplicates(raw),
    ...findReservedTenants(raw),
    ...findMissingIssuer(raw),
    ...findSharedAddress(raw),
    ...findResourceTypeProblems(raw, result.data ?? parseResourceTypes(raw)),
  ].map((problem) => ({ ...problem, path: originOf(problem.path, origins) }));
  if (result.success && problems.length + found.length === 0)
    return { config: result.data, unread: findUnread(raw) };
  throw new ConfigError([...problems, ...found]);
}

type ResourceTypeParts = Pick<Config, 'schemas' | 'resourceTypes' | 'gateway'>;

/** Reads the resource types and what is said of them by themselves, so that a mistake elsewhere does not hide theirs. */
function parseResourceTypes(raw: unknown): ResourceTypeParts | undefined {
  const { schemas, resourceTypes, gateway } = isMapping(raw) ? raw : {};
  const parts = CONFIG.pick({ schemas: true, resourceTypes: true, gateway: true });
  return parts.safeParse({ schemas, resourceTypes, gateway }).data;
}

function findResourceTypeProblems(raw: unknown, parts: ResourceTypeParts | undefined): readonly Problem[] {
  if (parts === undefined) return [];
  const problems: Problem[] = [];
  const report = (path: Path, hint: string) => void problems.push(problemAt(path, raw, hint));
  const types = buildResourceTypes(parts, report);
  const userType = types.find(({ name }) => name === USER.name) ?? USER;
  checkSubjectAttributes(parts.gateway.subjectAttributes, userType, report);
  return problems;
}

function findUnread(raw: unknown, path: Path = []): readonly Problem[] {
  const value = valueAt(raw, path);
  if (Array.isArray(value) || isMapping(value)) {
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    return keys.flatMap((key) => findUnread(raw, [...path, key]));
  }
  return typeof value === 'string' && isAway(value)
    ? [problemAt(path, raw, 'systemd hands it over to the service alone: systemctl start cyolo-scim')]
    : [];
}

/** The variable that a value came from, else the path itself. */
function originOf(path: string, origins: ReadonlyMap<string, string>): string {
  return origins.get(path) ?? origins.get(path.replace(/\[\d+\]$/, '')) ?? path;
}

/**
 * Makes the paths of files absolute: relative ones start from the configuration's directory, `credential:NAME` is what
 * systemd's LoadCredential= hands over, to the service or, for root to see, while the service runs.
 */
function withAbsolutePaths(raw: unknown, { env, directory }: ConfigContext): unknown {
  const { CREDENTIALS_DIRECTORY: credentials = SERVICE_CREDENTIALS } = env;
  const absolute = (text: string): string => {
    const { name } = /^credential:(?<name>[^/]+)$/.exec(text)?.groups ?? {};
    return name === undefined ? resolve(directory, text) : resolve(credentials, name);
  };
  const visit = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => visit(each, key));
    if (isMapping(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, visit(each, name)]));
    }
    if (typeof value !== 'string' || value === '') return value;
    if (/File$|^directory$/.test(key)) return absolute(value);
    return key === 'url'
      ? value.replace(/^sqlite:(?!:)(.+)$/, (_, file: string) => `sqlite:${absolute(file)}`)
      : value;
  };
  return visit(raw, '');
}
