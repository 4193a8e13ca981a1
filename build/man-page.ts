import type { Command, Option } from 'commander';
import { examplesOf } from '../src/cli/command.ts';
import { createProgram } from '../src/cli/program.ts';

const EXIT_CODES = [
  ['0', 'It is done.'],
  ['1', 'It failed; standard error says why, and what to do next.'],
  ['2', 'The command line or the configuration is wrong.'],
] as const;

const ENVIRONMENT = [
  ['CYOLO_SCIM_CONFIG', 'The configuration, where --config is not given.'],
  ['CYOLO_SCIM_SECTION_KEY', 'Overrides a key of the configuration, such as CYOLO_SCIM_SERVER_LISTEN.'],
  ['NO_COLOR', 'When it is set, nothing is coloured.'],
] as const;

const FILES = [
  ['/etc/cyolo-scim/config.yaml', 'The configuration.'],
  ['/var/lib/cyolo-scim', 'The database and its backups.'],
] as const;

/**
 * The manual page in the language of man(7).
 * @param date seconds since 1970
 */
export function presentManPage({
  version,
  date,
}: {
  readonly version: string;
  readonly date: number;
}): string {
  const { program } = createProgram(process);
  const day = new Date(date * 1000).toISOString().slice(0, 10);
  return [
    `.TH CYOLO-SCIM 1 ${day} "cyolo-scim ${version}" "cyolo-scim"`,
    '.SH NAME',
    `cyolo-scim \\- ${toRoff(program.description().replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    '.B cyolo-scim',
    '[\\fIoptions\\fR] \\fInoun\\fR \\fIverb\\fR [\\fIarguments\\fR]',
    '.SH DESCRIPTION',
    'The commands work while the server runs and while it does not, on the same database. Run as root, a command first',
    'becomes the owner of the data directory, so that it leaves no file that the server cannot write.',
    '.SH OPTIONS',
    'These belong to every command.',
    ...program.options.flatMap(presentOption),
    '.SH COMMANDS',
    ...program.commands.flatMap(leavesOf).flatMap(presentCommand),
    ...presentTerms('EXIT STATUS', EXIT_CODES),
    ...presentTerms('ENVIRONMENT', ENVIRONMENT),
    ...presentTerms('FILES', FILES),
    '',
  ].join('\n');
}

/** The commands that do something; a noun alone does nothing. */
function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

function presentCommand(command: Command): readonly string[] {
  const operands = command.registeredArguments.map((each) =>
    each.required ? `<${each.name()}>` : `[${each.name()}]`,
  );
  const examples = examplesOf(command).map((example) => toRoff(`cyolo-scim ${example}`));
  return [
    `.SS "${toRoff([pathOf(command), ...operands].join(' '))}"`,
    toRoff(command.description()),
    ...command.options.flatMap(presentOption),
    '.PP',
    '.nf',
    '.RS',
    ...examples,
    '.RE',
    '.fi',
  ];
}

function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

function presentOption({
  flags,
  description,
  defaultValue,
  defaultValueDescription,
  argChoices,
}: Option): readonly string[] {
  const given = defaultValueDescription ?? defaultValue;
  const notes = [
    ...(argChoices === undefined ? [] : [argChoices.join(', ')]),
    ...(given === undefined ? [] : [`default: ${given}`]),
  ];
  return [
    '.TP',
    `\\fB${toRoff(flags)}\\fR`,
    toRoff(description + (notes.length === 0 ? '' : ` (${notes.join('; ')})`)),
  ];
}

function presentTerms(title: string, terms: readonly (readonly [string, string])[]): readonly string[] {
  return [
    `.SH ${title}`,
    ...terms.flatMap(([term, text]) => ['.TP', `\\fB${toRoff(term)}\\fR`, toRoff(text)]),
  ];
}

/** Hyphens would become dashes, which nobody can paste; a dot or quote at the start of a line would be a request. */
function toRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')
    .replaceAll('"', '\\(dq')
    .replace(/[^ -~]/gu, (character) => `\\[u${hexOf(character)}]`);
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
