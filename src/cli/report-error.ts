import { CommanderError } from 'commander';
import { ConfigError } from '../config/problem.ts';
import { DeclaredError } from '../directory/declared.ts';
import { SamlMetadataError } from '../directory/saml-metadata.ts';
import { ScimError } from '../scim/errors.ts';
import { ConflictError, NotFoundError } from '../store/port.ts';
import { DatabaseFailure, explainFailure } from '../store/sqlite/explain-failure.ts';
import { CommandError, UsageError } from './errors.ts';
import { BrokenPipeError, type Output } from './output.ts';

/** What a person can do something about; their messages are sentences. */
const EXPECTED = [
  CommandError,
  ConflictError,
  DeclaredError,
  NotFoundError,
  SamlMetadataError,
  ScimError,
  DatabaseFailure,
];

const FAILED = 1;
const MISUSED = 2;

/** Says what ended the command. @returns the exit code: 0 done, 1 it failed, 2 wrong usage or configuration */
export function reportError(error: unknown, output: Output): number {
  if (error instanceof BrokenPipeError) return 0;
  if (error instanceof CommanderError) return reportCommanderError(error, output);
  if (error instanceof ConfigError) {
    const [only, ...others] = error.problems;
    output.fail(only && others.length === 0 ? error.message : listOf(error));
    return MISUSED;
  }
  if (error instanceof UsageError) {
    output.fail(error.message);
    return MISUSED;
  }
  output.fail(messageOf(error));
  return FAILED;
}

function listOf({ problems, message }: ConfigError): string {
  return `The configuration has ${problems.length} problems:\n${message.replaceAll(/^/gm, '  ')}`;
}

/** Help and version are errors to commander, too, and so is help that was shown for lack of a command. */
function reportCommanderError({ code, exitCode, message }: CommanderError, output: Output): number {
  if (exitCode === 0) return 0;
  if (code !== 'commander.help') {
    const sentence = message.replace(/^error: /, '').replace(/\n\((.*)\)$/, '. $1');
    output.fail(`${sentence.replace(/(?<![.?])$/, '.')} See --help.`);
  }
  return MISUSED;
}

/** Failures of the system have a code and say what failed on what; anything else is a mistake in the program. */
function messageOf(thrown: unknown): string {
  const error = isExplained(thrown) ? thrown : explainFailure(thrown);
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && /^ERR_OSSL/.test(String(error.code)))
    return `The certificate of a listener, or its key, cannot be used (${error.message}): cyolo-scim config check says why.`;
  const isExpected = EXPECTED.some((kind) => error instanceof kind) || 'code' in error;
  return isExpected ? error.message : (error.stack ?? error.message);
}

/** Whoever threw a failure of the system on, with its code, has said already what it means. */
function isExplained(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.cause instanceof Error && 'code' in error.cause;
}
