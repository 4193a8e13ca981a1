import type { Command } from 'commander';

/** A command with what can follow it. */
export interface Described {
  /** The words that lead to it, such as `key rotate`; empty for the program itself. */
  readonly path: string;
  readonly words: readonly Word[];
}

interface Word {
  readonly text: string;
  readonly description: string;
}

/** Lists a command and all below it. */
export function describeCommands(program: Command): readonly Described[] {
  return describe(program, '', optionsOf(program));
}

function describe(command: Command, path: string, globals: readonly Word[]): readonly Described[] {
  const children = command.commands.map((child) => ({
    child,
    word: { text: child.name(), description: firstSentence(child.description()) },
  }));
  const options = path === '' ? globals : [...optionsOf(command), ...globals];
  return [
    { path, words: [...children.map(({ word }) => word), ...options] },
    ...children.flatMap(({ child }) => describe(child, `${path} ${child.name()}`.trim(), globals)),
  ];
}

function optionsOf(command: Command): readonly Word[] {
  const options = command.options.filter(({ long }) => long !== '--version');
  return [
    ...options.map(({ long, description }) => ({ text: long ?? '', description })),
    ...(command.parent === null ? [{ text: '--help', description: 'show help' }] : []),
  ];
}

function firstSentence(text: string): string {
  return text.replace(/[.:] .*$/, '').replace(/\.$/, '');
}

/** Finds out in `place` which command stands before the cursor; `$word` runs over the words before it. */
function placeCase(commands: readonly Described[], close: string): string {
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => `"${path}"`);
  return `case "\${place:+$place }$word" in\n      ${paths.join('|')}${close} place="\${place:+$place }$word" ;;\n    esac`;
}

export function bashCompletion(commands: readonly Described[]): string {
  const cases = commands.map(
    ({ path, words }) => `    "${path}") candidates="${words.map(({ text }) => text).join(' ')}" ;;`,
  );
  return `# bash completion for cyolo-scim
_cyolo_scim() {
  local place="" word candidates=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    ${placeCase(commands, ')')}
  done
  case "$place" in
${cases.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _cyolo_scim cyolo-scim
`;
}

export function zshCompletion(commands: readonly Described[]): string {
  const cases = commands.map(({ path, words }) => {
    const items = words.map(({ text, description }) =>
      quote(`${text}:${description.replaceAll(':', '\\:')}`),
    );
    return `    "${path}") candidates=(${items.join(' ')}) ;;`;
  });
  return `#compdef cyolo-scim
_cyolo_scim() {
  local place="" word
  local -a candidates
  for word in "\${(@)words[2,CURRENT-1]}"; do
    ${placeCase(commands, ')')}
  done
  case "$place" in
${cases.join('\n')}
  esac
  _describe cyolo-scim candidates || _files
}
_cyolo_scim "$@"
`;
}

export function fishCompletion(commands: readonly Described[]): string {
  const lines = commands.flatMap(({ path, words }) =>
    words.map(({ text, description }) => {
      const candidate = text.startsWith('--') ? `-l ${text.slice(2)}` : `-a ${text}`;
      return `complete -c cyolo-scim -n '__cyolo_scim_at "${path}"' ${candidate} -d ${quote(description)}`;
    }),
  );
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => `"${path}"`);
  return `# fish completion for cyolo-scim
function __cyolo_scim_at
  set -l place ""
  for word in (commandline -opc)[2..-1]
    set -l next (string trim "$place $word")
    contains -- "$next" ${paths.join(' ')}; and set place "$next"
  end
  test "$place" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
