import { Argument, type Command } from 'commander';
import { command } from './command.ts';
import { bashCompletion, describeCommands, fishCompletion, zshCompletion } from './completion-scripts.ts';
import type { Parts } from './parts.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** @param whole makes the program with all its commands */
export function completion({ output }: Pick<Parts, 'output'>, whole: () => Command): Command {
  return command('completion', 'Print the script that lets a shell complete commands and options.', [
    'completion bash > /etc/bash_completion.d/cyolo-scim',
    'completion zsh > "$fpath[1]/_cyolo-scim"',
    'completion fish > ~/.config/fish/completions/cyolo-scim.fish',
  ])
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .action((shell: keyof typeof SCRIPTS) => {
      const script = SCRIPTS[shell](describeCommands(whole()));
      output.answer({ shell, script }, script.trimEnd());
    });
}
